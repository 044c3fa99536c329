"""The kinds of chart that a table of a text can ask for, in its attribute `data-chart`."""

from django.utils.translation import gettext_lazy as _

ATTRIBUTE = "data-chart"
BARS, LINES = "bars", "lines"
KINDS = (BARS, LINES)
LABELS = {"": _("Table only"), BARS: _("Table and bar chart"), LINES: _("Table and line chart")}
