"""
Cut edges: tables that run out of the picture, so that rows or columns may be lost.

Paper is left around a printed table. Where less than half a row is left between a table
and the picture's edge, or a line of print meets the edge beside it, the next row or column
may lie beyond.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from dastern_core.ocr.draft import Doubt, DoubtCode, DraftMedication, doubted
from dastern_core.ocr.pages import Page
from dastern_core.ocr.quadrilaterals import Quadrilateral

__all__ = ["Edge", "cut_doubt", "cut_edges", "with_lost_columns"]

_LEAST_PAPER = 0.5  # of a row's height, above and below
_LEAST_BESIDE = 0.08  # the same at the sides: rules of a cut column reach the edge itself
_TOUCHING = 3  # pixels from the picture's edge


class Edge(Enum):
    """
    A side of a picture.
    """

    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"


def cut_edges(
    page: Page,
    outline: Quadrilateral,
    lines: Sequence[Quadrilateral],
    *,
    row_height: float,
) -> tuple[Edge, ...]:
    """
    Tell at which sides a table runs out of the picture.

    Args:
        page: The upright page.
        outline: The table's.
        lines: The lines of print on the page.
        row_height: Of the table, in pixels of the page.
    """
    gaps = _gaps(page, outline)
    beside = {edge for line in lines for edge in _touched(page, line, outline)}
    return tuple(
        edge for edge in Edge if gaps[edge] < _least_gap(edge) * row_height or edge in beside
    )


def _least_gap(edge: Edge) -> float:
    return _LEAST_BESIDE if edge in {Edge.LEFT, Edge.RIGHT} else _LEAST_PAPER


def cut_doubt(edges: Iterable[Edge]) -> Doubt:
    """
    Say what may be lost at the sides at which a table is cut.
    """
    told = " and ".join(edge.value for edge in edges)
    detail = f"The table reaches the picture's edge ({told}): rows or columns may be cut off. "
    return Doubt(code=DoubtCode.ROW_MISSED, detail=detail + "Photograph the whole page.")


def with_lost_columns(
    medications: Sequence[DraftMedication], cut: Sequence[Edge]
) -> tuple[DraftMedication, ...]:
    """
    Doubt each row of a table that is cut at a side: a dose may stand beyond it.
    """
    sides = [edge for edge in cut if edge in {Edge.LEFT, Edge.RIGHT}]
    more = [cut_doubt(sides)] if sides else []
    return tuple(doubted(one, *more) for one in medications)


def _gaps(page: Page, box: Quadrilateral) -> dict[Edge, float]:
    across, down = zip(*box.corners, strict=True)
    return {
        Edge.TOP: min(down),
        Edge.BOTTOM: page.height - max(down),
        Edge.LEFT: min(across),
        Edge.RIGHT: page.width - max(across),
    }


def _touched(page: Page, line: Quadrilateral, outline: Quadrilateral) -> Iterator[Edge]:
    """
    Give the edges of the picture that a line of print meets beside a table.
    """
    touching = [edge for edge, gap in _gaps(page, line).items() if gap <= _TOUCHING]
    across, down = zip(*outline.corners, strict=True)
    x, y = line.centre
    for edge in touching:
        level = edge in {Edge.LEFT, Edge.RIGHT}
        if min(down) <= y <= max(down) if level else min(across) <= x <= max(across):
            yield edge
