"""Pictures in a text and at its head: where they are shown, in which sizes, and that none is served before its hour."""

import datetime
import io
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from releases import steps
from releases.files import FileRefused, accept
from releases.files.copies import WIDTHS
from releases.models import Edition, EditionFile
from releases.models.clock import database_time
from releases.reading.editions import Reading, parts_of
from releases.record import verification
from releases.record.contents import content_of, digest_of
from releases.review.findings import findings_in
from releases.site import memento
from releases.site.formats import names
from releases.tests.files import SECRET, picture
from releases.tests.making import (
    approved,
    corrected,
    make_country,
    make_edition,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)
from taxonomy import figures, richtext, snapshot

pytestmark = pytest.mark.django_db

WIDE = picture(size=(1200, 800))
TEXT = "<p>First.</p><p>Second.</p>"


def accepted(content: bytes, name: str = "bridge.jpg") -> Any:
    return accept(io.BytesIO(content), name)


KEY = accepted(WIDE).digest[: len("0" * 32)]


def shown(*, lead: bool = False, in_text: bool = True, make: Any = make_edition, **overrides: Any) -> Edition:
    """An edition with one wide picture, described."""
    body = figures.placed(TEXT, KEY, 1) if in_text else TEXT
    return made(make, lead=lead, **{"body": body, "headline": "Bridge reopens"} | overrides)


def made(make: Any, *, lead: bool, **values: Any) -> Edition:
    draft = make_edition(files=[("bridge.jpg", WIDE)], **values)
    draft.files.update(title="The old bridge", alternative_text="A bridge of stone.", credit="Anna Adler", is_lead=lead)
    if make is make_live_edition:
        steps.place_on_record(draft, database_time() - datetime.timedelta(hours=1))
    elif make is make_scheduled_edition:
        steps.schedule(approved(draft), make_user(), database_time().replace(year=2099))
    return draft


def page_of(client: Client, edition: Edition) -> str:
    return client.get(edition.get_absolute_url()).content.decode()


def addresses_in(page: str) -> set[str]:
    return set(re.findall(r"/releases/\d+/files/[0-9a-f]{32}/[\w.-]+", page))


# Copies


def test_wide_picture_has_copies_of_its_width_and_narrower_in_two_formats():
    copies = [(copy.width, copy.media_type) for copy in accepted(WIDE).copies]

    assert WIDTHS == (480, 960, 1600)
    assert copies == [
        (480, "image/webp"), (480, "image/jpeg"), (960, "image/webp"), (960, "image/jpeg"), (1200, "image/webp"),
    ]  # fmt: skip


def test_copies_are_what_they_say_and_have_no_metadata():
    for copy in accepted(picture(size=(800, 1200), orientation=6)).copies:
        with Image.open(io.BytesIO(copy.content)) as image:
            assert image.get_format_mimetype() == copy.media_type
            assert image.size == (copy.width, copy.height)
            assert image.width > image.height, "it stands upright"
            assert not image.getexif()
        assert SECRET.encode() not in copy.content


def test_small_picture_needs_no_copy():
    assert accepted(picture(size=(480, 300))).copies == ()


def test_transparent_picture_stands_on_white_paper_in_its_copies():
    image = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    file = io.BytesIO()
    image.save(file, "PNG")

    for copy in accepted(file.getvalue(), "logo.png").copies:
        with Image.open(io.BytesIO(copy.content)) as shown:
            assert shown.convert("L").histogram()[:250] == [0] * 250


def test_picture_in_the_colours_of_print_is_shown_in_those_of_screens():
    for copy in accepted(picture(size=(600, 400), mode="CMYK")).copies:
        with Image.open(io.BytesIO(copy.content)) as image:
            assert image.mode == "RGB"


