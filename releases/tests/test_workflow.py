"""The table itself, without a database."""

import ast
from pathlib import Path

from releases import workflow
from releases.workflow import IN_PROGRESS, STEPS, Facts, Phase, State, blockers

NO_REASON_AGAINST = Facts(
    state=State.DRAFT,
    phase=Phase.NONE,
    permitted=True,
    wrote_in_it=False,
    other_draft=False,
    overtaken=False,
    missing=(),
    remark="",
    at_has_passed=False,
    at_is_given=False,
)


def test_table_imports_no_model():
    tree = ast.parse(Path(workflow.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported == {"dataclasses", "enum", "django.utils.functional", "django.utils.translation"}


def test_every_state_is_reached_and_only_discarded_is_final_in_work():
    reached = {step.target for step in STEPS.values()} - {None}

    assert reached == {State.DRAFT, State.SUBMITTED, State.APPROVED, State.RELEASED, State.DISCARDED}
    assert all(any(state in step.sources for step in STEPS.values()) for state in IN_PROGRESS)
    assert not any(State.DISCARDED in step.sources for step in STEPS.values())


def test_nothing_reaches_released_without_naming_what_is_missing():
    for step in STEPS.values():
        if step.target is State.RELEASED and step.sources != {State.RELEASED} and step is not workflow.PLACE_ON_RECORD:
            assert step.needs_complete_text, step.name


def test_step_without_anything_against_it_has_no_blockers():
    assert blockers(workflow.SUBMIT, NO_REASON_AGAINST) == []


def test_reasons_are_sentences_for_an_editor():
    facts = Facts(
        state=State.RELEASED,
        phase=Phase.LIVE,
        permitted=False,
        wrote_in_it=True,
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
    documentation = Path(workflow.__file__).parent.parent / "docs" / "workflow.md"
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in documentation.read_text().splitlines()
        if line.startswith("| ") and not line.startswith(("| step", "| ---"))
    ]

    assert rows == [documented(step) for step in STEPS.values()]


def documented(step: workflow.Step) -> tuple[str, ...]:
    """The row of the table that a step should have."""
    phases = f" ({', '.join(sorted(step.phases))})" if step.phases else ""
    makes = {"start_next": "a new draft"}.get(step.name, "a new edition, live at once")
    conditions = [
        ("complete text", step.needs_complete_text),
        ("explanation", step.needs_remark),
        ("second person", step.needs_second_person),
        ("time to come", step.needs_time),
        ("no other draft", step.needs_no_other_draft),
        ("latest", step.needs_to_be_the_latest),
    ]
    return (
        step.name,
        ", ".join(sorted(step.sources)) + phases,
        step.target or makes,
        step.permission.removeprefix("releases."),
        ", ".join(words for words, needed in conditions if needed),
    )
