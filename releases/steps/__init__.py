"""What happens to an edition: the steps of the newsroom, `steps.submit(edition, by=…)`, and the questions before them.

Nothing else assigns `state`, `live_from`, `live_until` or `seal`.
"""

from releases.steps.clearing import agree, ask_clearance, call_off, comment_on_request, object_to
from releases.steps.commenting import accept, answer, comment_on, reopen, resolve
from releases.steps.featuring import feature, stop_featuring
from releases.steps.limits import break_glass, lift_limit, limit_access, note_reading
from releases.steps.permissions import may_write_in, permits
from releases.steps.replacing import replace_words
from releases.steps.situation import Situation, blockers
from releases.steps.starting import put_in, start_from_template
from releases.steps.taking import StepRefused
from releases.steps.verbs import (
    abandon_import,
    approve,
    confirm_urgent,
    discard,
    place_on_record,
    recall,
    reinstate,
    release_now,
    release_urgently,
    remove,
    reschedule,
    reword_notice,
    schedule,
    send_back,
    submit,
    unschedule,
    withdraw,
)
from releases.steps.writing import comment, copy_as_new, keep_aside, record_save, remark, restore, start_next

__all__ = [
    "Situation",
    "StepRefused",
    "abandon_import",
    "accept",
    "agree",
    "answer",
    "approve",
    "ask_clearance",
    "blockers",
    "break_glass",
    "call_off",
    "comment",
    "comment_on",
    "comment_on_request",
    "confirm_urgent",
    "copy_as_new",
    "discard",
    "feature",
    "keep_aside",
    "lift_limit",
    "limit_access",
    "may_write_in",
    "note_reading",
    "object_to",
    "permits",
    "place_on_record",
    "put_in",
    "recall",
    "record_save",
    "reinstate",
    "release_now",
    "release_urgently",
    "remark",
    "remove",
    "reopen",
    "replace_words",
    "reschedule",
    "resolve",
    "restore",
    "reword_notice",
    "schedule",
    "send_back",
    "start_from_template",
    "start_next",
    "stop_featuring",
    "submit",
    "unschedule",
    "withdraw",
]
