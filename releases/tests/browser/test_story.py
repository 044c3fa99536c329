"""An editor's day in one story: from a Word file that is dropped on the dashboard to the front page, at its second and with its picture."""

import base64
import datetime
from pathlib import Path

from django.utils import timezone
from docx import Document
from playwright.sync_api import Browser, Page

from releases.models import Department, Edition
from releases.tests.browser.accessibility import WIDE, runs_over, violations
from releases.tests.browser.newsroom import Person, picture, visitor
from releases.tests.documents import deleted_words, saved
from releases.tests.files import drawn
from releases.tests.making import make_field, make_user
from taxonomy.models import FieldOfWork

HEADLINE = "Observers arrive in Tirana"
DROP = """([content, name]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    for (const kind of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, {dataTransfer, bubbles: true, cancelable: true}));
}"""


MARK_WORDS = """(words) => {
    const editor = document.querySelector(".field-body [contenteditable=true], .field-text .readonly");
    const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at === -1) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }
}"""
HIGHLIGHTED = "() => [...(CSS.highlights.get('comment') ?? [])].map((range) => range.toString())"


def shown_in_the_text(person: Person) -> list[str]:
    """Painted once the editor has its text; the policy against evaluating strings forbids Playwright's own way of waiting."""
    for _attempt in range(50):
        if found := person.page.evaluate(HIGHLIGHTED):
            return found
        person.page.wait_for_timeout(200)
    return []


def word_file() -> bytes:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "EMBARGOED until 9:00 on Monday"
    document.add_paragraph(HEADLINE, style="Title")
    document.add_paragraph().add_run("Twelve observers took up their work.").bold = True
    text = document.add_paragraph(
        "TIRANA, 4 May 2026 – Twelve observers arrived on Monday. Election observation is their work. "
    )
    text.add_run("Not before nine. ").font.hidden = True
    deleted_words(text, "There were ten.")
    for words in ("a plan", "a budget"):
        document.add_paragraph(words, style="List Number")
    return saved(document)


def of(edition: Edition) -> str:
    return f"/admin/releases/edition/{edition.pk}/change/"


def soon(seconds: float) -> tuple[datetime.datetime, str]:
    at = (timezone.now() + datetime.timedelta(seconds=seconds)).replace(microsecond=0)
    return at, f"{timezone.localtime(at):%Y-%m-%dT%H:%M:%S}"


def to_the_second(page: Page) -> None:
    """The fields of times ask for minutes; a story cannot wait that long."""
    page.evaluate("for (const form of document.forms) form.noValidate = true")


def test_word_file_becomes_a_release_on_the_front_page(people, chromium, address, tmp_path):
    field = make_field("Election observation")
    legal = Department.objects.create(name="Legal services")
    legal.people.set([make_user(roles=["Reviewer"])])
    anna, ben, clara = people("anna"), people("ben"), people("clara")
    console: list[str] = []
    for person in (anna, ben, clara):
        person.page.on("console", lambda message: console.append(message.text))

    edition = drops_a_file(anna)
    takes_a_term_by_a_key(anna, edition, field)
    comments_on_marked_words(ben, edition)
    accepts_the_wording_by_a_key(anna, edition)
    due_at = asks_for_clearance(anna, edition)
    adds_a_picture(anna, edition, tmp_path)
    anna.take("Submit for approval")
    approves_once_silence_is_consent(ben, edition, due_at)
    at = schedules(clara, edition)

    assert HEADLINE not in visitor(chromium, address, "/")[1]
    is_seen_from_its_second_on(chromium, address, at)
    assert console == []


def drops_a_file(anna: Person) -> Edition:
    anna.page.goto("/admin/")
    anna.page.evaluate(DROP, [base64.b64encode(word_file()).decode(), "release.docx"])
    anna.page.get_by_text("Go on with the draft").wait_for()
    told = anna.page.locator("#content").inner_text()
    for words in (HEADLINE, "TIRANA", "2026-05-04", "Hidden passages left out: 1.", "“EMBARGOED until 9:00 on Monday”"):
        assert words in told
    anna.page.click("text=Go on with the draft")
    edition = Edition.objects.latest("pk")
    assert (edition.headline, edition.lead) == (HEADLINE, "Twelve observers took up their work.")
    assert (edition.places, edition.date) == (["TIRANA"], datetime.date(2026, 5, 4))
    assert "Not before nine" not in edition.body
    assert "There were ten" not in edition.body
    return edition


