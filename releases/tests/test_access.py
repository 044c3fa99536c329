"""Who may see which edition, by the queryset, by the instance, and by the arrays of the list: all must agree for every person
and edition.
"""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from releases import steps
from releases.admin import role_groups
from releases.admin.roles import ROLES, holders
from releases.lists.newsroom import Visible
from releases.models import Edition, RecordEntry, User
from releases.steps import StepRefused, table
from releases.steps.table import STEPS
from releases.tests.making import make_edition, make_live_edition, make_scheduled_edition, make_structure, make_user

pytestmark = pytest.mark.django_db


def written_by(user: User, edition: Edition) -> Edition:
    steps.record_save(edition, user, created=True)
    return edition


def readers(edition: Edition, *people: User) -> list[bool]:
    """Which of these people see the edition; asserts that all three answers agree."""
    by_query = [edition in Edition.objects.visible_to(person) for person in people]
    by_object = [edition.is_visible_to(User.objects.get(pk=person.pk)) for person in people]
    by_list = [edition.pk in Visible(person).texts.ids for person in people]
    assert by_query == by_object == by_list
    return by_query


def test_author_sees_own_drafts_and_what_is_public_and_an_editor_sees_all():
    anna, boris, editor = make_user(roles=["Author"]), make_user(roles=["Author"]), make_user(roles=["Editor"])
    people = (anna, boris, editor)

    assert readers(written_by(anna, make_edition()), *people) == [True, False, True]
    assert readers(make_scheduled_edition(), *people) == [False, False, True]
    assert readers(make_live_edition(), *people) == [True, True, True]


def test_editor_of_a_mission_sees_the_releases_of_that_mission_and_of_what_is_below_it():
    mission, other = make_structure("Mission to Moldova"), make_structure("Presence in Albania")
    office = make_structure("Office in Tiraspol", parent=mission)
    editor = make_user(roles=["Editor"], structures=[mission])

    seen = [
        readers(make_edition(sources=[source]), editor)[0] or readers(make_live_edition(sources=[source]), editor)[0]
        for source in (mission, office, other)
    ]

    assert seen == [True, True, False]


def test_draft_without_a_source_is_its_authors_until_it_has_one():
    mission, other = make_structure("Mission to Moldova"), make_structure("Presence in Albania")
    anna = make_user(roles=["Author"], structures=[mission])
    boris = make_user(roles=["Author"], structures=[mission])

    assert readers(written_by(anna, make_edition()), anna, boris) == [True, False]
    assert readers(written_by(anna, make_edition(sources=[other])), anna, boris) == [False, False]


def test_public_text_without_a_source_or_of_elsewhere_is_seen_by_its_author_and_by_named_people_of_a_mission():
    mission, other = make_structure("Mission to Moldova"), make_structure("Presence in Albania")
    anna, boris = (make_user(roles=["Author"], structures=[mission]) for _ in range(2))
    unsourced, elsewhere = make_live_edition(), make_live_edition(sources=[other])
    written_by(anna, unsourced)
    elsewhere.named_people.create(user=boris)

    assert readers(unsourced, anna, boris, make_user()) == [True, False, True]
    assert readers(elsewhere, anna, boris, make_user()) == [False, True, True]


def test_language_keeps_from_writing_and_not_from_reading():
    translator = make_user(roles=["Editor"], languages=["fr"])
    english, french = make_edition(), make_edition(language="fr")

    assert readers(english, translator) == [True]
    assert (steps.may_write_in(english, translator), steps.may_write_in(french, translator)) == (False, True)


@pytest.mark.promise(14)
def test_limited_edition_is_seen_by_named_people_alone_whatever_the_role_until_it_is_public():
    author, named = make_user(roles=["Author"]), make_user(roles=["Author"])
    others = [make_user(roles=[role]) for role in ROLES] + [make_user()]
    edition = written_by(author, make_edition())

    steps.limit_access(edition, author, [named])

    assert readers(edition, author, named, *others) == [True, True] + [False] * len(others)
    assert list(Edition.objects.behind_glass()) == [edition]

    steps.release_urgently(edition, self_named(edition), "It is out already.")

    assert all(
        edition in Edition.objects.visible_to(person) for person in others if person.has_perm("releases.view_edition")
    )
    assert list(Edition.objects.behind_glass()) == []


