"""The first row of a table holds its headings if the program says so, or if all of it is bold and the rest is not."""

from selectolax.lexbor import LexborHTMLParser, LexborNode


def give_heading_cells(tree: LexborHTMLParser) -> None:
    for table in tree.css("table"):
        rows = table.css("tr")
        if len(rows) > 1 and not table.css("th"):
            for row in table.css("thead tr") or ([rows[0]] if _is_of_headings(rows) else []):
                _become_headings(row)


def _is_of_headings(rows: list[LexborNode]) -> bool:
    return _is_bold(rows[0]) and not all(_is_bold(row) for row in rows[1:])


def _is_bold(row: LexborNode) -> bool:
    cells = [cell for cell in row.css("td") if cell.text().strip()]
    return bool(cells) and all(
        cell.text().strip() == "".join(bold.text() for bold in cell.css("b, strong")).strip() for cell in cells
    )


def _become_headings(row: LexborNode) -> None:
    for cell in row.css("td"):
        spans = "".join(f' {name}="{value}"' for name in ("colspan", "rowspan") if (value := cell.attributes.get(name)))
        row_of = LexborHTMLParser(f"<table><tr><th{spans}>{_without_bold(cell)}</th></tr></table>").css_first("th")
        if row_of is not None:
            cell.replace_with(row_of)


def _without_bold(cell: LexborNode) -> str:
    for bold in cell.css("b, strong"):
        bold.unwrap()
    return cell.inner_html or ""