def test_scan_in_sixteen_bits_of_grey_keeps_its_shades_in_preview_and_copies():
    scan, file = Image.new("I;16", (1400, 900), 20_000), io.BytesIO()
    scan.save(file, "PNG")

    taken = accepted(file.getvalue(), "scan.png")

    for content in (taken.preview, *(copy.content for copy in taken.copies)):
        with Image.open(io.BytesIO(content)) as image:
            assert sum(image.convert("L").histogram()[75:82]) == image.width * image.height


def moving(format_: str) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, format_, save_all=True, append_images=frames[1:])
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (moving("PNG"), "moving.png", "stands still"),
        (moving("WEBP"), "moving.webp", "stands still"),
        (WIDE[: len(WIDE) // 2], "half.jpg", "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg", "not an accepted type"),
        (b"%PDF-1.4 no picture", "letter.png.exe", "not an accepted type"),
    ],
)
def test_picture_that_cannot_be_shown_is_refused_with_a_sentence_and_nothing_is_kept(content, name, sentence):
    with pytest.raises(FileRefused, match=sentence):
        accepted(content, name)


# In a text


def test_place_of_a_picture_survives_cleaning_and_says_nothing_else():
    place = figures.place(KEY)

    assert richtext.clean(f"<p>One</p>{place}<p>Two</p>") == f"<p>One</p>{place}<p>Two</p>"
    assert richtext.clean(f'<figure data-file="{KEY}" onclick="x"><p>Words</p></figure>') == f"{place}<p>Words</p>"
    assert richtext.clean('<figure data-file="../../etc"><img src="x"></figure><p>One</p>') == "<p>One</p>"


def test_picture_stands_in_the_text_with_caption_credit_and_size(client):
    page = page_of(client, shown(make=make_live_edition))

    before, _, rest = page.partition("<figure>")
    figure = rest.partition("</figure>")[0]
    assert "First." in before
    assert "Second." in rest
    assert page.count("<figure>") == 1, "it is not shown below the text again"
    assert '<source type="image/webp" srcset="' in figure
    assert re.search(r"-480\.jpg 480w, /releases/\S+-960\.jpg 960w", figure)
    assert 'width="1200" height="800"' in figure
    assert 'alt="A bridge of stone."' in figure
    assert '<figcaption>The old bridge <span class="credit">Anna Adler</span></figcaption>' in figure
    assert "lazy" not in figure, "the first picture is loaded at once"


def test_pictures_after_the_first_are_loaded_when_they_come_into_view(client):
    edition = shown(lead=True, in_text=False)
    columns = accepted(picture(size=(600, 400)), "other.jpg").keep()
    other = EditionFile.objects.create(edition=edition, position=1, alternative_text="Another.", **columns)
    edition.body = figures.placed(TEXT, other.key, 2)
    edition.save()
    steps.place_on_record(edition, database_time())

    images = re.findall(r"<img [^>]*>", page_of(client, edition))

    assert ['loading="lazy"' in image for image in images] == [False, True]


def test_decoration_is_silent_and_leads_nowhere(client):
    edition = shown()
    edition.files.update(is_decoration=True, alternative_text="", title="")
    assert not [finding for finding in findings_in(edition) if finding.field == "files"]
    steps.place_on_record(edition, database_time())

    figure = page_of(client, edition).partition("<figure>")[2].partition("</figure>")[0]

    assert 'alt=""' in figure
    assert "<a " not in figure


def test_text_that_shows_a_picture_it_does_not_carry_is_not_submitted():
    edition = make_edition(body=figures.place("0" * 32) + TEXT)

    assert [finding.field for finding in findings_in(edition) if finding.severity == "block"] == ["body"]


@pytest.mark.parametrize("ending", [names.TEXT, names.NEWSML, names.NINJS, names.PDF])
def test_every_format_tells_of_the_picture(client, ending):
    edition = shown(make=make_live_edition)

    answer = client.get(names.address_of(edition, ending))

    assert answer.status_code == 200
    if ending == names.TEXT:
        assert "[Picture: A bridge of stone.] The old bridge (Anna Adler)" in answer.content.decode()
    elif ending == names.PDF:
        assert b"/Image" in answer.content
    else:
        assert "-preview.jpg" in answer.content.decode() or "bridge.jpg" in answer.content.decode()
        assert "data-file" not in answer.content.decode()


