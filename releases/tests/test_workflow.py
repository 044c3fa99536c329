"""The table of steps, without a database."""

import ast
from pathlib import Path

from releases import states
from releases.admin.roles import ROLES, holders
from releases.mail.letters import letter_of
from releases.states import IN_PROGRESS, Phase, State
from releases.steps import conditions, table
from releases.steps.conditions import COMPLETE_TEXT, MATCHING_SEAL
from releases.steps.table import STEPS, blockers
from releases.tests.step_facts import Given


def test_table_imports_no_model():
    imported = set()
    for module in (table, conditions, states):
        tree = ast.parse(Path(str(module.__file__)).read_text())
        imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    django = {"django.utils.functional", "django.utils.translation"}
    assert imported - django == {
        "collections.abc",
        "dataclasses",
        "enum",
        "typing",
        "releases.states",
        "releases.steps.conditions",
    }


def test_every_state_is_reached_and_only_discarded_is_final_in_work():
    reached = {step.target for step in STEPS.values()} - {None}

    assert reached == {State.DRAFT, State.SUBMITTED, State.APPROVED, State.RELEASED, State.DISCARDED}
    assert all(any(state in step.sources for step in STEPS.values()) for state in IN_PROGRESS)
    assert not any(State.DISCARDED in step.sources for step in STEPS.values() if step.target)


def test_nothing_reaches_released_without_naming_what_is_missing():
    for step in STEPS.values():
        if step.target is State.RELEASED and step.sources != {State.RELEASED} and step is not table.PLACE_ON_RECORD:
            assert COMPLETE_TEXT in step.conditions, step.name


def test_nothing_reaches_released_without_a_seal_that_matches_or_is_made():
    for step in STEPS.values():
        if step.target is State.RELEASED:
            assert MATCHING_SEAL in step.conditions or step.seals, step.name


def test_only_an_urgent_release_and_an_import_pass_approval_by():
    assert {step.name for step in STEPS.values() if step.target is State.RELEASED and State.DRAFT in step.sources} == {
        "release_urgently",
        "place_on_record",
    }


def test_step_without_anything_against_it_has_no_blockers():
    assert blockers(table.SUBMIT, Given()) == []


def test_reasons_are_sentences_for_an_editor():
    facts = Given(
        state=State.RELEASED,
        phase=Phase.LIVE,
        had_a_hand_in_it=True,
        seal_matches=False,
        objections=("It has no field of work.",),
        other_draft=True,
        overtaken=True,
        missing_parts=("headline",),
        remark="",
        at_has_passed=True,
        at_is_given=True,
    )

    sentences = [sentence for step in STEPS.values() for sentence in blockers(step, facts, permitted=False)]

    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences)


def test_documented_table_is_the_one_in_force():
    documentation = Path(table.__file__).parents[2] / "docs" / "workflow.md"
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in documentation.read_text().splitlines()
        if line.startswith("| ") and line.count("|") == len(HEADER) + 1 and not line.startswith(("| step", "| ---"))
    ]

    assert rows == [documented(step) for step in STEPS.values()]


def test_documented_roles_are_the_ones_that_there_are():
    documentation = (Path(table.__file__).parents[2] / "docs" / "workflow.md").read_text()

    roles = documentation.split("| role | may |")[1].split("\n\n")[0]

    assert [line.split("|")[1].strip() for line in roles.splitlines()[2:]] == list(ROLES)


HEADER = ("step", "from", "to", "who", "permission", "conditions", "effects")


def documented(step: table.Step) -> tuple[str, ...]:
    """The documentation's row for a step."""
    named = sorted(step.phases - {Phase.NONE})
    phases = f" ({', '.join(named)})" if named else ""
    letter = letter_of(step.name)
    effects = [("seals the text", step.seals), (f"mail: {letter.name.replace('_', ' ')}" if letter else "", letter)]
    everywhere = "any" if step.sources == frozenset(State) else ", ".join(sorted(step.sources))
    return (
        step.name,
        everywhere + phases,
        step.target or step.makes_edition or "the same",
        ", ".join(holders(step.permission)) if step not in table.TAKEN_BY_IMPORTS else "imports",
        step.permission.removeprefix("releases."),
        ", ".join(condition.name for condition in step.conditions),
        ", ".join(words for words, taken in effects if taken),
    )