def takes_a_term_by_a_key(anna: Person, edition: Edition, field: FieldOfWork) -> None:
    anna.page.locator("#suggestions", has_text=field.name).wait_for()
    anna.page.wait_for_load_state()  # and with it the script that hears the key
    with anna.page.expect_navigation():
        anna.page.keyboard.press("Alt+Shift+J")
    assert [*edition.fields_of_work.all()] == [field]


def comments_on_marked_words(ben: Person, edition: Edition) -> None:
    ben.page.goto(of(edition))
    ben.page.wait_for_timeout(1000)  # the editor writes its form of the text first
    ben.page.evaluate(MARK_WORDS, "arrived on Monday")
    ben.page.keyboard.press("Alt+Shift+C")
    assert ben.page.input_value("#comment-quotation") == "arrived on Monday"
    ben.page.fill("#comment-suggestion", "arrived on Tuesday")
    ben.page.fill("#comment-said", "Really, @an")
    ben.page.locator(".new-comment .people-offered button", has_text="@anna").click()
    ben.page.click(".new-comment button[type=submit]")
    ben.page.locator(".conversation .passage").wait_for()
    assert shown_in_the_text(ben) == ["arrived on Monday"]


def accepts_the_wording_by_a_key(anna: Person, edition: Edition) -> None:
    anna.page.goto(of(edition))
    anna.page.locator(".conversation .passage").wait_for()
    assert "Really, @anna" in anna.page.locator(".conversation .said").inner_text()
    assert violations(anna.page) == []
    assert not runs_over(anna.page)
    anna.page.set_viewport_size(WIDE)
    anna.page.keyboard.press("Alt+Shift+Y")
    anna.page.locator("text=Resolved (1)").wait_for()
    edition.refresh_from_db()
    assert "Twelve observers arrived on Tuesday." in edition.body


def asks_for_clearance(anna: Person, edition: Edition) -> datetime.datetime:
    due_at, typed = soon(6)
    anna.page.goto(f"/admin/releases/edition/{edition.pk}/clearance/")
    to_the_second(anna.page)
    anna.page.check("text=Legal services")
    anna.page.fill("#id_due_at", typed)
    anna.page.select_option("#id_silence", "consent")
    anna.page.click("#content input[type=submit]")
    anna.page.locator("#clearance", has_text="Legal services").wait_for()
    return due_at


def adds_a_picture(anna: Person, edition: Edition, folder: Path) -> None:
    (folder / "tirana.jpg").write_bytes(drawn((600, 400)))
    anna.page.goto(of(edition))
    anna.page.locator(".field-body .ProseMirror p", has_text="arrived on Tuesday").click()
    anna.page.locator(".field-body button[title=Picture]").first.click()
    anna.page.set_input_files("#id_picture-upload", folder / "tirana.jpg")
    anna.page.fill("#id_picture-alternative_text", "Observers at the airport.")
    anna.page.check("#id_picture-is_lead")
    anna.page.click("#picture-dialog input[type=submit]")
    anna.page.locator(".field-body .ProseMirror figure img").wait_for()
    anna.save()


def approves_once_silence_is_consent(ben: Person, edition: Edition, due_at: datetime.datetime) -> None:
    ben.page.wait_for_timeout(1000 * max(0, (due_at - timezone.now()).total_seconds()))
    ben.page.goto(of(edition))
    assert ben.page.locator("#clearance .standing-silence_consents").is_visible()
    ben.take("Approve")
    assert ben.standing == "approved"


def schedules(clara: Person, edition: Edition) -> datetime.datetime:
    clara.page.goto(of(edition))
    clara.page.locator(".steps .possible a", has_text="Schedule").first.click()
    to_the_second(clara.page)
    at, typed = soon(5)
    clara.page.fill("#id_at", typed)
    clara.page.click(".submit-row input[type=submit]")
    assert clara.standing == "scheduled"
    return at


def is_seen_from_its_second_on(chromium: Browser, address: str, at: datetime.datetime) -> None:
    """With its picture, by a reader who asks again and again."""
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    for _attempt in range(100):
        asked_at = timezone.now()
        page.goto("/")
        if HEADLINE in page.locator("main").inner_text():
            break
        assert asked_at < at, "not there although its second had come"
        page.wait_for_timeout(50)
    assert timezone.now() >= at
    shown = page.locator("main img").first
    shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    assert box
    assert box["height"] > 50
    picture(page, "front-picture")
    assert violations(page) == []
    context.close()
