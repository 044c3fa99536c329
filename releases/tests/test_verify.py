"""/verify: anybody learns whether a text was public here, and when; nobody learns of a text that is not."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from hypothesis import given, settings

from releases import steps
from releases.language.letters import OPENING, letters
from releases.models import Allowance, Edition, EditionWording, Erasure
from releases.reading import wording
from releases.reading.text import plain_text
from releases.site import memento
from releases.site.verifying.document import Document
from releases.site.verifying.lines import lines_of, without_edges
from releases.site.verifying.views import MOST
from releases.steps.erasing import carry_out, propose
from releases.tests.hidden import HIDDEN, HIDDEN_FILE, MARKER, marked, removed
from releases.tests.importing import make_record, run, write
from releases.tests.making import approved, make_edition, make_user
from taxonomy.tests.generated_html import NEAT

pytestmark = pytest.mark.django_db
LEAD = "The office in Chisinau opened on Monday – on time."
BODY = (
    "<p>CHISINAU, 3 May 1999 – The office opened on Monday, said the <strong>Head</strong> of the Mission.</p>"
    "<ul><li>Ten people work there.</li><li>It is open every day.</li></ul>"
    '<p>See <a href="https://example.org/mission">the Mission</a> &amp; its long-term work.</p>'
)
YES, DIFFERS, NEVER = "Yes, this text was public", "it was not public in this form", "never public here in this form"


@pytest.fixture
def edition() -> Edition:
    return released(headline="Mission opens an office in Chisinau", lead=LEAD, body=BODY)


def released(**overrides) -> Edition:
    edition = approved(make_edition(**overrides))
    steps.release_now(edition, make_user())
    edition.refresh_from_db()
    return edition


def ask(content: bytes | str, prefix: str = "") -> str:
    data = {"text": content} if isinstance(content, str) else {"file": SimpleUploadedFile("saved", content)}
    response = Client().post(f"{prefix}/verify/", data)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def page_of(edition: Edition) -> bytes:
    with translation.override(edition.language):
        return Client().get(edition.get_absolute_url()).content


def test_saved_page_was_public_and_nothing_else_is_in_it(edition):
    answer = ask(page_of(edition))

    assert YES in answer
    assert f"Release {edition.release_id}, edition 1 (original)" in answer
    assert memento.address_of(edition) in answer
    assert "What else is in it" not in answer


def test_changed_word_in_a_saved_page_is_found(edition):
    forged = page_of(edition).replace(b"Ten people", b"Two people")

    answer = ask(forged)

    assert YES not in answer
    assert DIFFERS in answer
    assert "Ten people work there." in answer
    assert "It is open every day." not in answer


def test_sentence_added_to_a_saved_page_is_shown(edition):
    forged = page_of(edition).replace(b"</article>", b"<p>The Mission then left the country.</p></article>")

    answer = ask(forged)

    assert YES in answer
    assert "What else is in it" in answer
    assert "The Mission then left the country." in answer


def test_text_hidden_in_a_page_does_not_vouch_for_what_is_shown_instead(edition):
    hidden = f"<h1>{edition.headline}</h1><div style='display:none'>{LEAD}{BODY}</div><p>The office closed.</p>"

    assert "<li>The office closed.</li>" in ask(hidden.encode())


@pytest.mark.parametrize(
    "text",
    [
        "Mission opens an office in Chisinau\nThe office in Chisinau opened on Monday – on time.\n"
        "CHISINAU, 3 May 1999 – The office opened on Monday, said the Head of the Mission.\n"
        "• Ten people work there.\n• It is open every day.\nSee the Mission & its long-term work.",
        "Mission opens an office\nin Chisinau\nThe office in Chisinau opened on Monday\n– on time. CHISINAU, 3 May 1999 – The\n"
        "office opened on Monday, said the\nHead of the Mission. Ten people work\nthere. It is open every day. See the\n"
        "Mission (https://example.org/mission) & its long-\nterm work.",
    ],
    ids=["copied", "printed and wrapped"],
)
def test_text_is_found_however_its_lines_are_broken(edition, text):
    assert YES in ask(text)


def test_plain_text_of_a_release_was_public(edition):
    answer = ask(Client().get(edition.get_absolute_url().rstrip("/") + ".txt").content)

    assert YES in answer
    assert "What else is in it" not in answer


def test_text_without_its_headline_is_no_release_but_leads_to_one(edition):
    answer = ask(LEAD + BODY.replace("</p>", "</p>\n"))

    assert YES not in answer
    assert "The headline is another one." in answer


def test_each_edition_tells_when_it_was_public(edition):
    time.sleep(0.01)
    first = page_of(edition)
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    Edition.objects.filter(pk=correction.pk).update(body=BODY.replace("Ten", "Twelve"))
    correction.refresh_from_db()
    steps.release_now(approved(correction), make_user())
    edition.refresh_from_db()

    before, after = ask(first), ask(page_of(correction))

    assert "public from" in before
    assert "edition 1 (original)" in before
    assert "edition 2" not in before
    assert "public since" in after
    assert "edition 2 (correction)" in after


def test_withdrawn_text_says_so(edition):
    steps.withdraw(edition, make_user(), "The meeting was put off.")

    answer = ask(page_of(edition))

    assert YES in answer
    assert "This release was withdrawn" in answer


def test_removed_text_is_not_known_any_more(edition):
    page = page_of(edition)
    steps.remove(edition, make_user(), "Published by mistake.")

    assert NEVER in ask(page)


WHOLE = f"{MARKER}headline arrives\n{MARKER}lead\n{MARKER}body"


@pytest.mark.parametrize("kind", [*HIDDEN, "removed"])
@pytest.mark.promise(1, 12, 17)
def test_hidden_text_is_answered_like_one_that_nobody_wrote(world, kind):
    questions: list[bytes | str] = [WHOLE, f"{MARKER}headline arrives", HIDDEN_FILE[1]]
    without = [ask(question) for question in questions]

    (HIDDEN | {"removed": removed})[kind](world)

    assert [ask(question) for question in questions] == without
    assert NEVER in without[0]


def test_the_same_text_is_found_once_it_is_public(world):
    steps.release_now(approved(marked(world), "The comment stays."), make_user())

    assert YES in ask(WHOLE)
    assert "This very file" in ask(HIDDEN_FILE[1])


def test_erased_words_are_no_longer_found_and_not_hinted_at(edition):
    page = page_of(edition)
    keys = EditionWording.objects.get(edition=edition)
    carry_out(propose(make_user(), ["Chisinau"], "A court ordered it."), make_user())

    answer = ask(page)

    assert Erasure.objects.get().state == "done"
    assert "<title>" in answer
    assert YES not in answer
    after = EditionWording.objects.get(edition=edition)
    assert (after.headline, after.lead) != (keys.headline, keys.lead)


def test_file_of_a_release_is_known_by_its_bytes():
    report = b"Report of the Mission, 1999"
    edition = released(files=[("report.txt", report)])

    assert "This very file was published here" in ask(report)
    assert memento.address_of(edition) in ask(report)
    assert "This very file" not in ask(report + b"!")


def test_picture_that_nobody_published_cannot_be_read():
    assert "We cannot read this file" in ask(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")


def test_what_a_browser_prints_on_every_page_is_not_of_the_text():
    pages = [
        ["28/11/2026, 10:00", "Mission opens an office", "One", "two", "three", "four", "1/2"],
        ["28/11/2026, 10:00", "Mission opens an office", "five", "six", "seven", "eight", "2/2"],
    ]
    assert list(without_edges(pages)) == [["One", "two", "three", "four"], ["five", "six", "seven", "eight"]]


@pytest.mark.parametrize(
    ("line_end", "wanted", "found"),
    [
        ("long-\nterm", "long-term", True),
        ("long-\nterm", "longterm", True),
        ("long-term", "longterm", False),
        ("longterm-\n", "long-term", False),
        ("5-\n7 May", "57May", True),
        ("5-7 May and so-\ncalled", "57May", False),
    ],
)
def test_hyphen_at_the_end_of_a_line_may_belong_to_either(line_end, wanted, found):
    assert Document(line_end.split("\n")).has(wanted) is found


def test_single_file_of_a_browser_is_a_page():
    archive = (
        b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary="cut"\r\n\r\n'
        b"--cut\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<p>One =E2=80=93 two</p>\r\n--cut--\r\n"
    )

    assert lines_of(archive) == ["One – two"]


def test_page_nested_deeper_than_any_stack_is_read():
    assert lines_of(b"<div>" * 20_000 + b"One") == ["One"]


def test_nothing_is_answered_without_a_file_or_a_text():
    response = Client().post("/verify/", {})

    assert response.status_code == 400
    assert "Choose a file, or paste a text." in response.content.decode()


def test_file_beyond_the_limit_is_refused_and_not_read():
    large = SimpleUploadedFile("large.html", b"<p>" + b"x" * 11_000_000)

    response = Client().post("/verify/", {"file": large})

    assert response.status_code == 400
    assert "larger than 10 MB" in response.content.decode()
    assert Client().post("/verify/", {"file": SimpleUploadedFile("larger", b"x" * 14_000_000)}).status_code == 413


def test_answer_sets_no_cookie_and_is_kept_nowhere(edition):
    response = Client().post("/verify/", {"text": edition.headline})

    assert response.cookies == {}
    assert response["Cache-Control"] == "private, no-store"
    assert "csrf" not in response.content.decode()


def test_network_that_asks_too_often_waits_and_others_do_not():
    Allowance.objects.all().delete()
    mine, other = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")

    answers = [mine.post("/verify/", {"text": "One"}) for _ in range(MOST + 1)]

    assert [answer.status_code for answer in answers] == [200] * MOST + [429]
    assert answers[-1]["Retry-After"] == "3600"
    assert other.post("/verify/", {"text": "One"}).status_code == 200
    assert "192.0.2" not in "".join(Allowance.objects.values_list("key", flat=True))


def test_texts_of_an_older_database_are_entered_by_migrate(edition):
    kept = EditionWording.objects.values().get(edition=edition)
    EditionWording.objects.all().delete()
    make_edition()

    assert wording.complete() == 1
    assert EditionWording.objects.values().get() == kept
    assert wording.complete() == 0


def test_imported_text_is_found(tmp_path):
    run(write(tmp_path / "old.jsonl", make_record(title="Mission opens an office", body="<p>It opened on Monday.</p>")))

    assert YES in ask("Mission opens an office\nIt opened on Monday.")


@settings(max_examples=500, deadline=None)
@given(NEAT, NEAT)
def test_first_letters_are_those_of_the_whole_text_however_little_of_it_is_read(beginning, rest):
    html = beginning + rest * 8

    assert wording.opening(html, plain_text) == letters(plain_text(html[: wording.BEGINNING]))[:OPENING]
