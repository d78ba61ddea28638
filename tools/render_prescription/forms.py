"""
Form: how a hospital prints its prescriptions, as data.
"""

import attrs

__all__ = ["Column", "Form", "Line"]


@attrs.frozen(kw_only=True)
class Column:
    """
    One column of the table.

    Args:
        name: What it holds: ``no``, ``name``, ``quantity``, ``method``, ``remark``,
            ``days`` or a slot of the day.
        header: The printed words; a newline starts a second line.
        width: Its share of the table's width, relative to the other columns.
        align: ``left`` or ``centre``, for the rows; headers are centred.
    """

    name: str
    header: str
    width: float
    align: str = "centre"


@attrs.frozen(kw_only=True)
class Line:
    """
    One printed line outside the table.

    Args:
        id: Its name in the truth file.
        text: The words; ``{braces}`` name fields of the case.
        x: Where it starts (or its middle, or its end), as a share of the page's width.
        y: Its baseline as a share of the page's height, from the top of the page or,
            below the table, from the table's lower edge.
        anchor: ``l``, ``m`` or ``r``: which point of the line ``x`` is.
        size: The type size relative to the form's body size.
        bold: Whether the heavy cut is used.
        framed: Whether a rounded frame stands around it.
    """

    id: str
    text: str
    x: float
    y: float
    anchor: str = "l"
    size: float = 1.0
    bold: bool = False
    framed: bool = False


@attrs.frozen(kw_only=True)
class Form:
    """
    The printed form of one hospital.

    Args:
        above: The lines above the table.
        columns: The table's columns, from left to right.
        below: The lines below the table.
        table: The table's left, right and upper edge, as shares of the page.
        body: The height of the body type in pixels of the page.
        header_rise: The header row's height in body sizes.
        row_rise: The least height of a row in body sizes.
        none: What is printed where no dose is taken; empty for a blank cell.
        khmer_digits: Whether the table's numbers are printed in Khmer digits.
    """

    above: tuple[Line, ...]
    columns: tuple[Column, ...]
    below: tuple[Line, ...]
    table: tuple[float, float, float]
    body: int = 37
    header_rise: float = 3.2
    row_rise: float = 2.5
    none: str = "-"
    khmer_digits: bool = False
