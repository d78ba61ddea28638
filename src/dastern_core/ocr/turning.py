"""
Turning: pages photographed on their side or their head.
"""

import numpy as np

from dastern_core.ocr.pages import Page
from dastern_core.ocr.quadrilaterals import Point, Quadrilateral

__all__ = ["likely_turns", "turn", "turn_box", "turn_box_back"]


def turn(page: Page, quarters: int) -> Page:
    """
    Turn a page by quarters of a circle, counterclockwise.
    """
    return page if not quarters % 4 else Page(pixels=np.rot90(page.pixels, quarters).copy())


def turn_box(box: Quadrilateral, page: Page, quarters: int) -> Quadrilateral:
    """
    Find a box of a page on the page turned by quarters, its corners in reading order there.

    Args:
        box: On the page as given.
        page: The page as given.
        quarters: By which ``turn`` turns it.
    """
    moved = [_moved(point, page, quarters) for point in box.corners]
    first = min(range(4), key=lambda index: moved[index][0] + moved[index][1])
    return Quadrilateral(
        corners=(
            moved[first],
            moved[(first + 1) % 4],
            moved[(first + 2) % 4],
            moved[(first + 3) % 4],
        )
    )


def turn_box_back(box: Quadrilateral, page: Page, quarters: int) -> Quadrilateral:
    """
    Find a box of the turned page on the page as given; the corners keep the text's order.

    Args:
        box: On the page turned by ``turn``.
        page: The page as given.
        quarters: By which it was turned.
    """
    right, bottom = page.width - 1, page.height - 1

    def back(point: Point) -> Point:
        x, y = point
        return ((x, y), (right - y, x), (right - x, bottom - y), (y, bottom - x))[quarters % 4]

    first, second, third, fourth = (back(point) for point in box.corners)
    return Quadrilateral(corners=(first, second, third, fourth))


def _moved(point: Point, page: Page, quarters: int) -> Point:
    x, y = point
    right, bottom = page.width - 1, page.height - 1
    return ((x, y), (y, right - x), (right - x, bottom - y), (bottom - y, x))[quarters % 4]


def likely_turns(boxes: tuple[Quadrilateral, ...]) -> tuple[int, int]:
    """
    Tell from the lines of text by how many quarters a page may have to be turned.

    Returns:
        Two candidates, the likelier first: upright and upside down where most of the text
        lies, a quarter either way where most of it stands.
    """
    lying = standing = 0.0
    for box in boxes:
        wide, high = (box.array.max(axis=0) - box.array.min(axis=0)).tolist()
        lying += wide if wide >= high else 0.0
        standing += high if wide < high else 0.0
    return (0, 2) if lying >= standing else (1, 3)
