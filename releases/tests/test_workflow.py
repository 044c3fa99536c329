"""The table itself, without a database."""

import ast
from pathlib import Path

from releases import states
from releases.admin.roles import ROLES, holders
from releases.states import IN_PROGRESS, Phase, State
from releases.steps import table
from releases.steps.table import STEPS, Facts, blockers

NO_REASON_AGAINST = Facts(state=State.DRAFT, phase=Phase.NONE)


def test_table_imports_no_model():
    imported = set()
    for module in (table, states):
        tree = ast.parse(Path(str(module.__file__)).read_text())
        imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    django = {"django.utils.functional", "django.utils.translation"}
    assert imported == {"dataclasses", "enum", "releases.states"} | django


def test_every_state_is_reached_and_only_discarded_is_final_in_work():
    reached = {step.target for step in STEPS.values()} - {None}

    assert reached == {State.DRAFT, State.SUBMITTED, State.APPROVED, State.RELEASED, State.DISCARDED}
    assert all(any(state in step.sources for step in STEPS.values()) for state in IN_PROGRESS)
    assert not any(State.DISCARDED in step.sources for step in STEPS.values() if step.target)


def test_nothing_reaches_released_without_naming_what_is_missing():
    for step in STEPS.values():
        if step.target is State.RELEASED and step.sources != {State.RELEASED} and step is not table.PLACE_ON_RECORD:
            assert step.needs_complete_text, step.name


def test_nothing_reaches_released_without_a_seal_that_matches_or_is_made():
    for step in STEPS.values():
        if step.target is State.RELEASED:
            assert step.needs_matching_seal or step.seals, step.name


def test_only_an_urgent_release_and_an_import_pass_approval_by():
    assert {step.name for step in STEPS.values() if step.target is State.RELEASED and State.DRAFT in step.sources} == {
        "release_urgently",
        "place_on_record",
    }


def test_step_without_anything_against_it_has_no_blockers():
    assert blockers(table.SUBMIT, NO_REASON_AGAINST) == []


def test_reasons_are_sentences_for_an_editor():
    facts = Facts(
        state=State.RELEASED,
        phase=Phase.LIVE,
        permitted=False,
        had_a_hand_in_it=True,
        seal_matches=False,
        objections=("It has no field of work.",),
        other_draft=True,
        overtaken=True,
        missing=("headline",),
        remark="",
        at_has_passed=True,
        at_is_given=False,
    )

    sentences = [sentence for step in STEPS.values() for sentence in blockers(step, facts)]

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
    """The row of the table that a step should have."""
    named = sorted(step.phases - {Phase.NONE})
    phases = f" ({', '.join(named)})" if named else ""
    conditions = [
        ("complete text", step.needs_complete_text),
        ("checked text", step.needs_checked_text),
        ("explanation", step.needs_remark),
        ("second person", step.needs_second_person),
        ("matching seal", step.needs_matching_seal),
        ("time to come", step.needs_time),
        ("no other draft", step.needs_no_other_draft),
        ("latest", step.needs_to_be_the_latest),
        ("unconfirmed", step.needs_confirmation),
        ("limited", step.needs_limit),
        ("withdrawn or removed", step.needs_withdrawal),
        ("not removed", step.needs_text),
    ]
    effects = [("seals the text", step.seals), (f"mail: {step.mail.replace('_', ' ')}", step.mail)]
    everywhere = "any" if step.sources == frozenset(State) else ", ".join(sorted(step.sources))
    return (
        step.name,
        everywhere + phases,
        step.target or step.makes_edition or "the same",
        ", ".join(holders(step.permission)) if step not in table.TAKEN_BY_IMPORTS else "imports",
        step.permission.removeprefix("releases."),
        ", ".join(words for words, needed in conditions if needed),
        ", ".join(words for words, taken in effects if taken),
    )
