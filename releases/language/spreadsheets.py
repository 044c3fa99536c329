"""Cells of files that spreadsheets open."""

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel assumes the machine's code page
# Characters that begin a formula, also in their full-width forms, which some programs treat alike.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # full-width on purpose


def inert(cell: object) -> object:
    """Prefix a text that would be a formula with an apostrophe, which spreadsheets do not display.

    >>> inert("=HYPERLINK(1)"), inert("OSCE"), inert(-3)
    ("'=HYPERLINK(1)", 'OSCE', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
