"""Charts of tables in texts: exact, safe, and made of the table alone."""

import csv
import re
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree

from releases.charts.data import Column, Data, NotDrawn
from releases.charts.figure import csv_of, svg_of
from releases.charts.scale import Scale, rounded
from releases.charts.tables import data_of
from releases.charts.texts import not_drawn, tables_in, with_kinds
from releases.reading.html import rich_text
from releases.reading.text import plain_text
from releases.review.checks import findings
from releases.tests.test_checks import text
from taxonomy import richtext

SVG_WIDTH = 600
Element = Any  # of lxml, which has no types


def table(*rows: str, kind: str = "bars", head: str = "Country|Observers") -> str:
    """Cells are divided by bars; the first row consists of headings."""
    lines = [
        [f"<th>{cell}</th>" for cell in head.split("|")],
        *([f"<td>{cell}</td>" for cell in row.split("|")] for row in rows),
    ]
    asked = f' data-chart="{kind}"' if kind else ""
    return f"<table{asked}><tbody>" + "".join(f"<tr>{''.join(cells)}</tr>" for cells in lines) + "</tbody></table>"


def drawn(html: str, language: str = "en") -> Element:
    found = re.search(r'<svg width="100%".*</svg>', rich_text(html, language), re.DOTALL)
    assert found
    return etree.fromstring(found[0])


def share(length: str) -> float:
    return float(length.removesuffix("%")) / 100


def pixels(rects: list[Element]) -> list[tuple[float, float]]:
    """Start and length of bars on a plot of the usual width."""
    return [(share(rect.get("x", "")) * SVG_WIDTH, share(rect.get("width", "")) * SVG_WIDTH) for rect in rects]


def bars_of(html: str) -> list[Element]:
    return [rect for rect in drawn(html).iter("rect") if "%" in rect.get("width", "")]


# The scale


def test_bars_are_as_long_as_the_numbers_are_large_and_begin_at_zero():
    values = [1234, 2000, 7, 0, 1999]

    bars = pixels(bars_of(table(*(f"Land {value}|{value:,}" for value in values))))

    assert [start for start, _ in bars] == [0] * 5
    assert [length for _, length in bars] == pytest.approx([value / 2000 * SVG_WIDTH for value in values], abs=0.01)


def test_negative_bars_lead_from_zero_to_the_other_side():
    bars = pixels(bars_of(table("A|300", "B|−100", "C|-50")))

    assert bars == [(150, 450), (0, 150), (75, 75)]


def test_bars_of_negative_numbers_alone_have_zero_at_their_end():
    bars = pixels(bars_of(table("A|−100", "B|−25")))

    assert bars == [(0, 600), (450, 150)]


def test_points_of_lines_stand_as_high_as_their_numbers():
    svg = drawn(table("2021|0", "2022|55", "2023|100", kind="lines", head="Year|Incidents"))
    steps = [line for line in svg.iter("line") if line.get("stroke-width") == "2" and "%" in line.get("x1", "")]

    assert [(line.get("x1"), line.get("x2")) for line in steps] == [("0%", "50%"), ("50%", "100%")]
    heights = [float(line.get("y1", "")) for line in steps] + [float(steps[-1].get("y2", ""))]
    assert heights == pytest.approx([220, 220 * 0.45, 0], abs=0.01)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([3, 97], [0, 20, 40, 60, 80, 100]),
        ([1000, 1010], [1000, 1002, 1004, 1006, 1008, 1010]),
        (["-0.3", "0.2"], ["-0.3", "-0.2", "-0.1", "0", "0.1", "0.2"]),
        ([-97, -3], [-100, -80, -60, -40, -20, 0]),
        ([5, 5], [4, 4.5, 5, 5.5, 6]),
    ],
)
def test_axes_have_round_numbers(values, ticks):
    scale, found = rounded([Decimal(value) for value in values])

    assert [float(tick) for tick in found] == pytest.approx([float(tick) for tick in ticks])
    assert (scale.low, scale.high) == (found[0], found[-1])


def test_axes_hold_every_number():
    for low in (-(10**9), -7, 0, 1, 999, 10**14):
        for height in (Decimal("0.0001"), 3, 10**6, 10**14):
            scale, ticks = rounded([Decimal(low), Decimal(low) + height])
            assert scale.low <= low < low + height <= scale.high
            assert 2 <= len(ticks) <= 8


def test_scale_of_nothing_but_zeros_has_a_length():
    assert Scale.from_zero([Decimal(0)]).share(Decimal(0)) == 0


