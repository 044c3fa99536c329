"""Writing in a browser: find and replace, standard passages, and what is still to be filled in."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from releases.language.finding import Sought, replaced_in_html
from releases.models import Boilerplate, ReleaseTemplate, StandardTextVersion
from releases.tests.browser.accessibility import runs_over, violations
from releases.tests.browser.newsroom import Person, of_anna
from releases.tests.finding import PLACES, REPLACED

HIGHLIGHTED = "name => [...(CSS.highlights.get(name) ?? [])].map(String)"
TEXT = (
    '<p>The <strong>OSCE</strong> Mission opened. <a href="https://example.org/">The Osce mission</a> works.</p>'
    "<p>OSCE\u00a0mission, again</p>"
)
# The script's module, without the names under which static files are served.
RUN = """async ([source, cases]) => {
    const {found} = await import(URL.createObjectURL(new Blob([source], {type: "text/javascript"})));
    return cases.map(([text, words, matchCase, wholeWords]) =>
        found(text, words, {matchCase, wholeWords}).map(([start, end]) => text.slice(start, end)));
}"""


def test_script_finds_what_the_server_finds(chromium):
    page = chromium.new_page()
    source = Path(str(finders.find("newsroom_admin/finding.mjs"))).read_text(encoding="utf-8")

    assert page.evaluate(RUN, [source, [list(case[:4]) for case in PLACES]]) == [case[4] for case in PLACES]
    page.close()


def opened(person: Person, edition: Any) -> Person:
    person.page.goto(f"/admin/releases/edition/{edition.pk}/change/")
    person.page.locator(".field-body .ProseMirror[contenteditable=true]").wait_for(state="attached")
    person.page.wait_for_timeout(500)  # the editor writes its form of the text first
    return person


def body(person: Person) -> str:
    person.page.wait_for_timeout(100)
    return person.page.input_value("#id_body")


def highlighted(person: Person, name: str) -> list[str]:
    """Painted once the editor has its text; the policy against evaluating strings forbids Playwright's own way of waiting."""
    for _attempt in range(50):
        if found := person.page.evaluate(HIGHLIGHTED, name):
            return list(found)
        person.page.wait_for_timeout(200)
    return []


def replace_all(person: Person, words: str, replacement: str) -> None:
    person.page.fill("#find-words", words)
    person.page.fill("#find-with", replacement)
    person.page.click("[data-find=all]")


def test_words_are_replaced_over_the_bounds_of_markup_and_one_undo_takes_all_of_it_back(people):
    anna = opened(people("anna"), of_anna(headline="OSCE mission at work", lead="Its name: Osce Mission.", body=TEXT))
    before = body(anna)
    anna.page.focus(".field-body .ProseMirror[contenteditable=true]")
    anna.page.keyboard.press("Control+h")
    anna.page.fill("#find-words", "osce mission")
    assert anna.page.inner_text("[data-find=told]") == "Found: 3"
    assert anna.page.evaluate(HIGHLIGHTED, "found") == ["OSCE Mission", "Osce mission", "OSCE\u00a0mission"]
    anna.page.check("[data-find=beside]")
    anna.page.press("#find-words", "Enter")
    assert anna.page.inner_text("[data-find=told]") == "1 of 5 (Headline)"
    assert violations(anna.page) == []
    assert not runs_over(anna.page)

    replace_all(anna, "osce mission", "OSCE Office")

    assert anna.page.inner_text("[data-find=told]") == "Replaced: 5"
    assert body(anna) == (
        '<p>The <strong>OSCE</strong> Office opened. <a href="https://example.org/">The OSCE Office</a> works.</p>'
        "<p>OSCE&nbsp;Office, again</p>"
    )
    assert anna.page.input_value("#id_headline") == "OSCE Office at work"
    assert anna.page.input_value("#id_lead") == "Its name: OSCE Office."
    anna.page.keyboard.press("Control+z")
    assert (body(anna), anna.page.input_value("#id_headline")) == (before, "OSCE mission at work")
    assert anna.page.input_value("#id_lead") == "Its name: Osce Mission."


def test_words_are_replaced_one_by_one_with_case_and_whole_words(people):
    anna = opened(people("anna"), of_anna(body="<p>OSCE, osce, OSCEs, OSCE</p>"))
    anna.page.keyboard.press("Alt+Shift+H")
    anna.page.check("[data-find=case]")
    anna.page.check("[data-find=whole]")
    anna.page.fill("#find-words", "OSCE")
    anna.page.fill("#find-with", "UNO")
    assert anna.page.inner_text("[data-find=told]") == "Found: 2"

    anna.page.click("[data-find=next]")
    anna.page.click("[data-find=next]")
    anna.page.click("[data-find=one]")
    assert body(anna) == "<p>OSCE, osce, OSCEs, UNO</p>"
    anna.page.click("[data-find=one]")
    assert body(anna) == "<p>UNO, osce, OSCEs, UNO</p>"
    anna.page.keyboard.press("Control+z")
    assert body(anna) == "<p>OSCE, osce, OSCEs, UNO</p>"
    anna.page.uncheck("[data-find=whole]")
    anna.page.fill("#find-with", "the OSCE")
    for told in ("1 of 2", "2 of 2", "1 of 2"):  # words that hold those sought are not taken for the next ones
        anna.page.click("[data-find=one]")
        assert anna.page.inner_text("[data-find=told]") == told
    assert body(anna) == "<p>the OSCE, osce, the OSCEs, UNO</p>"
    anna.page.keyboard.press("Escape")
    assert anna.page.is_hidden("#find")


