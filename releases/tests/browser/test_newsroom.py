"""The newsroom in a browser: the whole life of a release with three people, concurrent editing, and axe on every page.

These tests write. By their name they run after the others in this folder, and they delete what they created.
"""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from releases import steps
from releases.models import Edition, UnansweredSearch, User
from releases.tests.browser.accessibility import runs_over, violations
from releases.tests.browser.newsroom import Person, of_anna, picture, visitor
from releases.tests.files import drawn
from releases.tests.making import (
    corrected,
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_structure,
    make_user,
)
from taxonomy.models import Country, FieldOfWork, Structure


def test_whole_life_of_a_release_by_three_people(people, chromium, address):
    anna, ben, clara = people("anna"), people("ben"), people("clara")
    make_field("Election observation")

    # Anna writes.
    anna.page.goto("/admin/")
    anna.page.click("text=New release")
    anna.write(
        headline="Observers arrive in Tirana",
        lead="Twelve observers took up their work.",
        date="2026-05-04",
        places="TIRANA",
        body="TIRANA, 4 May 2026 – Twelve observers arrived on Monday.",
    )
    anna.choose("chosen_fields_of_work", "Election")
    picture(anna.page, "newsroom-writing")
    anna.save()
    assert "was added successfully" in anna.told
    number = Edition.objects.latest("pk").release_id
    anna.take("Submit for approval")
    assert anna.standing == "submitted"

    # Ben sends it back.
    assert "Observers arrive in Tirana" in ben.desk("waiting")
    picture(ben.page, "newsroom-dashboard")
    ben.page.click("text=Observers arrive in Tirana")
    ben.take("Send back", "How many of them are women?")
    assert "How many of them are women?" in anna.desk("returned")

    # Anna corrects, Ben approves.
    anna.page.click("text=Observers arrive in Tirana")
    anna.write(lead="Twelve observers, seven of them women, took up their work.")
    anna.save()
    anna.take("Submit for approval")
    ben.open("Observers arrive in Tirana")
    ben.take("Approve")
    assert ben.standing == "approved"

    # Clara schedules it, and then does not wait.
    clara.open("Observers arrive in Tirana")
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    clara.take("Schedule", at=f"{tomorrow:%Y-%m-%d}T09:30")
    assert clara.standing == "scheduled"
    assert "09:30 Europe/Vienna" in clara.desk("scheduled")
    assert visitor(chromium, address, f"/releases/{number}/")[0] == 404
    clara.open("Observers arrive in Tirana")
    clara.take("Unschedule")
    clara.take("Release now")
    assert clara.standing == "live"
    status, page = visitor(chromium, address, f"/releases/{number}/")
    assert status == 200
    assert "seven of them women" in page

    # The next day it is corrected.
    anna.open("Observers arrive in Tirana")
    anna.take("Start next edition", "There were thirteen.", kind="correction")
    anna.write(lead="Thirteen observers, seven of them women, took up their work.")
    anna.save()
    anna.page.click("text=Compare >> nth=0")
    picture(anna.page, "newsroom-compare")
    anna.page.go_back()
    anna.take("Submit for approval")
    ben.open("Observers arrive in Tirana")
    ben.take("Approve")
    clara.open("Observers arrive in Tirana")
    clara.take("Release now")
    assert "Thirteen observers" in visitor(chromium, address, f"/releases/{number}/")[1]
    assert "There were thirteen." in visitor(chromium, address, f"/releases/{number}/history/")[1]

    # Finally it is withdrawn.
    clara.open("Observers arrive in Tirana")
    clara.take("Withdraw", "The observation was called off.")
    page = visitor(chromium, address, f"/releases/{number}/")[1]
    assert "This release was withdrawn" in page
    assert "The observation was called off." in page
    assert "Observers arrive in Tirana" not in visitor(chromium, address, "/releases/")[1]
    picture(clara.page, "newsroom-record")


