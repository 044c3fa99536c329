"""Keys: Alt, Shift and a letter or digit, for every step and for what one does most often beside a text, told to browsers as
`aria-keyshortcuts`; and those that editors know from other programs.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.steps import table

# Steps that never stand beside each other may share a letter.
OF_STEPS: dict[str, str] = {
    table.SUBMIT.name: "S",
    table.RECALL.name: "R",
    table.SEND_BACK.name: "B",
    table.APPROVE.name: "A",
    table.RELEASE_NOW.name: "P",
    table.SCHEDULE.name: "T",
    table.RESCHEDULE.name: "T",
    table.UNSCHEDULE.name: "U",
    table.RELEASE_URGENTLY.name: "G",
    table.CONFIRM_URGENT.name: "F",
    table.START_NEXT.name: "N",
    table.WITHDRAW.name: "W",
    table.REMOVE.name: "X",
    table.REINSTATE.name: "I",
    table.REWORD_NOTICE.name: "E",
    table.DISCARD.name: "D",
    table.LIMIT_ACCESS.name: "L",
    table.LIFT_LIMIT.name: "O",
}


@dataclass(frozen=True)
class Key:
    """A letter or digit that goes with Alt and Shift, or a whole combination."""

    letter: str
    label: Promise | str

    @property
    def combination(self) -> str:
        return f"Alt+Shift+{self.letter}" if len(self.letter) == 1 else self.letter


BESIDE_A_TEXT = (
    Key("C", gettext_lazy("Comment on the marked words")),
    Key("Y", gettext_lazy("Accept the first suggested wording")),
    Key("J", gettext_lazy("Take the first suggestion")),
    Key("H", gettext_lazy("Find and replace")),
    Key("K", gettext_lazy("Go to the next placeholder")),
    Key("Q", gettext_lazy("Standard passages")),
    Key("Z", gettext_lazy("Undo the last step")),
    Key("1", gettext_lazy("Add a picture or another file")),
    Key("V", gettext_lazy("Preview")),
    Key("M", gettext_lazy("Save and continue editing")),
)

WHILE_WRITING = (
    Key("Ctrl+Z", gettext_lazy("Undo what was typed, pasted, put in or replaced")),
    Key("Ctrl+Y", gettext_lazy("Redo it")),
    Key("Ctrl+B", gettext_lazy("Bold")),
    Key("Ctrl+I", gettext_lazy("Italic")),
    Key("Ctrl+H", gettext_lazy("Find and replace")),
    Key("Enter", gettext_lazy("In “Find”: the next place; with Shift the one before")),
    Key("Esc", gettext_lazy("Close “Find and replace”")),
)


def of_step(name: str) -> str:
    letter = OF_STEPS.get(name, "")
    return f"Alt+Shift+{letter}" if letter else ""


def keys_view(request: HttpRequest, around: dict[str, object]) -> HttpResponse:
    steps = [Key(letter, table.STEPS[name].label) for name, letter in OF_STEPS.items()]
    does = _("What it does")
    parts = (
        (_("Steps"), _("Step"), steps),
        (_("Beside a text"), does, BESIDE_A_TEXT),
        (_("While writing"), does, WHILE_WRITING),
    )
    context = {**around, "title": _("Keys"), "parts": parts}
    return TemplateResponse(request, "admin/keys.html", context)
