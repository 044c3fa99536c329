"""Every value that a model allows and the newsroom makes is one that its form shows and keeps."""

import pytest
from django.contrib import admin
from django.db import models
from django.forms import ModelChoiceField
from django.test import RequestFactory

from releases import steps
from releases.models import Edition
from releases.tests.desk import form_data
from releases.tests.making import make_edition, make_live_edition, make_user

pytestmark = pytest.mark.django_db

# Made by steps that leave no draft.
NEVER_A_DRAFT = {Edition.Kind.WITHDRAWN, Edition.Kind.REMOVED}


def editions_of_each_kind() -> dict[str, Edition]:
    drafts = {str(kind): steps.start_next(make_live_edition(), make_user(), kind, "Why.") for kind in Edition.FOLLOWING}
    return {Edition.Kind.ORIGINAL.value: make_edition(), **drafts}


def test_every_kind_of_edition_is_made_by_a_step_or_is_a_notice():
    assert {*editions_of_each_kind(), *NEVER_A_DRAFT} == set(Edition.Kind.values)


@pytest.mark.parametrize("kind", [kind for kind in Edition.Kind.values if kind not in NEVER_A_DRAFT])
def test_draft_of_each_kind_is_saved_as_what_it_is(admin_client, kind):
    draft = editions_of_each_kind()[kind]
    page = admin_client.get(f"/admin/releases/edition/{draft.pk}/change/")
    shown = page.context["adminform"].form["kind"]

    answer = admin_client.post(
        f"/admin/releases/edition/{draft.pk}/change/",
        form_data(
            kind=shown.value(),
            version=page.context["adminform"].form["version"].value(),
            headline="Another headline",
            change_note=draft.change_note,
        ),
    )

    draft.refresh_from_db()
    assert (answer.status_code, draft.headline, draft.kind) == (302, "Another headline", kind)
    assert shown.value() in dict(shown.field.choices)


def forms_of(model: type[models.Model]) -> dict[str, set[str]]:
    """What the forms of the newsroom offer for a new object, by field with choices. What can only be viewed has none."""
    request = RequestFactory().get("/admin/")
    request.user = make_user(is_superuser=True)
    page = admin.site._registry[model]
    if not (page.has_add_permission(request) or page.has_change_permission(request)):
        return {}
    form = page.get_form(request)()
    return {
        name: {str(value) for value, _ in field.choices}
        for name, field in form.fields.items()
        if hasattr(field, "choices") and not isinstance(field, ModelChoiceField)
    }


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model.__name__)
def test_form_offers_every_value_that_the_model_allows(model):
    """But for the kind of an edition, which depends on what went before; the tests above have it."""
    columns = {column.name: column for column in model._meta.get_fields()}
    for name, offered in forms_of(model).items():
        column = columns.get(name)
        if (model, name) != (Edition, "kind") and isinstance(column, models.Field) and column.choices:
            assert {str(value) for value, _ in column.flatchoices} <= offered, name


def test_withdrawn_release_is_not_withdrawn_again_but_its_explanation_can_change(admin_client):
    notice = steps.withdraw(make_live_edition(), make_user(), "The event was called off.")

    page = admin_client.get(f"/admin/releases/edition/{notice.pk}/change/").content.decode()

    assert f"/admin/releases/edition/{notice.pk}/step/withdraw/" not in page
    assert f"/admin/releases/edition/{notice.pk}/step/reword_notice/" in page


@pytest.mark.parametrize("away", [steps.withdraw, steps.remove])
def test_new_explanation_takes_the_place_of_the_old_one_without_a_gap(client, away):
    notice = away(make_live_edition(), make_user(), "The event was called off.")

    again = steps.reword_notice(notice, make_user(), "The event was put off.")

    notice.refresh_from_db()
    assert (again.kind, again.change_note, again.live_from) == (
        notice.kind,
        "The event was put off.",
        notice.live_until,
    )
    assert "The event was put off." in client.get(again.get_absolute_url(), follow=True).content.decode()
    assert not Edition.objects.listed().exists()
