"""Finding and replacing words on the server; `browser/test_newsroom_writing.py` holds the script to the same."""

import pytest
from django.test import Client
from django.urls import reverse

from releases import steps
from releases.language.finding import Sought, distributed, replaced_in_html
from releases.models import Edition
from releases.record.contents import digest_of
from releases.steps import StepRefused
from releases.tests.desk import said
from releases.tests.finding import PLACES, REPLACED
from releases.tests.making import make_edition, make_live_edition, make_user
from taxonomy import richtext

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("text", "words", "case", "whole", "found"), PLACES)
def test_words_are_found(text, words, case, whole, found):
    places = Sought(words, match_case=case, whole_words=whole).places_in(text)

    assert [text[start:end] for start, end in places] == found


@pytest.mark.parametrize(("html", "words", "replacement", "after"), REPLACED)
def test_markup_stays_where_its_words_were(html, words, replacement, after):
    made = replaced_in_html(html, Sought(words), replacement)

    assert (made, richtext.clean(made)) == (after, after)


@pytest.mark.parametrize(
    ("words", "lengths", "pieces"),
    [
        ("one two three", [3, 3, 5], ["one ", "two ", "three"]),
        ("one", [3, 3], ["", "one"]),
        ("", [2, 2], ["", ""]),
        ("of the", [10, 1], ["of the", ""]),
    ],
)
def test_words_are_shared_out_between_stretches_of_markup(words, lengths, pieces):
    assert distributed(words, lengths) == pieces


def of_anna(**overrides) -> tuple[Edition, Client, str]:
    anna = make_user(roles=["Author"])
    draft = make_edition(**overrides)
    steps.record_save(draft, anna, created=True)
    client = Client()
    client.force_login(anna)
    return draft, client, reverse("admin:releases_edition_replace", args=[draft.pk])


def test_what_would_change_is_shown_and_then_done_as_one_save():
    draft, client, page = of_anna(headline="OSCE meets", body="<p>The <em>OSCE</em> met. OSCEs did not.</p>")
    asked = {"words": "osce", "replacement": "UNO", "whole_words": "on"}

    shown = client.post(page, asked | {"find": "x"}).content.decode()
    answer = client.post(
        page, asked | {"replace": "x", "seen": shown.split('name="seen" value="')[1][:64]}, follow=True
    )

    assert ("Found: 1" in shown, "<del>OSCE</del><ins>UNO</ins>" in shown) == (True, True)
    assert said(answer) == ["Replaced: 1."]
    draft.refresh_from_db()
    assert (draft.headline, draft.body) == ("OSCE meets", "<p>The <em>UNO</em> met. OSCEs did not.</p>")
    assert draft.record.latest("pk").remark == "“osce” replaced with “UNO”."


def test_headline_and_lead_are_changed_if_that_was_chosen_and_only_if_they_stay_short_enough():
    draft, _client, _page = of_anna(headline="OSCE meets", lead="The OSCE.", body="<p>OSCE</p>")
    anna = draft.record.get().by
    assert anna

    assert steps.replace_words(draft, anna, Sought("OSCE"), "UNO", ("headline", "lead", "body")) == 3
    draft.refresh_from_db()
    assert (draft.headline, draft.lead, draft.body) == ("UNO meets", "The UNO.", "<p>UNO</p>")
    with pytest.raises(StepRefused):
        steps.replace_words(draft, anna, Sought("UNO"), "x" * 300, ("headline",))
    draft.refresh_from_db()
    assert draft.headline == "UNO meets"


def test_text_that_changed_meanwhile_is_not_touched():
    """Even if it changes after the page has read it, as another save does in the instance here."""
    draft, client, page = of_anna(body="<p>OSCE</p>")
    read, author = digest_of(draft), make_user()
    Edition.objects.filter(pk=draft.pk).update(body="<p>OSCE, says Ben</p>")

    with pytest.raises(StepRefused, match="The text has changed"):
        steps.replace_words(draft, author, Sought("OSCE"), "UNO", ("body",), seen=read)
    for seen in ({}, {"seen": read}):
        answer = client.post(page, {"words": "OSCE", "replacement": "UNO", "replace": "x", **seen}, follow=True)
        assert "The text has changed" in said(answer)[0]

    draft.refresh_from_db()
    assert draft.body == "<p>OSCE, says Ben</p>"


@pytest.mark.promise(29)
def test_nobody_replaces_words_in_what_they_may_not_write():
    live, reader = make_live_edition(body="<p>OSCE</p>"), make_user(roles=["Reviewer"])
    draft, _client, _page = of_anna(body="<p>OSCE</p>")

    for edition, person in ((live, make_user()), (draft, reader)):
        with pytest.raises(StepRefused):
            steps.replace_words(edition, person, Sought("OSCE"), "UNO", ("body",))
        client = Client()
        client.force_login(person)
        assert client.get(reverse("admin:releases_edition_replace", args=[edition.pk])).status_code == 403
