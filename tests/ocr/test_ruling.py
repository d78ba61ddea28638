"""
Ruling: the straight lines printed on a page, and the angle at which they run.
"""

import cv2
import numpy as np
import pytest

from dastern_core.ocr.pages import Pixels
from dastern_core.ocr.ruling import (
    ink_mask,
    joined_dots,
    level,
    on_paper,
    ruled_lines,
    skew_degrees,
)


@pytest.fixture
def ruled() -> Pixels:
    """
    Give a sheet with two level lines and an upright one.
    """
    sheet = np.full((600, 800), 230, dtype=np.uint8)
    for y in (200, 400):
        cv2.line(sheet, (100, y), (700, y), 20, 2)
    cv2.line(sheet, (300, 100), (300, 500), 20, 2)
    return sheet


def test_ink_stands_out_in_shadow(ruled: Pixels) -> None:
    """
    A shadow across the page is no ink, a line inside it is.
    """
    shaded = ruled.copy()
    shaded[:, 400:] = (shaded[:, 400:] * 0.4).astype(np.uint8)

    ink = ink_mask(shaded, reach=15)

    assert ink[200, 600] == 255
    assert ink[300, 600] == 0


def test_lines_by_direction(ruled: Pixels) -> None:
    """
    Level and upright lines are told apart.
    """
    across, down = ruled_lines(ink_mask(ruled, reach=15), shortest=40)

    assert (across[200, 500], across[150, 300]) == (255, 0)
    assert (down[150, 300], down[200, 500]) == (255, 0)


@pytest.mark.parametrize("degrees", [-8.0, -1.0, 0.0, 3.0, 15.0])
def test_skew_is_measured_and_undone(ruled: Pixels, degrees: float) -> None:
    """
    A tilted sheet's angle is found to half a degree, and levelling leaves none.
    """
    turn = cv2.getRotationMatrix2D((400, 300), -degrees, 1.0)
    tilted = np.asarray(cv2.warpAffine(ruled, turn, (800, 600), borderValue=230), np.uint8)

    found = skew_degrees(ink_mask(tilted, reach=15))
    turned, matrix = level(tilted, found)

    assert abs(found - degrees) <= 0.5
    assert abs(skew_degrees(ink_mask(turned, reach=15))) <= 0.5
    assert matrix.shape == (3, 3)


def test_no_lines_no_skew() -> None:
    """
    A blank sheet and one with upright lines alone have no measurable skew.
    """
    blank = np.zeros((400, 400), dtype=np.uint8)
    upright = blank.copy()
    upright[:, 100:103] = 255

    assert skew_degrees(blank) == 0.0
    assert skew_degrees(upright) == 0.0


def test_the_edge_of_a_fold_is_no_line() -> None:
    """
    Where the light changes along a fold there is no line, while a printed one crosses it.
    """
    grey = np.full((400, 600), 230, dtype=np.uint8)
    grey[:, 300:] = 170
    cv2.line(grey, (50, 200), (550, 200), 20, 2)

    across, down = ruled_lines(ink_mask(grey, reach=15), shortest=24)

    assert (across[195:205, 60:540].max(axis=0) > 0).all()
    assert not down[:190].any()


@pytest.mark.parametrize("dash", [3, 9])
def test_dots_are_joined_letters_are_not(dash: int) -> None:
    """
    A row of dots or of short dashes becomes a line, a row of letters stays as it is.
    """
    ink = np.zeros((200, 400), dtype=np.uint8)
    for x in range(20, 380, 14):
        ink[50:53, x : x + dash] = 255
        ink[100:120, x : x + 10] = 255
    joined = joined_dots(ink, reach=15)

    assert (joined[51, 25:365] == 255).all()
    assert (joined[90:130] == ink[90:130]).all()


def test_a_sheets_edge_has_no_paper_on_both_sides() -> None:
    """
    Along a narrow strip of desk there is no rule, while one near it stays, in shadow as well.
    """
    grey = np.full((400, 600), 230, dtype=np.uint8)
    grey[:, :12] = 90
    cv2.line(grey, (40, 30), (40, 370), 20, 2)
    cv2.line(grey, (40, 200), (560, 200), 20, 2)
    grey[:, 300:] //= 2
    lines = ruled_lines(ink_mask(grey, reach=15), shortest=24)

    across, down = on_paper(lines, grey, reach=15)

    assert lines[1][:, :14].any()
    assert not down[:, :14].any()
    assert (down[50:350, 38:43].max(axis=1) > 0).all()
    assert (across[198:203, 60:540].max(axis=0) > 0).all()
