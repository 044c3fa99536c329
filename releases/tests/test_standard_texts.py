"""Templates of releases, placeholders, and standard passages that are put into drafts."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.admin.places import places_in
from releases.language.placeholders import left_in
from releases.language.redaction import MARK
from releases.models import Boilerplate, Edition, ReleaseTemplate, StandardTextVersion, User
from releases.models.within import LONGEST
from releases.review.checks import Severity
from releases.review.findings import findings_in
from releases.states import State
from releases.steps import StepRefused, erasing
from releases.tests.desk import said
from releases.tests.making import make_edition, make_field, make_live_edition, make_structure, make_user
from taxonomy import figures
from taxonomy.models import FieldOfWork

pytestmark = pytest.mark.django_db

NOTES = "<p>The Mission has 57 seats.</p>"


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_template(**overrides) -> ReleaseTemplate:
    contacts = overrides.pop("contacts", [])
    values = {
        "name": "Media advisory",
        "type": "media-advisory",
        "headlines": {"en": "Briefing in [place]", "ru": "Брифинг в [город]"},
        "leads": {"en": "Journalists are invited."},
        "bodies": {"en": "<p>[PLACE], [date] – It begins at <b>[time]</b>.</p>", "ru": "<p>[город], [дата]</p>"},
    }
    template = ReleaseTemplate.objects.create(**values | overrides)
    for contact in contacts:
        template.contacts.create(**contact)
    StandardTextVersion.keep(template)
    return template


def make_passage(text: str = NOTES, **overrides) -> Boilerplate:
    passage = Boilerplate.objects.create(**{"name": "Notes to editors", "texts": {"en": text}} | overrides)
    StandardTextVersion.keep(passage)
    return passage


def reword(text, **values) -> None:
    for name, value in values.items():
        setattr(text, name, value)
    text.save()
    StandardTextVersion.keep(text)


def blocks_of(edition: Edition) -> list[str]:
    return [found.sentence for found in findings_in(edition) if found.severity is Severity.BLOCK]


def advice_on(edition: Edition) -> list[str]:
    return [found.sentence for found in findings_in(edition) if "standard passage" in found.sentence]


# Templates


def test_draft_begins_with_the_words_terms_and_contacts_of_a_template():
    anna, field, source = make_user(roles=["Author"]), make_field("Elections"), make_structure("Secretariat")
    press = {"name": "Press desk", "email": "press@example.org"}
    template = make_template(contacts=[{**press, "language": ""}, {"name": "Пресс-служба", "language": "ru"}])
    template.fields_of_work.add(field)
    template.sources.add(source)

    answer = browser(anna).post(reverse("admin:releases_edition_template"), {"start": f"{template.pk}:en"}, follow=True)

    draft = Edition.objects.get()
    assert said(answer) == ["A draft was made from the template. Fill in what stands in brackets."]
    assert (draft.state, draft.number, draft.date, draft.type) == ("draft", 1, timezone.localdate(), "media-advisory")
    assert (draft.headline, draft.lead) == ("Briefing in [place]", "Journalists are invited.")
    assert (list(draft.fields_of_work.all()), list(draft.sources.all())) == ([field], [source])
    assert [(contact.name, contact.email) for contact in draft.contacts.all()] == [("Press desk", "press@example.org")]
    assert [(line.step, line.by, line.remark) for line in draft.record.all()] == [
        ("create", anna, "Started from the template “Media advisory”.")
    ]


def test_term_that_was_merged_since_is_taken_under_its_present_name():
    old, present = make_field("Voting"), make_field("Elections")
    template = make_template()
    template.fields_of_work.add(old)
    FieldOfWork.objects.get(pk=old.pk)
    old.merged_into = present
    old.save()

    draft = steps.start_from_template(template, "en", make_user())

    assert list(draft.fields_of_work.all()) == [present]


@pytest.mark.parametrize("language", ["fr", "xx"])
def test_template_is_offered_in_its_languages_alone_and_while_it_is_in_use(language):
    editor, template = make_user(), make_template()

    with pytest.raises(StepRefused):
        steps.start_from_template(template, language, editor)
    reword(template, in_use=False)
    with pytest.raises(StepRefused):
        steps.start_from_template(template, "en", editor)
    assert "Media advisory" not in browser(editor).get(reverse("admin:releases_edition_template")).content.decode()


def test_languages_of_a_template_are_offered_to_those_who_write_in_them():
    template, writer = make_template(), make_user(roles=["Author"], languages=["ru"])

    page = browser(writer).get(reverse("admin:releases_edition_template")).content.decode()

    assert (f'"{template.pk}:ru"' in page, f'"{template.pk}:en"' in page) == (True, False)
    with pytest.raises(StepRefused):
        steps.start_from_template(template, "en", writer)


def test_later_change_of_a_template_alters_no_draft():
    template = make_template()
    draft = steps.start_from_template(template, "en", make_user())
    before = draft.body

    reword(template, bodies={"en": "<p>Something else.</p>"})

    draft.refresh_from_db()
    assert draft.body == before


def test_author_who_is_limited_to_structures_sees_the_draft_although_the_template_is_of_another():
    mission, office, other = (make_structure(name) for name in ("Mission to Moldova", "Office", "Secretariat"))
    anna = make_user(roles=["Author"], structures=[mission, office])
    template = make_template()
    template.sources.add(other, office)

    own = steps.start_from_template(template, "en", anna)
    template.sources.remove(office)
    without = steps.start_from_template(template, "en", anna)

    assert (list(own.sources.all()), list(without.sources.all())) == ([office], [])
    assert (own.is_visible_to(anna), without.is_visible_to(anna)) == (True, True)


# Placeholders


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In [place] on [Date].", ["[place]", "[Date]"]),
        ("В [Город] [дата]", ["[дата]"]),  # the town is one only if a template says so
        ("“They [the observers] saw [sic] it [...]” [1]", []),
        ("[día] [Zitat] [luogo] [должность] [fonction]", ["[día]", "[Zitat]", "[luogo]", "[должность]", "[fonction]"]),
        ("[ place ]", ["[ place ]"]),
    ],
)
def test_words_in_brackets_count_if_they_stand_for_something(text, found):
    assert left_in(text, set()) == found


def test_what_was_not_filled_in_stops_the_text_before_it_is_submitted():
    editor, template = make_user(), make_template()
    draft = steps.start_from_template(template, "ru", editor)

    assert blocks_of(draft) == [
        "“[город]” is still to be filled in.",
        "“[город]” is still to be filled in.",
        "“[дата]” is still to be filled in.",
    ]
    with pytest.raises(StepRefused, match="город"):
        steps.submit(draft, editor)
    draft.headline, draft.body = "Брифинг в Вене", "<p>ВЕНА [sic]</p>"
    draft.save()
    steps.submit(draft, editor)
    assert draft.state == State.SUBMITTED


def test_placeholder_of_a_former_wording_is_found_in_a_copied_or_imported_text_too():
    template = make_template(headlines={"en": "The [observed vote]"})
    reword(template, headlines={"en": "Something else"}, in_use=False)
    imported = make_edition(body="<p>We saw the [<b>Observed</b> Vote] and [Kyiv].</p>", places=["[place]"])

    assert blocks_of(imported) == [
        "“[Observed Vote]” is still to be filled in.",
        "“[place]” is still to be filled in.",
    ]


def test_placeholders_of_contacts_and_lead_are_found():
    draft = make_edition(lead="On [date].", contacts=[{"name": "[name]", "role": "Spokesperson"}])

    assert blocks_of(draft) == ["“[date]” is still to be filled in.", "“[name]” is still to be filled in."]


# Standard passages


def test_passage_is_put_in_after_a_chosen_block_or_at_the_end_and_saved_by_the_person():
    anna, passage = make_user(roles=["Author"]), make_passage()
    draft = make_edition(body="<p>One</p><ul><li><p>Two</p></li></ul><p>Three</p>")
    steps.record_save(draft, anna, created=True)
    page = reverse("admin:releases_edition_put_in", args=[draft.pk])

    browser(anna).post(page, {"boilerplate": passage.pk, "after": "2"})
    answer = browser(anna).post(page, {"boilerplate": passage.pk, "after": ""}, follow=True)

    draft.refresh_from_db()
    assert said(answer) == ["Put in: Notes to editors."]
    assert draft.body == f"<p>One</p><ul><li><p>Two</p></li></ul>{NOTES}<p>Three</p>{NOTES}"
    assert [line.remark for line in draft.record.all()][1:] == ["Put in: Notes to editors."] * 2


def test_place_after_which_something_goes_is_named_by_its_words():
    body = f"<p>AT&amp;T<br>met.</p>{figures.place('0' * 32)}<ul><li>One</li><li>Two</li></ul>"

    assert places_in(body) == [(1, "AT&T met."), (3, "One Two")]


@pytest.mark.promise(35)
def test_later_change_of_a_passage_alters_nothing_that_exists_and_a_draft_is_told():
    passage = make_passage()
    live, draft = make_live_edition(body=f"<p>It met.</p>{NOTES}"), make_edition(body=f"<p>It met.</p>{NOTES}")
    assert advice_on(draft) == []

    reword(passage, texts={"en": "<p>The Mission has 58 seats.</p>"})

    for edition in (live, draft):
        edition.refresh_from_db()
        assert edition.body == f"<p>It met.</p>{NOTES}"
    assert advice_on(draft) == [
        "The text holds an earlier wording of the standard passage “Notes to editors”. Nothing was changed here."
    ]
    draft.body = "<p>The Mission has <b>58</b> seats.</p>"
    assert advice_on(draft) == []


def test_passage_is_refused_where_the_person_may_not_write_and_where_there_is_none():
    passage, draft = make_passage(), make_edition()
    reader, writer = make_user(roles=["Reviewer"]), make_user()

    for person, edition, offered in (
        (reader, draft, passage),
        (writer, make_live_edition(), passage),
        (writer, make_edition(language="fr"), passage),
        (writer, draft, make_passage(name="Old", in_use=False)),
    ):
        with pytest.raises(StepRefused):
            steps.put_in(edition, person, offered)


def test_passage_that_makes_the_text_too_long_is_refused_in_a_sentence():
    draft = make_edition()
    Edition.objects.filter(pk=draft.pk).update(body=f"<p>{'x' * (LONGEST['body'] - 7)}</p>")

    with pytest.raises(StepRefused, match="at most 5000000 characters"):
        steps.put_in(draft, make_user(), make_passage())


def test_passages_of_the_texts_language_stand_beside_it_and_of_all_beside_a_new_one():
    make_passage(texts={"en": NOTES, "ru": "<p>Заметки</p>"})
    editor = make_user()
    draft = make_edition()

    beside = browser(editor).get(reverse("admin:releases_edition_change", args=[draft.pk])).content.decode()
    new = browser(editor).get(reverse("admin:releases_edition_add")).content.decode()

    assert ("57 seats" in beside, "Заметки" in beside) == (True, False)
    assert ("57 seats" in new, "Заметки" in new) == (True, True)
    assert "alters nothing that was written" in beside


# Keeping them


def form_data(**values) -> dict[str, str]:
    contacts = {f"contacts-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    return {"name": "Statement", "type": "press-statement", "in_use": "on", "position": "0", **contacts, **values}


def test_every_version_is_kept_with_who_and_why():
    editor = make_user(roles=["Editor"])
    client, add = browser(editor), reverse("admin:releases_releasetemplate_add")

    client.post(add, form_data(headlines_en="On [subject]", bodies_en="<p onclick='x'>Text</p>"))
    template = ReleaseTemplate.objects.get()
    change = reverse("admin:releases_releasetemplate_change", args=[template.pk])
    unsaid = client.post(change, form_data(headlines_en="About [subject]"))
    client.post(change, form_data(headlines_en="About [subject]", why="It reads better."))
    client.post(change, form_data(headlines_en="About [subject]", why="Nothing."))

    template.refresh_from_db()
    assert b"Please say why" in unsaid.content
    assert (template.headlines, template.bodies) == ({"en": "About [subject]"}, {})
    kept = template.versions.all()
    assert [(each.by, each.why, each.content["headlines"]) for each in kept] == [
        (editor, "", {"en": "On [subject]"}),
        (editor, "It reads better.", {"en": "About [subject]"}),
    ]
    assert kept[0].content["bodies"] == {"en": "<p>Text</p>"}
    history = client.get(reverse("admin:releases_releasetemplate_history", args=[template.pk])).content.decode()
    removed = '<del><span class="unseen">deleted: </span>On </del>'
    assert ("It reads better." in history, removed in history) == (True, True)
    assert ("&lt;p&gt;" in history, "texts (en)" in history) == (False, True)


def test_history_tells_of_a_link_that_leads_elsewhere_and_keeps_paragraphs_apart():
    editor, passage = make_user(), make_passage('<p>Read <a href="https://example.org/1">this</a>.</p><p>Bye.</p>')
    reword(passage, texts={"en": '<p>Read <a href="https://example.org/2">this</a>.</p><p>Bye.</p>'})

    page = browser(editor).get(reverse("admin:releases_boilerplate_history", args=[passage.pk])).content.decode()

    newest, first = page.split("newsroom-panel")[1:]
    assert "example.org/1]" in newest.split("</del>")[0]
    assert "example.org/2]" in newest.split("</ins>")[0]
    assert "Bye" not in newest
    assert '<dd lang="en"><ins><span class="unseen">inserted: </span>Bye.</ins></dd>' in first


def test_versions_are_kept_by_the_database_and_lose_words_only_by_an_erasure():
    passage = make_passage("<p>Call Anna Wexberg.</p>")
    for change in (StandardTextVersion.objects.all().delete, lambda: passage.versions.update(why="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    erasure = erasing.propose(make_user(), ["Wexberg"], "A court ordered it.")
    erasing.carry_out(erasure, make_user())

    passage.refresh_from_db()
    assert "Wexberg" not in str(passage.texts) + str(passage.versions.get().content)


def test_names_that_differ_in_the_erased_words_alone_do_not_stand_in_the_way_of_an_erasure():
    passages = [make_passage(name=name) for name in ("About Wexberg", "About Vexborg", "Abc" + "-x" * 98)]

    erasure = erasing.propose(make_user(), ["Wexberg", "Vexborg", "Abc"], "A court ordered it.")
    erasing.carry_out(erasure, make_user())

    for passage in passages:
        passage.refresh_from_db()
    assert [passage.name for passage in passages[:2]] == [f"About {MARK} ({passage.pk})" for passage in passages[:2]]
    assert len(passages[2].name) <= 200


def test_authors_use_templates_and_cannot_change_them():
    author, template = browser(make_user(roles=["Author"])), make_template()

    assert author.get(reverse("admin:releases_edition_template")).status_code == 200
    assert author.get(reverse("admin:releases_releasetemplate_change", args=[template.pk])).status_code == 403


# Copies


def test_release_to_copy_is_found_by_words_and_what_is_not_to_be_seen_is_not():
    shown, hidden = make_live_edition(headline="Council meets"), make_edition(headline="Council waits")
    steps.record_save(hidden, make_user(), created=True)
    client = browser(make_user(roles=["Author"]))

    for query in ("", "council", str(shown.release_id)):
        page = client.get(reverse("admin:releases_edition_choose_copy"), {"q": query}).content.decode()
        assert ("Council meets" in page, "Council waits" in page) == (True, False), query
