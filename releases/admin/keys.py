"""Keys: Alt, Shift and a letter, for every step and for what one does most often beside a text. Told to browsers as `aria-keyshortcuts`."""

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
    letter: str
    label: Promise | str


BESIDE_A_TEXT = (
    Key("C", gettext_lazy("Comment on the marked words")),
    Key("Y", gettext_lazy("Accept the first suggested wording")),
    Key("J", gettext_lazy("Take the first suggestion")),
    Key("V", gettext_lazy("Preview")),
    Key("M", gettext_lazy("Save and continue editing")),
)


def of_step(name: str) -> str:
    letter = OF_STEPS.get(name, "")
    return f"Alt+Shift+{letter}" if letter else ""


def keys_view(request: HttpRequest, around: dict[str, object]) -> HttpResponse:
    steps = [Key(letter, table.STEPS[name].label) for name, letter in OF_STEPS.items()]
    parts = ((_("Steps"), _("Step"), steps), (_("Beside a text"), _("What it does"), BESIDE_A_TEXT))
    context = {**around, "title": _("Keys"), "parts": parts}
    return TemplateResponse(request, "admin/keys.html", context)