# Without colour, and for screen readers


def test_columns_differ_in_pattern_not_in_colour():
    html = rich_text(table("A|1|2|3|4", "B|4|3|2|1", head="Year|a|b|c|d"), "en")
    fills = list(re.findall(r'<rect[^>]*fill="([^"]+)"', html))

    assert fills[:4] == ["currentColor", "url(#chart-1-fill-1)", "none", "url(#chart-1-fill-3)"]
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', html)) == {"currentColor", "none", *fills}


def test_lines_differ_in_dashes_and_shapes():
    svg = drawn(table("2021|1|2", "2022|3|4", kind="lines", head="Year|a|b"))

    assert {line.get("stroke-dasharray") for line in svg.iter("line") if line.get("stroke-width") == "2"} == {
        None,
        "7 4",
    }
    assert len({path.get("d") for path in svg.iter("path")}) == 2


def test_chart_names_itself_and_leads_to_its_table():
    html = rich_text(table("Albania|1,234", "Malta|12"), "en")
    svg = drawn(table("Albania|1,234", "Malta|12"))

    assert svg.get("role") == "img"
    assert svg.findtext("title") == "Bar chart: Observers, by Country"
    assert svg.findtext("desc") == "From 12 (Malta) to 1,234 (Albania). The table has all the numbers."
    assert svg.get("aria-details") == "chart-1-table"
    assert '<div id="chart-1-table"><table tabindex="0" data-chart="bars">' in html


def test_numbers_stand_at_bars_as_the_table_writes_them():
    words = [
        found.text
        for found in drawn(table("Албания|1\u202f234,5\u202f%", "Мальта|н/д", "Россия|2 %"), "ru").iter("text")
    ]

    assert words == ["Observers", "Албания", "1 234,5 %", "Мальта", "н/д", "Россия", "2 %"]


def test_missing_numbers_are_gaps():
    html = table("2020|5", "2021|–", "2022|7", "2023|8", kind="lines", head="Year|n")
    steps = [line for line in drawn(html).iter("line") if line.get("stroke-width") == "2" and "%" in line.get("x1", "")]

    assert len(steps) == 1
    assert len(bars_of(table("A|5", "B|–", "C|7"))) == 2


def test_footnote_marks_are_no_figures():
    data = data_of(table("A<sup>1</sup>|12<sup>2</sup>", "B|13*", 'C|<sup><a href="#t-n1">3</a></sup>'), "en", "bars")

    assert data.names == ("A", "B", "C")
    assert data.columns[0].values == (12, 13, 3)


def test_empty_cells_have_no_number():
    assert data_of(table("A|5", "B|", "C|7"), "en", "bars").columns[0].values == (5, None, 7)


# Safety


def test_words_of_the_table_are_inert_in_the_chart():
    html = rich_text(
        table(
            "&lt;script&gt;alert(1)&lt;/script&gt;|1", '"&gt;&lt;img src=x onerror=y&gt;|2', head="a&amp;b|&lt;b&gt;"
        ),
        "en",
    )

    assert "<script" not in html
    assert "<img" not in html
    etree.fromstring(f"<x>{html}</x>")


def test_chart_has_no_style_and_no_script():
    html = rich_text(table("A|1", "B|2") + table("A|1", "B|2", kind="lines"), "en")

    assert html.count('<svg width="100%"') == 2
    assert not re.search(r"style|<script|\son\w+=|href=\"javascript", html)
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))


def test_only_known_kinds_survive_the_cleaning():
    assert richtext.clean('<table data-chart="pie"><tbody><tr><td>1</td></tr></tbody></table>').startswith("<table><")
    assert richtext.clean(table("A|1")) == table("A|1")
    assert "data-chart" not in richtext.clean('<p data-chart="bars">x</p>')


def test_address_that_looks_like_a_table_is_none():
    html = richtext.clean(
        f'<p><a href="https://example.org/<table data-chart=&quot;bars&quot;>">x</a></p>{table("A|1", "B|2")}'
    )

    assert [found.kind for found in tables_in(html)] == ["bars"]
    assert rich_text(html, "en").count("<svg width") == 1


def test_same_table_gives_the_same_chart():
    assert rich_text(table("A|1", "B|2"), "en") == rich_text(table("A|1", "B|2"), "en")


def test_the_cleaned_text_has_the_table_and_no_chart():
    html = table("A|1", "B|2")

    assert rich_text(html) == html
    assert plain_text(richtext.clean(html)).split() == ["Country", "Observers", "A", "1", "B", "2"]