def self_named(edition: Edition) -> User:
    publisher = make_user()
    steps.break_glass(edition, publisher, "The author is ill.")
    return publisher


def test_limit_goes_with_the_text_into_its_next_edition():
    author, named, editor = make_user(), make_user(), make_user()
    edition = make_scheduled_edition()
    steps.limit_access(edition, author, [named])

    following = steps.start_next(edition, author)

    assert readers(following, author, named, editor) == [True, True, False]


def test_correction_of_what_is_public_is_not_limited():
    author = make_user()
    edition = written_by(author, make_edition())
    steps.limit_access(edition, author)
    steps.release_urgently(edition, author, "It is out already.")

    assert not steps.start_next(edition, author).limited


def test_setting_the_limit_again_replaces_the_list_except_the_writers():
    author, first, second = make_user(), make_user(), make_user()
    edition = written_by(author, make_edition())

    steps.limit_access(edition, author, [first])
    steps.limit_access(edition, author, [second])

    assert readers(edition, author, first, second) == [True, False, True]


@pytest.mark.promise(14)
def test_breaking_the_glass_needs_a_reason_and_is_recorded():
    author, administrator = make_user(), make_user(roles=["Administrator"])
    edition = written_by(author, make_edition())
    steps.limit_access(edition, author)

    assert steps.blockers(edition, table.BREAK_GLASS, administrator) == ["This step requires an explanation."]
    steps.break_glass(edition, administrator, "The author is ill and it is due.")

    assert readers(edition, administrator) == [True]
    entry = edition.record.latest("pk")
    assert (entry.step, entry.by, entry.remark) == ("break_glass", administrator, "The author is ill and it is due.")


@pytest.mark.parametrize("role", [role for role in ROLES if role not in holders("releases.break_glass")])
def test_only_an_administrator_may_break_the_glass(role):
    author = make_user()
    edition = written_by(author, make_edition())
    steps.limit_access(edition, author)

    with pytest.raises(StepRefused, match="You do not have permission to take this step."):
        steps.break_glass(edition, make_user(roles=[role]), "I am curious.")


@pytest.mark.promise(38)
def test_reading_of_a_limited_edition_is_written_down_and_of_any_other_is_not():
    author = make_user()
    limited, other = written_by(author, make_edition()), make_edition()
    steps.limit_access(limited, author)

    steps.note_reading(limited, author)
    steps.note_reading(other, author)

    assert list(RecordEntry.objects.filter(step="open").values_list("edition", "by")) == [(limited.pk, author.pk)]


def test_nobody_without_an_account_or_a_role_sees_anything():
    make_live_edition()
    stranger = make_user(is_superuser=False)

    for person in (AnonymousUser(), stranger, make_user(is_active=False)):
        assert list(Edition.objects.visible_to(person)) == []
        assert not Edition.objects.get().is_visible_to(person)


@pytest.mark.promise(13)
def test_invisible_edition_is_open_to_no_step_and_the_refusal_tells_nothing_of_it():
    mission, other = make_structure("Mission to Moldova"), make_structure("Presence in Albania")
    person = make_user(roles=list(ROLES), structures=[other])
    edition = make_edition(sources=[mission], headline="A secret")

    for step in STEPS.values():
        if step not in (*table.TAKEN_BY_IMPORTS, table.BREAK_GLASS):
            assert not steps.permits(edition, step, person), step.name


def test_author_takes_steps_with_own_drafts_alone():
    anna, boris = make_user(roles=["Author"]), make_user(roles=["Author"])
    edition = written_by(anna, make_edition())

    assert (steps.permits(edition, table.SUBMIT, anna), steps.permits(edition, table.SUBMIT, boris)) == (True, False)
    assert not steps.permits(edition, table.APPROVE, anna)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "step", [step for step in STEPS.values() if step not in table.TAKEN_BY_IMPORTS], ids=lambda step: step.name
)
def test_step_is_permitted_to_the_roles_that_the_table_names(role, step):
    person = make_user(roles=[role])
    edition = written_by(person, make_edition())

    assert steps.permits(edition, step, person) == (role in holders(step.permission))