def test_two_people_write_in_one_text_and_neither_loses_a_word(people):
    edition = of_anna(headline="Council meets", lead="The Council meets.")
    anna, ben = people("anna"), people("ben")
    change = f"/admin/releases/edition/{edition.pk}/change/"
    anna.page.goto(change)
    ben.page.goto(change)
    assert "Anna Adler has had this form open" in ben.page.locator("#presence").inner_text()

    anna.write(headline="Council met in Vienna")
    anna.save()
    ben.write(headline="Council met in Prague", lead="The Council met on Monday.")
    ben.save()

    assert ben.page.locator("h1").inner_text() == "Two people edited this text"
    assert "Vienna" in ben.page.locator(".conflict").inner_text()
    picture(ben.page, "newsroom-conflict")
    assert violations(ben.page) == []
    ben.page.check("input[name=take-headline][value=theirs]")
    ben.save()
    edition.refresh_from_db()
    assert (edition.headline, edition.lead) == ("Council met in Vienna", "The Council met on Monday.")


def test_unsaved_text_survives_a_closed_tab_and_is_offered_to_nobody_else(people):
    edition = of_anna(headline="Council meets")
    change = f"/admin/releases/edition/{edition.pk}/change/"
    anna = people("anna")
    anna.page.goto(change)
    anna.page.wait_for_timeout(1000)  # the page starts watching once its editor is ready
    anna.write(lead="Nobody saved this.")
    anna.page.wait_for_timeout(2500)
    assert "Nobody saved this." not in str(anna.page.evaluate("JSON.stringify(localStorage)"))

    # Another person in the same browser.
    anna.page.context.clear_cookies()
    ben = Person("ben", anna.page)
    ben.log_in()
    ben.page.goto(change)
    ben.page.wait_for_timeout(1500)
    assert not ben.page.locator("#unsaved").is_visible()

    anna.page.context.clear_cookies()
    anna.log_in()
    anna.page.goto(change)
    anna.page.locator("#unsaved").wait_for()
    anna.page.click("[data-bring-back]")
    assert anna.page.input_value("#id_lead") == "Nobody saved this."
    anna.save()
    edition.refresh_from_db()
    assert edition.lead == "Nobody saved this."
    anna.page.goto(change)
    anna.page.wait_for_timeout(1500)
    assert not anna.page.locator("#unsaved").is_visible()


def test_draft_is_seen_on_the_public_page_before_it_is_saved(people):
    edition = of_anna(headline="Council meets")
    anna = people("anna")
    anna.page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    anna.write(headline="Not saved yet")

    with anna.page.context.expect_page() as opened:
        anna.page.click("button:has-text('Preview')")

    preview = opened.value
    preview.wait_for_load_state()
    preview.check("input[value='360']")
    frame = preview.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Not saved yet"
    assert preview.locator("iframe").bounding_box()["width"] == 360
    picture(preview, "newsroom-preview")
    edition.refresh_from_db()
    assert edition.headline == "Council meets"


def test_without_script_a_text_is_written_submitted_and_approved(people):
    anna, ben = people("anna", java_script_enabled=False), people("ben", java_script_enabled=False)
    anna.page.goto("/admin/releases/edition/add/")
    anna.page.fill("#id_headline", "Written without script")
    anna.page.fill("#id_body", "<p>A plain text area.</p>")
    anna.page.click("input[name=_continue]")
    anna.take("Submit for approval")
    ben.open("Written without script")
    ben.take("Approve")

    edition = Edition.objects.get(headline="Written without script")
    assert (edition.state, edition.body) == ("approved", "<p>A plain text area.</p>")


def test_form_is_reached_and_saved_by_keyboard_alone(people):
    edition = of_anna(headline="Council meets")
    anna = people("anna")
    anna.page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    anna.page.locator(".field-body .ProseMirror[contenteditable=true]").wait_for()
    anna.page.focus("#id_headline")
    reached = []
    for _ in range(60):
        anna.page.keyboard.press("Tab")
        reached.append(anna.page.evaluate("document.activeElement.name || document.activeElement.className"))
        if "_save" in reached:
            break

    assert "lead" in reached
    assert any("ProseMirror" in name for name in reached)
    assert "_save" in reached


