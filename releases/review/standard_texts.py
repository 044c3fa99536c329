"""What a draft still holds of the standard texts it was made with: placeholders to fill in, and passages in an earlier wording."""

from collections.abc import Iterator

from releases.language import placeholders
from releases.language.finding import texts_of
from releases.models import Edition, StandardTextVersion


def to_fill_in(edition: Edition) -> Iterator[tuple[str, str]]:
    """Each placeholder with the part that it stands in. Asks what templates said only if there is a bracket in the text."""
    written = parts_of(edition)
    if not any(placeholders.bracketed(text) for _part, text in written):
        return
    known = known_placeholders()
    for part, text in written:
        for found in placeholders.left_in(text, known):
            yield part, found


def parts_of(edition: Edition) -> list[tuple[str, str]]:
    texts = [("headline", edition.headline), ("lead", edition.lead), ("body", words_of(edition.body))]
    texts += [("places", place) for place in edition.places]
    for contact in edition.contacts.all():
        texts += [("contacts", said) for said in (contact.name, contact.role, contact.email, contact.phone)]
    return texts


def known_placeholders() -> set[str]:
    """Of every template there is or was, in every wording and language: a text may have been made long ago, or elsewhere."""
    contents = StandardTextVersion.objects.filter(template__isnull=False).values_list("content", flat=True)
    found: set[str] = set()
    for content in contents:
        plain = [content["headlines"], content["leads"], *content["contacts"]]
        found |= placeholders.keys_in(said for texts in plain for said in texts.values())
        found |= placeholders.keys_in(map(words_of, content["bodies"].values()))
    return found


def outdated(edition: Edition) -> list[str]:
    """Names of the standard passages that the text holds in an earlier wording and not in the present one."""
    versions = StandardTextVersion.objects.filter(boilerplate__isnull=False).select_related("boilerplate")
    wordings: dict[str, list[str]] = {}
    for version in versions if edition.body else ():
        said = _letters(version.content["texts"].get(edition.language, ""))
        wordings.setdefault(str(version.boilerplate), []).append(said)
    text = _letters(edition.body)
    return [name for name, said in wordings.items() if _holds_an_earlier_one(text, said)]


def _holds_an_earlier_one(text: str, wordings: list[str]) -> bool:
    *earlier, present = wordings
    if present and present in text:
        return False
    return any(wording in text for wording in earlier if wording and wording != present)


def words_of(html: str) -> str:
    """What it says, without markup, a block on each line."""
    return "\n".join(texts_of(html))


def _letters(html: str) -> str:
    """Without spaces, so that it does not matter how the blocks were put together."""
    return "".join(words_of(html).split())
