"""
Form: how a hospital prints its prescriptions, as data.
"""

import attrs

__all__ = ["Column", "Form", "Line"]

_RULES = ("full", "dotted", "rows", "none")


@attrs.frozen(kw_only=True)
class Column:
    """
    One column of the table.

    Args:
        name: What it holds: ``no``, ``name``, ``strength``, ``quantity``, ``unit``,
            ``method``, ``remark``, ``days`` or a slot of the day.
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
        language: ``km``, ``fr`` or ``en``: the words with which it is filled in.
        body: The height of the body type in pixels of the page.
        header_rise: The header row's height in body sizes.
        row_rise: The least height of a row in body sizes.
        none: What is printed where no dose is taken; empty for a blank cell.
        khmer_digits: Whether the table's numbers are printed in Khmer digits.
        dose_unit: What stands between a dose and its unit, a space or a newline; None
            where a dose is a bare number.
        grey_units: Whether units are printed in light grey beside black numbers.
        rules: ``full``, ``dotted``, ``rows`` (no upright ones) or ``none``.
        group: Words in a cell above the heads of the slots; empty for none.
        merged_down: The column whose equal neighbouring cells are one; empty for none.
        closing: Words in a last row that is one cell; empty for none.
        split: The rows of a first table, the others standing in a second one; 0 for one.
        stamp: Whether a coloured stamp lies across the table.
        pen: ``blue`` or ``black`` where doses are written by hand; empty where all is printed.
        hand: Whose hand it is, from ``handwriting.HANDS``; empty for strokes that say nothing.
        written: Which columns beside the doses are written by hand as well.
    """

    above: tuple[Line, ...]
    columns: tuple[Column, ...]
    below: tuple[Line, ...]
    table: tuple[float, float, float]
    language: str = "km"
    body: int = 37
    header_rise: float = 3.2
    row_rise: float = 2.5
    none: str = "-"
    khmer_digits: bool = False
    dose_unit: str | None = None
    grey_units: bool = False
    rules: str = attrs.field(default="full", validator=attrs.validators.in_(_RULES))
    group: str = ""
    merged_down: str = ""
    closing: str = ""
    split: int = 0
    stamp: bool = False
    pen: str = attrs.field(default="", validator=attrs.validators.in_(("", "blue", "black")))
    hand: str = ""
    written: tuple[str, ...] = ()