@pytest.mark.parametrize("feed", ["feed-rss", "feed-atom", "feed-json"])
def test_feeds_show_the_picture_at_its_whole_address(client, feed):
    edition = shown(make=make_live_edition)

    content = client.get(reverse(feed)).content.decode()

    assert f"{settings.SITE_URL}/releases/{edition.release_id}/files/{KEY}/bridge.jpg" in content
    assert "data-file" not in content


@pytest.mark.parametrize("ending", ["", names.TEXT, names.PDF])
def test_page_text_and_file_with_a_picture_are_found_to_be_what_was_public(client, ending):
    edition = shown(make=make_live_edition)
    address = names.address_of(edition, ending) if ending else edition.get_absolute_url()
    given = SimpleUploadedFile(f"saved.{ending or 'html'}", client.get(address).content)

    found = client.post(reverse("verify"), {"file": given}).content.decode()

    assert "Yes, this text was public" in found


# At the head


def test_lead_picture_leads_the_page_the_lists_and_what_is_shared(client):
    edition = shown(lead=True, in_text=False, make=make_live_edition)

    page, front, listed = (
        page_of(client, edition),
        *(client.get(path).content.decode() for path in ("/", "/releases/")),
    )

    assert page.index("<figure>") < page.index("First.")
    assert 'fetchpriority="high"' in front
    assert "-960.webp 960w" in front
    assert "-480.webp" in listed
    assert 'alt=""' in listed
    assert 'loading="lazy"' in listed
    own = f"{settings.SITE_URL}{edition.files.get().address(edition.release_id)}"
    assert f'<meta property="og:image" content="{own}">' in page
    assert f'"image":"{own}"' in page


def test_second_lead_picture_of_an_imported_text_stands_below_it(client):
    """The form refuses it; a source may say it of as many as it likes."""
    edition = shown(lead=True, in_text=False)
    columns = accepted(picture(size=(600, 400)), "other.jpg").keep()
    EditionFile.objects.create(edition=edition, position=1, alternative_text="Another.", is_lead=True, **columns)
    steps.place_on_record(edition, database_time())

    page = page_of(client, edition)

    assert page.index('alt="A bridge of stone."') < page.index("First.") < page.index('alt="Another."')


@pytest.mark.django_db(transaction=True)  # within a transaction the search register is reloaded each time
def test_list_asks_no_more_of_the_database_for_pictures(client, django_assert_num_queries):
    shown(lead=True, make=make_live_edition, countries=[make_country("Moldova")])
    client.get("/releases/")

    with django_assert_num_queries(2):  # what is due and what changed; the cards
        client.get("/releases/")


# On the record


def test_seal_of_a_text_without_such_facts_is_what_it_was_before_there_were_any():
    edition = make_edition(files=[("small.png", picture("PNG"))])

    (file,) = content_of(edition)["files"]

    assert {"credit", "is_decoration", "is_lead", "copies"}.isdisjoint(file)


def test_what_is_said_of_a_picture_and_its_copies_are_sealed():
    edition = shown()
    before = digest_of(edition)

    changes: list[dict[str, Any]] = [{"credit": "Somebody"}, {"is_lead": True}, {"copies": []}]
    for change in changes:
        edition.files.update(**change)
        assert digest_of(edition) != before
        before = digest_of(edition)


def test_public_picture_cannot_be_changed_and_the_record_holds():
    edition = shown(make=make_live_edition)

    with pytest.raises(IntegrityError, match="can change only while it is a draft"), transaction.atomic():
        edition.files.update(credit="Somebody else")
    verification.verify()


