"""All vocabularies in memory: their content, and that they are never stale."""

import pytest
from django.db import transaction
from django.utils.translation import override

from taxonomy import snapshot
from taxonomy.models import Country, FieldOfWork
from taxonomy.tests.making import change_term, make_country, make_field, make_structure

pytestmark = pytest.mark.django_db


def names(terms):
    return [term.name for term in terms]


def test_second_reading_costs_one_query(django_assert_num_queries):
    make_field()
    snapshot.current()

    with django_assert_num_queries(1):  # the token
        snapshot.current()


@pytest.mark.parametrize(
    "change",
    [
        lambda field: FieldOfWork.objects.filter(pk=field.pk).update(edited_here=True),
        lambda field: field.former_names.create(name="Ballots"),
        lambda field: field.delete(),
        lambda field: make_country(),
    ],
    ids=["update() past every save", "former name", "delete", "another vocabulary"],
)
def test_any_change_by_any_path_is_seen_at_once(change):
    field = make_field("Elections")
    before = snapshot.current()

    change(field)

    assert snapshot.current() is not before


def test_change_that_is_rolled_back_leaves_nothing_behind():
    """A counter would return to a value that means something else; a random token does not."""
    make_field("Elections")
    with transaction.atomic():
        make_field("Voting")
        inside = names(snapshot.current().fields_of_work)
        transaction.set_rollback(True)

    make_field("Policing")

    assert inside == ["Elections", "Voting"]
    assert names(snapshot.current().fields_of_work) == ["Elections", "Policing"]


def test_former_slug_and_former_name_lead_home():
    country = make_country("Czechia")
    country.former_names.create(name="Czech Republic", until=2016)

    countries = snapshot.current().countries

    assert countries.get("czech-republic") is None
    assert countries.moved("czech-republic") == country
    assert countries.find("CZECH  REPUBLIC") == country


def test_slug_that_is_changed_is_remembered():
    field = make_field("Cyber security")
    field.slug = "cyber"
    field.save()

    assert snapshot.current().fields_of_work.moved("cyber-security") == field


@pytest.mark.parametrize(
    "spelling", ["Mission to Moldova", "osce mission to moldova", "Mission de l’OSCE en Moldavie", "mission-to-moldova"]
)
def test_structure_is_found_by_every_name_it_has(spelling):
    mission = make_structure("Mission to Moldova", source_names={"fr": "Mission de l'OSCE en Moldavie"})

    assert snapshot.current().structures.find(spelling) == mission


def test_accents_make_no_difference():
    country = make_country("Türkiye")

    assert snapshot.current().countries.find("turkiye") == country


def test_term_and_all_below_it_and_all_merged_into_them():
    parent = make_field("Environment")
    child = make_field("Climate change", parent=parent)
    absorbed = make_field("Global warming", merged_into=child)
    make_field("Elections")

    assert snapshot.current().fields_of_work.below(parent) == {parent.pk, child.pk, absorbed.pk}


def test_merged_term_leads_to_the_one_it_was_merged_into_until_the_merge_is_undone():
    kept = make_field("Media freedom")
    absorbed = make_field("Freedom of the press", merged_into=kept)
    merged = snapshot.current().fields_of_work

    assert (merged.get(absorbed.slug), merged.moved(absorbed.slug)) == (None, kept)
    assert merged.find("freedom of the press") == kept
    assert list(merged) == [kept]

    change_term(absorbed, merged_into=None)

    assert snapshot.current().fields_of_work.get(absorbed.slug) == absorbed


def test_tree_lists_each_term_before_what_is_below_it():
    parent = make_field("Environment")
    make_field("Elections")
    make_field("Climate change", parent=parent)

    tree = [(depth, term.name) for depth, term in snapshot.current().fields_of_work.tree()]

    assert tree == [(0, "Environment"), (1, "Climate change"), (0, "Elections")]


def test_alphabet_is_that_of_the_active_language_and_skips_the_article():
    make_country("The Netherlands", names={"de": "Niederlande"})
    make_country("Austria", names={"de": "Österreich"})
    make_country("Poland", names={"de": "Polen"})

    countries = snapshot.current().countries

    assert names(countries.alphabetical()) == ["Austria", "The Netherlands", "Poland"]
    with override("de"):
        assert [country.label for country in countries.alphabetical()] == ["Niederlande", "Österreich", "Polen"]


def test_term_without_a_name_in_the_language_has_its_english_one():
    make_country("Moldova")

    with override("fr"):
        assert [country.label for country in snapshot.current().countries] == ["Moldova"]


def test_term_cannot_stand_below_itself():
    parent = make_field("Environment")
    child = make_field("Climate change", parent=parent)
    parent.parent = child

    with pytest.raises(Exception, match="A term cannot be placed under itself."):
        parent.full_clean()


def test_former_name_cannot_take_the_address_of_a_term_in_use():
    make_country("Poland")
    former = Country.former_names.rel.related_model(name="Poland", term=make_country("Moldova"))

    with pytest.raises(Exception, match="is already the slug of another term"):
        former.full_clean()
