"""
Tables: sheets of ruled cells, found on a page and flattened.
"""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dastern_core.ocr import Page, Pixels
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.tables import find_tables
from dastern_core.testing.fakes.recognition import BarSheet

CELLS = [["a", "b", "c", "d"], ["e", "f", "g", "h"], ["i", "j", "k", "l"]]
CORNERS = np.array([[100, 200], [660, 200], [660, 374], [100, 374]], dtype=np.float64)


@pytest.fixture
def sheet() -> BarSheet:
    """
    Give a sheet with one table of 3 rows and 4 columns.
    """
    sheet = BarSheet()
    sheet.rule(CELLS)
    return sheet


def _bent(pixels: Pixels, matrix: NDArray[np.float64], *, bow: float = 0.0) -> Pixels:
    height, width = pixels.shape[:2]
    seen = cv2.warpPerspective(pixels, matrix, (width, height), borderValue=(255, 255, 255))
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    y = (y + bow * np.sin(x / width * np.pi)).astype(np.float32)
    return np.asarray(cv2.remap(seen, x, y, cv2.INTER_LINEAR), dtype=np.uint8)


def test_finds_a_table_where_it_is(sheet: BarSheet) -> None:
    """
    The flattened table's frame lies on the table's outline on the page.
    """
    (table,) = find_tables(sheet.page)

    found = table.on_page(upright(*table.frame))
    assert np.abs(found.array - CORNERS).max() <= 6
    assert table.pixels.shape[:2] == table.source_x.shape


@pytest.mark.parametrize(
    ("degrees", "lean", "bow"), [(0, 0, 0), (12, 0, 0), (-4, 1e-4, 0), (0, 0, 30), (5, 1e-4, -20)]
)
def test_flattens_tilt_perspective_and_bow(degrees: float, lean: float, bow: float) -> None:
    """
    However the sheet was held, its rules run level and upright once flattened.
    """
    sheet = BarSheet()
    sheet.rule(CELLS, x=140, y=400, column=280)
    matrix = np.eye(3)
    matrix[:2] = cv2.getRotationMatrix2D((700, 490), degrees, 1.0)
    matrix[2, 0] = lean
    (table,) = find_tables(Page(pixels=_bent(sheet.pixels, matrix, bow=bow)))

    left, top, right, bottom = table.frame
    dark = table.pixels.min(axis=2) < 200
    slack = 7
    rules = [
        dark[top - slack : top + slack, left:right].any(axis=0).mean(),
        dark[bottom - slack : bottom + slack, left:right].any(axis=0).mean(),
        dark[top:bottom, left - slack : left + slack].any(axis=1).mean(),
        dark[top:bottom, right - slack : right + slack].any(axis=1).mean(),
    ]

    assert min(rules) > 0.95


def test_a_place_beyond_the_pixels_is_at_their_edge(sheet: BarSheet) -> None:
    """
    A box that reaches over the flattened table ends at its edge.
    """
    (table,) = find_tables(sheet.page)
    height, width = table.source_x.shape

    inside = table.on_page(upright(0, 0, width - 1, height - 1))

    assert inside == table.on_page(upright(-50, -50, width + 50, height + 50))


def test_several_tables_the_largest_first(sheet: BarSheet) -> None:
    """
    Each table on a page is found.
    """
    sheet.rule([*CELLS, ["m", "n", "o", "p"]], y=600)

    assert [
        round(table.on_page(upright(*table.frame)).corners[0][1]) > 400
        for table in find_tables(sheet.page)
    ] == [True, False]


def test_what_is_no_table() -> None:
    """
    Blank paper, a frame around a word, crossing lines and a small table are none.
    """
    sheet = BarSheet()
    assert find_tables(sheet.page) == ()

    cv2.rectangle(sheet.pixels, (100, 100), (900, 700), (0, 0, 0), 3)
    cv2.line(sheet.pixels, (100, 400), (900, 400), (0, 0, 0), 3)
    sheet.rule([["a", "b"], ["c", "d"]], x=1000, y=800, column=90)
    assert find_tables(sheet.page) == ()

    for y in range(50, 850, 60):  # a ladder along the margin
        cv2.line(sheet.pixels, (20, y), (80, y), (0, 0, 0), 3)
    for x in (20, 50, 80):
        cv2.line(sheet.pixels, (x, 50), (x, 830), (0, 0, 0), 3)
    assert find_tables(sheet.page) == ()


def test_a_broken_outline_is_taken_as_straight() -> None:
    """
    Where an outer rule is mostly missing the table is flattened by its corners alone.
    """
    sheet = BarSheet()
    sheet.rule([*CELLS, ["m", "n", "o", "p"], ["q", "r", "s", "t"]])
    sheet.pixels[196:205, 150:600] = 255

    (table,) = find_tables(sheet.page)

    found = table.on_page(upright(*table.frame))
    assert np.abs(found.array[:, 0] - CORNERS[:, 0]).max() <= 6


def test_a_line_that_touches_a_table_is_no_part_of_it(sheet: BarSheet) -> None:
    """
    A fold that runs from the table to the sheet's edge moves no corner.
    """
    (plain,) = find_tables(sheet.page)
    right, bottom = plain.on_page(upright(*plain.frame)).corners[2]
    cv2.line(sheet.pixels, (round(right), round(bottom) - 40), (1380, round(bottom) - 40), 0, 3)

    (table,) = find_tables(sheet.page)

    found = table.on_page(upright(*table.frame))
    assert np.abs(found.array - CORNERS).max() <= 6


@pytest.mark.parametrize("shrunk", [1.0, 0.4])
def test_a_sheet_that_fills_the_picture_is_no_table(shrunk: float) -> None:
    """
    A strip of desk around the sheet, in a small picture as well, does not hide the table.
    """
    sheet = BarSheet()
    sheet.rule([*CELLS, ["m", "n", "o", "p"]], x=30, column=330)
    cv2.rectangle(sheet.pixels, (0, 0), (1399, 999), (80, 80, 80), 24)
    size = (round(1400 * shrunk), round(1000 * shrunk))
    small = cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA)

    (table,) = find_tables(Page(pixels=np.asarray(small, dtype=np.uint8)))

    left, top = table.on_page(upright(*table.frame)).corners[0]
    assert abs(left / shrunk - 30) < 8
    assert abs(top / shrunk - 200) < 8