def pages_to_look_at() -> dict[str, str]:
    """One page of each kind; the texts include everything such a page can show."""
    anna = User.objects.get(username="anna")
    live = make_live_edition(headline="Council meets", contacts=[{"name": "Press office"}])
    make_scheduled_edition(headline="To come")
    draft = of_anna(headline="Draft", lead="", body="", contacts=[{"name": "Press office"}])
    draft.lead = "A lead."
    draft.save()
    steps.record_save(draft, anna, created=False)
    translation = of_anna(release=live.release, language="fr", headline="Le Conseil se réunit", translated_from=live)
    edition = "/admin/releases/edition"
    return {
        "dashboard": "/admin/",
        "list": "/admin/releases/release/",
        "list, narrowed": "/admin/releases/release/?situation=draft&q=draft",
        "new text": f"{edition}/add/",
        "new translation": f"{edition}/add/?release={live.release_id}&language=ru",
        "draft": f"{edition}/{draft.pk}/change/",
        "translation": f"{edition}/{translation.pk}/change/",
        "public text": f"{edition}/{live.pk}/change/",
        "compare": f"{edition}/{draft.pk}/compare/",
        "side by side": f"{edition}/{draft.pk}/compare/?view=side",
        "preview links": f"{edition}/{draft.pk}/links/",
        "start from a document": f"{edition}/document/",
        "start from a template": f"{edition}/template/",
        "copy a release": f"{edition}/copy/",
        "find and replace": f"{edition}/{draft.pk}/replace/",
        "preview": f"{edition}/{draft.pk}/preview/",
        "step": f"{edition}/{draft.pk}/step/submit/",
        "refused step": f"{edition}/{draft.pk}/step/release_now/",
        "next edition": f"{edition}/{live.pk}/step/start_next/",
    }


def test_list_cuts_no_column_off_in_the_language_of_the_longest_words(people):
    conference = make_live_edition(headline="Helsinki+50 Conference on 31 July", date=datetime.date(2025, 9, 30))
    steps.withdraw(conference, make_user(), "Called off.")
    make_scheduled_edition(headline="To come")
    ben = people("ben", locale="ru")
    ben.page.goto("/admin/releases/release/")

    assert ben.page.locator(".results").evaluate("results => results.scrollWidth <= results.clientWidth")


def test_every_page_of_the_newsroom_is_accessible(people):
    ben = people("ben")
    found = {}
    for name, path in pages_to_look_at().items():
        ben.page.goto(path)
        ben.page.wait_for_timeout(400)  # scripts build the editor and the term fields
        if problems := violations(ben.page) + (["runs over at 320 px"] if runs_over(ben.page) else []):
            found[name] = problems

    assert found == {}


RICH = (
    '<p lang="fr">Texte <span lang="la">status quo</span><sup id="t-ref"><a href="#t-note">1</a></sup> le <s>lundi</s></p>'
    "<dl><dt>OSCE</dt><dd>An organisation</dd></dl>"
    '<p dir="rtl" id="t-note">نص <a href="#t-ref">↩</a></p>'
)


def test_text_with_footnotes_definitions_and_languages_is_the_same_after_a_save(people):
    edition = of_anna(headline="Text with everything", body=RICH)
    anna = people("anna")
    anna.page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    anna.page.locator(".field-body .ProseMirror dl").wait_for()
    anna.write(lead="A lead")
    anna.save()

    edition.refresh_from_db()
    assert edition.lead == "A lead"
    assert _without_paragraphs_of_definitions(edition.body) == RICH


def _without_paragraphs_of_definitions(body: str) -> str:
    """The editor puts what a definition says into a paragraph."""
    return body.replace("<dd><p>", "<dd>").replace("</p></dd>", "</dd>")