# The file


def test_file_has_plain_numbers_and_no_formula():
    data = data_of(table("=SUM(A1)|1.234,5 %", "Malta|−3 %", "Rom|k. A."), "de", "bars")

    rows = list(csv.reader(csv_of(data).removeprefix("\ufeff").splitlines()))

    assert rows == [["Country", "Observers"], ["'=SUM(A1)", "1234.5"], ["Malta", "-3"], ["Rom", ""]]


def test_link_holds_the_file():
    html = rich_text(table("A|1", "B|2000"), "en")
    address = re.search(r'<a href="data:text/csv;charset=utf-8,([^"]+)" download="chart-1.csv">', html)

    assert address
    assert unquote(address[1]) == "\ufeffCountry,Observers\r\nA,1\r\nB,2000\r\n"


# What cannot be drawn


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (table("A|many", "B|few"), "“many” beside “A” is not understood as a number."),
        (table("A|5", "B|NaN"), "“NaN” beside “B” is not understood as a number."),
        (table("A|5"), "It has fewer than two numbers, so there is nothing to compare."),
        (table("A|–", "B|–"), "It has fewer than two numbers, so there is nothing to compare."),
        (table("A|5|6", "B|7"), "Its rows have different numbers of cells."),
        (table("A", "B", head="Name"), "It needs a column of names"),
        (table(head="Country|Observers"), "It needs a column of names"),
        (table("A|5 %|7", "B|6 %|8", head="x|y|z"), "Its columns have different units"),
        (table("A|5 %", "B|€ 6"), "Its numbers have different units."),
        (table("A|1|2|3|4|5", "B|1|2|3|4|5", head="x|a|b|c|d|e"), "It has 5 columns of numbers; a chart shows at most 4."),
        (table(*(f"R{n}|{n}" for n in range(5000))), "It has 5000 rows; bars show at most 60."),
        (table(*(f"R{n}|{n}" for n in range(5000)), kind="lines"), "It has 5000 rows; lines show at most 400."),
        (table(*(f"R{n}{'x' * 6000}|{n}" for n in range(40))), "It is too large for a chart."),
        (table("A|1|2", kind="lines", head="x|a|b"), "It has a single row; a line needs two."),
        (table("A|1", "B|2").replace("<td>2", '<td rowspan="2">2'), "Some of its cells span several rows or columns."),
        ("<table data-chart=\"bars\"><tbody><tr><td>2020</td><td>5</td></tr><tr><td>2021</td><td>6</td></tr></tbody></table>", "Its first row consists of numbers."),
    ],
)  # fmt: skip
def test_sentence_says_why_and_the_table_stays(html, reason):
    ((_words, sentence),) = not_drawn(html, "en")

    assert sentence.startswith(reason)
    assert rich_text(html, "en") == html.replace("<table", '<table tabindex="0"')


def test_a_table_without_marked_headings_has_them_in_words():
    html = table("A|1", "B|2").replace("th>", "td>")

    assert data_of(html, "en", "bars").columns[0].name == "Observers"


def test_editor_is_told():
    (finding,) = findings(text(body=table("A|many", "B|few")))

    assert (finding.field, finding.severity.value) == ("body", "warn")
    assert finding.sentence.startswith("The table “Country Observers A many B few” is not drawn as a chart. “many”")


def test_many_tables_get_a_bounded_number_of_charts():
    assert rich_text(table("A|1", "B|2") * 30, "en").count('<svg width="100%"') == 20


# Choosing


def test_kinds_are_chosen_by_order():
    html = f"<p>x</p>{table('A|1', 'B|2', kind='')}<p>y</p>{table('A|1', 'B|2')}"

    chosen = with_kinds(html, ["lines", ""])

    assert [found.kind for found in tables_in(chosen)] == ["lines", ""]
    assert with_kinds(chosen, ["", "bars"]) == html
    assert richtext.clean(chosen) == chosen


def test_data_names_the_place_of_extremes_with_the_column():
    data = Data(
        "", ("A", "B"), (Column("x", (Decimal(1), Decimal(2)), ("1", "2")), Column("y", (None, Decimal(9)), ("–", "9")))
    )

    assert data.extremes() == (("1", "A, x"), ("9", "B, y"))
    assert "Bar chart: x, y" in svg_of(data, "bars", "c", "en")
    with pytest.raises(NotDrawn):
        svg_of(Data("", tuple("a" * 61), (Column("x", (Decimal(1),) * 61, ("1",) * 61),)), "bars", "c", "en")
