"""A chart with its name, its description and its numbers as a file, around the table that it draws."""

import csv
import io
from collections.abc import Callable
from urllib.parse import quote

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from releases.charts import bars, lines
from releases.charts.data import Data, NotDrawn
from releases.charts.svg import cut, element
from releases.language.spreadsheets import BYTE_ORDER_MARK, inert
from taxonomy.chart_kinds import BARS, LINES

LONGEST_NAME = 120  # characters of a heading in a title

Drawing = Callable[[Data, str, str], tuple[SafeString, int]]
DRAWINGS: dict[str, Drawing] = {BARS: bars.draw, LINES: lines.draw}


def svg_of(data: Data, kind: str, chart: str, language: str, title: str = "") -> SafeString:
    """`chart` begins the names of its elements, which are the page's; `details` of the table are told to screen readers. Raises
    NotDrawn.
    """
    drawn, height = DRAWINGS[kind](data, chart, language)
    return element(
        "svg",
        element("title", title or title_of(data, kind), id=f"{chart}-title"),
        element("desc", description_of(data), id=f"{chart}-description"),
        drawn,
        width="100%",
        height=height,
        role="img",
        direction="ltr",
        aria_labelledby=f"{chart}-title",
        aria_describedby=f"{chart}-description",
        aria_details=f"{chart}-table",
    )


def title_of(data: Data, kind: str) -> str:
    about = {
        "columns": ", ".join(cut(column.name, LONGEST_NAME) for column in data.columns),
        "names": cut(data.about, LONGEST_NAME),
    }
    match kind, bool(data.about):
        case "bars", True:
            return _("Bar chart: %(columns)s, by %(names)s") % about
        case "bars", False:
            return _("Bar chart: %(columns)s") % about
        case _kind, True:
            return _("Line chart: %(columns)s, by %(names)s") % about
    return _("Line chart: %(columns)s") % about


def description_of(data: Data) -> str:
    (least, where_least), (most, where_most) = data.extremes()
    return _("From %(least)s (%(where_least)s) to %(most)s (%(where_most)s). The table has all the numbers.") % {
        "least": least, "where_least": where_least, "most": most, "where_most": where_most,
    }  # fmt: skip


def csv_of(data: Data) -> str:
    """Numbers with a decimal point and nothing else, as programs read them; an empty cell where there is none."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([inert(name) for name in (data.about, *(column.name for column in data.columns))])
    for row, name in enumerate(data.names):
        numbers = (column.values[row] for column in data.columns)
        writer.writerow([inert(name), *("" if number is None else f"{number:f}" for number in numbers)])
    return BYTE_ORDER_MARK + file.getvalue()


def figure_of(table: str, data: Data, kind: str, chart: str, language: str) -> SafeString:
    """The numbers are in the address of the link itself, so that they are those of this text wherever it is shown. Raises NotDrawn."""
    drawn = svg_of(data, kind, chart, language)
    return format_html(
        '<div role="figure" aria-labelledby="{chart}-title">{drawn}<div id="{chart}-table">{table}</div>'
        '<p><a href="data:text/csv;charset=utf-8,{file}" download="{chart}.csv">{label}</a></p></div>',
        chart=chart,
        drawn=drawn,
        table=mark_safe(table),  # noqa: S308  # clean
        file=quote(csv_of(data)),
        label=_("The numbers of this table as a file (CSV)"),
    )


__all__ = ["NotDrawn", "csv_of", "figure_of", "svg_of"]