def test_comment_can_be_made_without_script(people):
    edition = of_anna(headline="Council meets", body="<p>It met on Monday.</p>")
    anna = people("anna", java_script_enabled=False)
    anna.page.goto(f"/admin/releases/edition/{edition.pk}/change/")

    anna.page.click(".new-comment summary")
    anna.page.fill("#comment-quotation", "on Monday")
    anna.page.fill("#comment-said", "Which one?")
    anna.page.click(".new-comment button[type=submit]")

    assert "Which one?" in anna.page.locator(".conversation .said").inner_text()


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("clara", "calendar/"),
        ("anna", "keys/"),
        ("anna", "{edition}/clearance/"),
        ("anna", "{edition}/picture/"),
        ("clara", "{edition}/feature/"),
        ("anna", "{edition}/print/"),
    ],
)
def test_tools_of_the_desk_have_no_accessibility_fault_and_fit_a_phone(people, name, page):
    edition = of_anna(headline="Council meets")
    make_live_edition(headline="Council met")
    person = people(name)
    answer = person.page.goto(f"/admin/releases/edition/{page.format(edition=edition.pk)}")
    if page == "calendar/":
        picture(person.page, "newsroom-calendar")

    assert answer.status == 200
    assert violations(person.page) == []
    assert not runs_over(person.page)


TABLE = "<table><tbody><tr><th>Country</th><th>Observers</th></tr><tr><td>Albania</td><td>{}</td></tr><tr><td>Malta</td><td>7</td></tr></tbody></table>"


def test_table_is_drawn_where_the_editor_asks_for_it(people):
    edition = of_anna(headline="Observers in figures", body=TABLE.format("12"))
    page = people("anna").page
    page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    page.locator(".ProseMirror td", has_text="Albania").click()
    button = page.get_by_role("button", name="Table and bar chart")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    picture(page, "newsroom-chart")
    page.click("input[name=_continue]")

    edition.refresh_from_db()
    assert edition.body.startswith('<table data-chart="bars"><tbody>')

    page.locator(".ProseMirror td", has_text="Albania").click()
    page.get_by_role("button", name="Table and bar chart").click()
    page.click("input[name=_continue]")
    edition.refresh_from_db()
    assert edition.body.startswith("<table><tbody>")


def test_table_is_drawn_without_script_and_says_why_not(people):
    edition = of_anna(headline="Observers without script", body=f"<p>x</p>{TABLE.format('12')}{TABLE.format('many')}")
    page = people("anna", java_script_enabled=False).page
    page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    for number in (1, 2):
        page.select_option(f"#body-chart-{number}", "lines")
    page.click("input[name=_continue]")

    edition.refresh_from_db()
    assert edition.body.count('data-chart="lines"') == 2
    assert page.locator("#body-chart-1").input_value() == "lines"
    assert "“many” beside “Albania” is not understood as a number." in page.locator(".facts-column").inner_text()


def test_picture_goes_from_the_toolbar_into_the_text_and_to_its_readers(people, chromium, address, tmp_path):
    path = tmp_path / "bridge.jpg"
    path.write_bytes(drawn((1200, 800)))
    edition = make_edition(headline="Bridge reopens", body="<p>First.</p><p>Second.</p>")
    ben, page = (ben := people("ben")), ben.page
    page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    page.locator(".field-body .ProseMirror p", has_text="First.").click()
    page.keyboard.press("End")

    page.locator(".field-body button[title=Picture]").first.click()
    page.set_input_files("#id_picture-upload", path)
    page.click("#picture-dialog input[type=submit]")
    page.locator("#picture-dialog [role=alert]", has_text="Describe what the picture shows").wait_for()
    page.fill("#id_picture-alternative_text", "A bridge of stone.")
    page.fill("#id_picture-title", "The old bridge")
    page.fill("#id_picture-credit", "Anna Adler")
    page.check("#id_picture-is_lead")
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click("#picture-dialog input[type=submit]")
    shown = page.locator(".field-body .ProseMirror figure")
    shown.locator("img").wait_for()
    assert "The old bridge" in shown.inner_text()
    picture(page, "newsroom-picture")
    ben.save()

    edition.refresh_from_db()
    file = edition.files.get()
    assert edition.body == f'<p>First.</p><figure data-file="{file.key}"></figure><p>Second.</p>'
    assert [words for words in console if "400" not in words] == [], "beside the answer to the missing description"
    steps.submit(edition, make_user())
    steps.approve(edition, make_user())
    steps.release_now(edition, make_user())
    for at, where in ((edition.get_absolute_url(), "release"), ("/releases/", "list"), ("/", "front")):
        assert shows(chromium, address, at), where


