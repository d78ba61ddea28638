"""
Carried heads: the columns of a table that goes on, on the next page, without its head.

They are taken over only where as many columns stand at the same places, and each value is
then asked about: a table that looks alike may be another one.
"""

from collections.abc import Sequence

import attrs

from dastern_core.ocr.draft import Doubt, DoubtCode
from dastern_core.ocr.grid import Grid
from dastern_core.ocr.layout import Column, Header
from dastern_core.ocr.quadrilaterals import Quadrilateral

__all__ = ["CarriedHeads", "carried_header", "heads_to_carry"]

_NEAR = 0.015  # of the table's width: how far a column's edge may lie from where it lay
_LEAST_COLUMNS = 3  # two may stand anywhere


@attrs.frozen(kw_only=True)
class CarriedHeads:
    """
    The columns of a table and where they begin.

    Args:
        columns: As their heads were read.
        starts: Where each begins, as a share of the table's width.
    """

    columns: tuple[Column, ...]
    starts: tuple[float, ...]


def heads_to_carry(grid: Grid, header: Header) -> CarriedHeads:
    """
    Give the columns of a table for one that goes on with it.
    """
    return CarriedHeads(columns=header.columns, starts=_starts(grid))


def carried_header(grid: Grid, carried: CarriedHeads, *, outline: Quadrilateral) -> Header | None:
    """
    Take over the columns of an earlier table for one without a head.

    Args:
        grid: The table's cells.
        carried: The earlier table's columns.
        outline: The table's, on its page.

    Returns:
        A header above the first row, each column in doubt; None where the columns stand
        at other places, or are fewer than three.
    """
    starts = _starts(grid)
    if len(starts) != len(carried.starts) or len(starts) < _LEAST_COLUMNS:
        return None
    if any(abs(one - other) > _NEAR for one, other in zip(starts, carried.starts, strict=True)):
        return None
    return Header(last_row=-1, columns=tuple(_asked(carried.columns, outline)))


def _asked(columns: Sequence[Column], outline: Quadrilateral) -> list[Column]:
    detail = "The table has no head; its columns were taken from the page before. Check each."
    doubt = Doubt(code=DoubtCode.HEADER_UNREADABLE, detail=detail)
    return [
        attrs.evolve(
            column, head=attrs.evolve(column.head, box=outline), review=(*column.review, doubt)
        )
        for column in columns
    ]


def _starts(grid: Grid) -> tuple[float, ...]:
    """
    Give where each column begins; a merged cell tells of its first column alone.
    """
    starts = {cell.column: cell.box.corners[0][0] for cell in reversed(grid.cells)}
    first = min(starts.values())
    width = max(cell.box.corners[1][0] for cell in grid.cells) - first
    return tuple((starts[column] - first) / width for column in sorted(starts))