def test_script_replaces_as_the_server_does(people):
    html = "".join(case[0] for case in REPLACED)
    anna = opened(people("anna"), of_anna(body=html))
    anna.page.keyboard.press("Alt+Shift+H")
    for _html, words, replacement, _after in REPLACED:
        replace_all(anna, words, replacement)
        html = replaced_in_html(html, Sought(words), replacement)

    assert body(anna) == html


def test_passage_goes_in_at_the_caret_and_one_undo_takes_it_out(people):
    passage = Boilerplate.objects.create(
        name="Notes", texts={"en": "<p>First note.</p><p>Second <strong>note</strong>.</p>"}
    )
    StandardTextVersion.keep(passage)
    draft = of_anna(body="<p>One</p><p>Two</p>")
    anna = opened(people("anna"), draft)
    anna.page.focus(".field-body .ProseMirror[contenteditable=true]")
    for key in ("Control+Home", "End", "Enter"):
        anna.page.keyboard.press(key)
        anna.page.wait_for_timeout(50)  # the editor hears of the caret a moment later
    anna.page.keyboard.press("Alt+Shift+Q")
    anna.page.keyboard.press("Enter")  # on the first of them

    put = "<p>One</p><p>First note.</p><p>Second <strong>note</strong>.</p><p>Two</p>"
    assert body(anna) == put
    anna.save()
    draft.refresh_from_db()
    assert draft.body == put

    without = people("anna", java_script_enabled=False)
    without.page.goto(f"/admin/releases/edition/{draft.pk}/change/")
    without.page.click("#passages > summary")
    without.page.select_option("#passage-after", label="One")
    without.page.click("#passages .put-in")
    draft.refresh_from_db()
    assert draft.body.startswith("<p>One</p><p>First note.</p><p>Second <strong>note</strong>.</p><p>First note.</p>")


def test_draft_of_a_template_shows_what_is_to_be_filled_in_and_a_key_leads_there(people):
    texts = {"ru": "<p>[место], [дата] – Приглашаются журналисты.</p>"}
    template = ReleaseTemplate.objects.create(name="Advisory", headlines={"ru": "Брифинг: [тема]"}, bodies=texts)
    StandardTextVersion.keep(template)
    Boilerplate.objects.create(name="Примечание", texts={"ru": "<p>Для сведения редакций.</p>"})
    anna = people("anna", locale="ru")
    anna.page.goto("/admin/releases/edition/template/")
    anna.page.click(f"button[value='{template.pk}:ru']")
    assert highlighted(anna, "placeholder") == ["[место]", "[дата]"]
    anna.page.keyboard.press("Alt+Shift+H")
    anna.page.fill("#find-words", "дата")
    assert anna.page.inner_text("[data-find=told]") == "Найдено: 1"
    anna.page.evaluate(
        "document.querySelectorAll('details').forEach(one => one.open = true)"
    )  # axe takes closed ones for open
    assert violations(anna.page) == []
    assert not runs_over(anna.page)

    anna.page.keyboard.press("Alt+Shift+K")
    anna.page.keyboard.type("выборы")
    anna.page.keyboard.press("Alt+Shift+K")
    anna.page.keyboard.type("ВЕНА")

    assert anna.page.input_value("#id_headline") == "Брифинг: выборы"
    assert body(anna) == "<p>ВЕНА, [дата] – Приглашаются журналисты.</p>"


def test_without_script_words_are_replaced_after_they_were_shown(people):
    draft = of_anna(body="<p>The <em>OSCE</em> met.</p>")
    anna = people("anna", java_script_enabled=False)
    anna.page.goto(f"/admin/releases/edition/{draft.pk}/change/")
    anna.page.click(".find-open")
    anna.page.fill("#id_words", "osce")
    anna.page.fill("#id_replacement", "UNO")
    anna.page.click("input[name=find]")
    assert anna.page.inner_text(".replacements li") == "The OSCEUNO met."
    anna.page.click("input[name=replace]")

    draft.refresh_from_db()
    assert draft.body == "<p>The <em>UNO</em> met.</p>"


FORGE = "() => { try { document.body.innerHTML = '<p>Forged</p>' } catch (error) { return error.name } }"


def test_no_script_of_the_newsrooms_own_pages_turns_text_into_markup(people):
    draft = of_anna(headline="Council meets")
    anna = people("anna")  # who fails the test on any error that a page reports
    for page in (
        "",
        "releases/edition/calendar/",
        "releases/edition/document/",
        f"releases/edition/{draft.pk}/compare/",
    ):
        anna.page.goto(f"/admin/{page}")
        assert anna.page.evaluate(FORGE) == "TypeError", page