def test_question_of_one_edition_needs_no_query_for_most_people(django_assert_num_queries):
    edition, editor = make_edition(), make_user(roles=["Editor"])
    assert editor.reach is None
    assert editor.has_perm("releases.view_edition"), "asks once for all permissions"

    with django_assert_num_queries(0):
        assert edition.is_visible_to(editor)


# The roles as groups


def test_roles_are_there_after_migrating_and_applying_them_again_changes_nothing():
    assert role_groups.apply() == []
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_role_that_was_changed_is_as_it_should_be_after_applying_and_other_groups_are_left_alone():
    Group.objects.get(name="Editor").permissions.clear()
    own = Group.objects.create(name="Interns")

    assert role_groups.apply() == ["Editor"]
    assert not own.permissions.exists()


@pytest.mark.parametrize("role", ROLES)
def test_every_permission_of_a_role_exists(role):
    user = make_user(roles=[role])

    wanted = {name for name in ROLES[role] if "." in name}
    assert wanted <= user.get_all_permissions()


def test_taxonomist_may_change_every_vocabulary_and_delete_none():
    permissions = make_user(roles=["Taxonomist"]).get_all_permissions()

    assert {"taxonomy.add_country", "taxonomy.change_page", "taxonomy.view_structure"} <= permissions
    assert not any("delete" in name for name in permissions)


def test_draft_without_a_source_is_hidden_from_an_editor_who_is_limited_to_structures():
    """Seeing every edition of a mission does not include those without a source, unless one wrote in them."""
    editor = make_user(roles=["Editor"], structures=[make_structure("Mission to Moldova")])
    central = make_user(roles=["Editor"])

    assert readers(make_edition(), editor, central) == [False, True]
    assert readers(written_by(editor, make_edition()), editor) == [True]


def test_draft_without_a_source_is_open_to_a_named_person_whatever_their_structures():
    author = make_user()
    editor = make_user(roles=["Editor"], structures=[make_structure("Mission to Moldova")])
    edition = written_by(author, make_edition())

    steps.limit_access(edition, author, [editor])

    assert readers(edition, editor) == [True]


def test_public_release_without_a_source_is_hidden_in_the_newsroom_from_whoever_is_limited_to_structures():
    editor = make_user(roles=["Editor"], structures=[make_structure("Mission to Moldova")])

    assert readers(make_live_edition(), editor) == [False]


def test_one_of_several_sources_is_enough_to_see_an_edition():
    mission, other = make_structure("Mission to Moldova"), make_structure("Presence in Albania")
    editor = make_user(roles=["Editor"], structures=[mission])

    assert readers(make_edition(sources=[other, mission]), editor) == [True]


@pytest.mark.parametrize(
    ("limited", "make", "noted"),
    [
        (True, make_edition, True),
        (True, make_scheduled_edition, True),
        (True, make_live_edition, False),
        (False, make_edition, False),
        (False, make_scheduled_edition, False),
        (False, make_live_edition, False),
    ],
)
def test_reading_is_noted_of_what_is_limited_and_not_public_yet(limited, make, noted):
    """Reading what is public is not logged, even if it was limited before its hour."""
    reader, edition = make_user(), make()
    Edition.objects.filter(pk=edition.pk).update(limited=limited)
    edition.refresh_from_db()

    steps.note_reading(edition, reader)

    assert edition.record.filter(step="open", by=reader).exists() is noted


@pytest.mark.parametrize("make", [make_edition, make_scheduled_edition, make_live_edition])
def test_behind_glass_are_limited_editions_that_are_not_public_yet(make):
    edition = make()
    Edition.objects.filter(pk=edition.pk).update(limited=True)
    make_edition(), make_live_edition()

    assert list(Edition.objects.behind_glass()) == ([] if make is make_live_edition else [edition])


def test_lifting_the_limit_opens_the_edition_and_forgets_the_names():
    author, named, editor = make_user(), make_user(roles=["Author"]), make_user(roles=["Editor"])
    edition = written_by(author, make_edition())
    steps.limit_access(edition, author, [named])

    steps.lift_limit(edition, author)

    assert readers(edition, named, editor) == [False, True]
    assert not edition.named_people.exists()