# Before and after


def every_address(edition: Edition) -> list[str]:
    """Of the picture and of each of its copies."""
    reading = Reading(edition, snapshot.current(), parts_of([edition]).get(edition.pk))
    (picture_,) = reading.shown_pictures
    return [picture_.address, picture_.preview, *(address for _copy, address in picture_.copies)]


@pytest.mark.parametrize("make", [make_edition, make_scheduled_edition])
@pytest.mark.parametrize("lead", [True, False])
@pytest.mark.promise(7)
def test_no_copy_of_a_picture_is_served_before_its_hour(client, make, lead):
    addresses = every_address(shown(lead=lead, make=make))

    assert len(addresses) == 7
    assert {client.get(address).status_code for address in addresses} == {404}
    for path in ("/", "/releases/", "/releases/feed/json/"):
        assert KEY not in client.get(path).content.decode()


def test_copies_are_public_with_their_edition_and_gone_with_it(client):
    edition = shown(make=make_live_edition)
    addresses = every_address(edition)
    assert addresses_in(page_of(client, edition)) <= set(addresses)

    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer["Content-Type"] for answer in answers} == {"image/jpeg", "image/webp"}
    steps.remove(edition, make_user(), "It named a person.")

    assert {client.get(address).status_code for address in addresses} == {410}


def test_past_text_shows_its_own_copies(client):
    edition = shown(make=make_live_edition)
    corrected(edition, make_user(), body="<p>Nothing to see.</p>")
    edition.refresh_from_db()

    page = client.get(memento.address_of(edition)).content.decode()

    then = set(re.findall(r'/releases/[^"\s]+-480\.webp', page))
    assert then
    assert {client.get(address).status_code for address in then} == {200}


# In the newsroom


@pytest.fixture
def author(client) -> Client:
    client.force_login(make_user())
    return client


def page_for(edition: Edition) -> str:
    return reverse("admin:releases_edition_picture", args=[edition.pk])


def given(**values: Any) -> dict[str, Any]:
    upload = io.BytesIO(WIDE)
    upload.name = "bridge.jpg"
    return {
        f"picture-{name}": value
        for name, value in ({"upload": upload, "alternative_text": "A bridge."} | values).items()
    }


def test_picture_is_put_after_a_paragraph_without_script(author):
    edition = make_edition(body=TEXT)
    choices = author.get(page_for(edition)).content.decode()
    assert '<option value="1">After “First.”</option>' in choices

    author.post(page_for(edition), given(after="1", title="The bridge", credit="Anna Adler", is_lead="on"))

    edition.refresh_from_db()
    assert edition.body == f"<p>First.</p>{figures.place(KEY)}<p>Second.</p>"
    assert edition.files.get().is_lead
    assert edition.record.latest("pk").step == "edit"
    assert KEY in edition.saved_texts.latest("pk").content["body"]


def test_picture_of_the_edition_is_moved_to_another_place(author):
    edition = shown()

    author.post(page_for(edition), {"picture-file": edition.files.get().pk, "picture-after": "0"})

    edition.refresh_from_db()
    assert edition.body == figures.place(KEY) + TEXT
    assert edition.files.count() == 1


def test_toolbar_is_told_what_to_show_and_which_text_it_is_now(author):
    edition = make_edition(body=TEXT)

    answer = author.post(page_for(edition), given(), headers={"Accept": "application/json"}).json()

    assert answer["key"] == KEY
    assert answer["version"] == edition.saved_texts.latest("pk").pk
    assert author.get(answer["address"]).status_code == 200


@pytest.mark.parametrize("values", [{"alternative_text": ""}, {"upload": ""}])
def test_undescribed_or_missing_picture_is_refused_with_a_sentence(author, values):
    edition = make_edition(body=TEXT)

    answer = author.post(page_for(edition), given(**values), headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["reasons"]
    assert not edition.files.exists()
