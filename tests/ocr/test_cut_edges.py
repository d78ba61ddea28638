"""
Cut edges: tables that run out of the picture.
"""

import numpy as np
import pytest

from dastern_core.ocr import DoubtCode, Page, Quadrilateral
from dastern_core.ocr.cut_edges import Edge, cut_doubt, cut_edges
from dastern_core.ocr.quadrilaterals import upright

PAGE = Page(pixels=np.full((600, 800), 255, np.uint8))
TABLE = upright(100, 200, 700, 400)


@pytest.mark.parametrize(
    ("table", "edges"),
    [
        (TABLE, ()),
        (upright(100, 200, 700, 590), (Edge.BOTTOM,)),
        (upright(100, 5, 700, 400), (Edge.TOP,)),
        (upright(0, 200, 798, 400), (Edge.LEFT, Edge.RIGHT)),
        (upright(10, 200, 790, 400), ()),
    ],
)
def test_a_table_needs_paper_around_it(table: Quadrilateral, edges: tuple[Edge, ...]) -> None:
    """
    With less than half a row of paper before the picture ends, the next row may be beyond.
    """
    assert edges == cut_edges(PAGE, table, (), row_height=40)


@pytest.mark.parametrize(
    ("line", "edges"),
    [
        (upright(120, 570, 300, 599), (Edge.BOTTOM,)),
        (upright(0, 570, 80, 599), ()),
        (upright(720, 300, 799, 330), (Edge.RIGHT,)),
        (upright(720, 500, 799, 530), ()),
        (upright(120, 540, 300, 570), ()),
    ],
)
def test_print_that_meets_the_edge(line: Quadrilateral, edges: tuple[Edge, ...]) -> None:
    """
    A line that the picture cuts counts where it stands above, below or beside the table.
    """
    assert edges == cut_edges(PAGE, TABLE, (line,), row_height=40)


def test_the_doubt_names_the_sides() -> None:
    """
    A person is told where to look and what to do.
    """
    doubt = cut_doubt((Edge.LEFT, Edge.BOTTOM))

    assert DoubtCode.ROW_MISSED is doubt.code
    assert "(left and bottom)" in doubt.detail