def shows(chromium: Browser, address: str, path: str) -> bool:
    """Whether a reader sees the picture in the main part, with and without scripts; nothing else is wrong with the page."""
    seen = []
    for scripts in (True, False):
        context = chromium.new_context(base_url=address, java_script_enabled=scripts)
        page = context.new_page()
        page.goto(path, wait_until="networkidle")
        box = page.locator("main img").first.bounding_box()
        seen.append(box is not None and box["height"] > 50)
        if scripts:
            assert violations(page) == []
            assert not runs_over(page)
        context.close()
    return all(seen)


def a_year_of_figures() -> None:
    """Releases of the last months, with terms, drafts of some days, a correction, and searches in vain."""
    field, country, mission = (
        FieldOfWork.objects.filter(name="Election observation").first() or make_field("Election observation"),
        Country.objects.filter(name="Bosnia and Herzegovina").first() or make_country("Bosnia and Herzegovina"),
        Structure.objects.filter(name="Mission").first() or make_structure("Mission"),
    )
    today = timezone.localdate()
    for number in range(9):
        terms = {"fields_of_work": [field], "countries": [country] if number % 2 else [], "sources": [mission]}
        make_live_edition(date=today - datetime.timedelta(days=30 * number), **terms)
    written = of_anna(headline="Written here", date=today)
    steps.submit(written, User.objects.get(username="anna"))
    steps.approve(written, User.objects.get(username="ben"))
    steps.release_now(written, User.objects.get(username="clara"))
    corrected(written, make_user(), lead="Two offices opened.")
    UnansweredSearch.objects.create(day=today, language="en", words="nagorno elections", count=7)


@pytest.mark.parametrize(("locale", "heading"), [("en", "Figures"), ("ru", "Статистика")])
def test_figures_have_no_accessibility_fault_and_fit_a_phone(people, locale, heading):
    if not UnansweredSearch.objects.exists():
        a_year_of_figures()
    page = people("clara", locale=locale).page
    page.goto("/admin/")
    page.get_by_role("link", name=heading, exact=True).click()

    assert page.get_by_role("img").count() >= 7
    picture(page, f"newsroom-figures-{locale}")
    for numbers in page.locator("details").all():
        numbers.locator("summary").click()
    assert violations(page) == []
    assert not runs_over(page)
    page.evaluate("document.querySelector('#times-heading, #changes-heading').scrollIntoView()")
    picture(page, f"newsroom-figures-{locale}-narrow-dark")


def test_figures_need_no_script_and_come_as_files(people):
    if not UnansweredSearch.objects.exists():
        a_year_of_figures()
    page = people("clara", java_script_enabled=False).page
    page.goto("/admin/releases/edition/figures/")
    page.fill("#id_first", "2026-12-31")
    page.fill("#id_last", "2026-01-01")
    page.get_by_role("button", name="Show").click()
    assert "The period ends before it begins." in page.locator(".errorlist").inner_text()

    page.goto("/admin/releases/edition/figures/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Searches that found nothing: as a file").click()
    assert download.value.path().read_text(encoding="utf-8-sig").splitlines() == ["Words,Times", "nagorno elections,7"]
    shown = page.locator("section", has_text="Releases by structure").locator("td").first
    assert shown.text_content() == "9"
