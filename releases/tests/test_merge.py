"""The three-way merge: for any three texts, nothing that only one person changed is lost, and conflicts are not decided for them."""

from hypothesis import given
from hypothesis import strategies as st

from releases.admin.merge import merge

NAMES = ["headline", "lead", "countries"]
texts = st.fixed_dictionaries({name: st.sampled_from(["a", "b", "c"]) for name in NAMES})


@given(base=texts, mine=texts, theirs=texts)
def test_what_one_person_alone_changed_is_kept(base, mine, theirs):
    found = merge(base, mine, theirs, NAMES)

    for name in NAMES:
        if mine[name] == base[name]:
            assert found.joined[name] == theirs[name]
        if theirs[name] == base[name]:
            assert found.joined[name] == mine[name]


@given(base=texts, mine=texts, theirs=texts)
def test_conflict_is_what_both_changed_and_not_in_the_same_way(base, mine, theirs):
    conflicts = merge(base, mine, theirs, NAMES).conflicts

    assert conflicts == [name for name in NAMES if len({base[name], mine[name], theirs[name]}) == 3]


@given(mine=texts, theirs=texts)
def test_without_a_common_beginning_nothing_is_guessed(mine, theirs):
    found = merge({}, mine, theirs, NAMES)

    assert found.conflicts == [name for name in NAMES if mine[name] != theirs[name]]
    assert found.joined == mine


@given(base=texts, mine=texts)
def test_text_that_nobody_else_changed_is_saved_as_it_is(base, mine):
    found = merge(base, mine, base, NAMES)

    assert (found.joined, found.theirs, found.conflicts) == (mine, [], [])
