"""
Grid: the cells of a flattened table.
"""

import cv2
import numpy as np
import pytest

from dastern_core.ocr.grid import Grid, find_grid
from dastern_core.ocr.tables import FlatTable, find_tables
from dastern_core.testing.fakes.recognition import BarSheet

ROWS = [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"], ["j", "k", "l"]]


def _grid(sheet: BarSheet) -> Grid | None:
    (table,) = find_tables(sheet.page)
    return find_grid(table)


def _flat(lines: list[tuple[tuple[int, int], tuple[int, int]]]) -> FlatTable:
    width = 20 + max(end[0] for _, end in lines)
    pixels = np.full((320, width), 255, dtype=np.uint8)
    for start, end in lines:
        cv2.line(pixels, start, end, 0, 2)
    y, x = np.mgrid[0:320, 0:width].astype(np.float32)
    return FlatTable(pixels=pixels, source_x=x, source_y=y, frame=(10, 10, width - 20, 310))


def test_plain_cells() -> None:
    """
    A table of 4 rows and 3 columns has 12 cells, in reading order.
    """
    sheet = BarSheet()
    sheet.rule(ROWS)
    grid = _grid(sheet)

    assert grid is not None
    assert (grid.rows, grid.columns) == (4, 3)
    assert [(cell.row, cell.column) for cell in grid.cells] == [
        (row, column) for row in range(4) for column in range(3)
    ]
    assert {(cell.rows, cell.columns) for cell in grid.cells} == {(1, 1)}


def test_columns_of_any_width() -> None:
    """
    Columns are where the lines are, however wide.
    """
    lines = [((10, y), (1210, y)) for y in (10, 110, 210, 310)]
    lines += [((x, 10), (x, 310)) for x in (10, 60, 700, 780, 1210)]

    grid = find_grid(_flat(lines))

    assert grid is not None
    edges = [round(cell.box.corners[0][0]) for cell in grid.cells[:4]]
    assert edges == pytest.approx([10, 60, 700, 780], abs=3)


def test_merged_cells() -> None:
    """
    A head over two columns and a cell over two rows are one cell each.
    """
    lines = [((10, y), (1210, y)) for y in (10, 160, 235, 310)]
    lines += [((410, 85), (1210, 85))]
    lines += [((x, 10), (x, 310)) for x in (10, 410, 1210)]
    lines += [((810, 85), (810, 310))]

    grid = find_grid(_flat(lines))

    assert grid is not None
    spans = {(cell.row, cell.column): (cell.rows, cell.columns) for cell in grid.cells}
    assert spans[0, 0] == (2, 1)
    assert spans[0, 1] == (1, 2)
    assert spans[2, 2] == (1, 1)


def test_a_rule_that_is_lost_in_part_merges_nothing() -> None:
    """
    Cells that are joined by lost rules, but make no rectangle, stay apart.
    """
    lines = [((10, y), (1210, y)) for y in (10, 110, 310)]
    lines += [((410, 210), (1210, 210))]
    lines += [((x, 10), (x, 310)) for x in (10, 810, 1210)]
    lines += [((410, 10), (410, 210))]

    grid = find_grid(_flat(lines))

    assert grid is not None
    assert {(cell.rows, cell.columns) for cell in grid.cells} == {(1, 1)}
    assert len(grid.cells) == 9


def test_letters_that_fill_a_head() -> None:
    """
    A line in one cell alone parts nothing: bold letters from rule to rule join to such a line.
    """
    lines = [((10, y), (1210, y)) for y in (10, 110, 210, 310)]
    lines += [((x, 10), (x, 310)) for x in (10, 410, 810, 1210)]
    lines += [((414, 60), (806, 60))]

    grid = find_grid(_flat(lines))

    assert grid is not None
    assert (grid.rows, grid.columns, len(grid.cells)) == (3, 3, 9)


def test_dotted_lines_between_columns() -> None:
    """
    Columns that dots part are columns, though lines part the rows and other columns.
    """
    table = _flat(
        [
            *(((10, y), (1210, y)) for y in (10, 110, 210, 310)),
            *(((x, 10), (x, 310)) for x in (10, 410, 1210)),
        ]
    )
    for y in range(14, 310, 8):
        cv2.circle(table.pixels, (810, y), 1, 0, -1)

    grid = find_grid(table)

    assert grid is not None
    assert (grid.rows, grid.columns) == (3, 3)


def test_gaps_in_faint_lines() -> None:
    """
    A line that is missing in places still parts its cells.
    """
    lines = [((10, y), (1210, y)) for y in (10, 110, 310)]
    lines += [((x, 210), (x + 60, 210)) for x in range(10, 1200, 80)]
    lines += [((x, 10), (x, 310)) for x in (10, 610, 1210)]

    grid = find_grid(_flat(lines))

    assert grid is not None
    assert (grid.rows, grid.columns, len(grid.cells)) == (3, 2, 6)


def test_a_doubled_rule_is_one_line() -> None:
    """
    Two rules beside each other do not make a row of their own.
    """
    lines = [((10, y), (1210, y)) for y in (10, 110, 116, 210, 310)]
    lines += [((x, 10), (x, 310)) for x in (10, 610, 1210)]

    grid = find_grid(_flat(lines))

    assert grid is not None
    assert grid.rows == 3


@pytest.mark.parametrize("upright_lines", [(10, 1210), tuple(range(10, 1700, 18))])
def test_too_few_or_too_many_lines(upright_lines: tuple[int, ...]) -> None:
    """
    A single column, and a pattern of a hundred lines, are no grid.
    """
    lines = [((10, y), (upright_lines[-1], y)) for y in (10, 110, 210, 310)]
    lines += [((x, 10), (x, 310)) for x in upright_lines]

    assert find_grid(_flat(lines)) is None


def test_dotted_rules() -> None:
    """
    Dotted rules part cells as whole ones do, and the grid says where their dots are.
    """
    table = _flat([((10, 10), (1210, 10))])
    table.pixels[:] = 255
    for y in (10, 110, 210, 308):
        for x in range(10, 1210, 10):
            cv2.circle(table.pixels, (x, y), 2, 0, -1)
    for x in (10, 410, 810, 1209):
        for y in range(10, 310, 10):
            cv2.circle(table.pixels, (x, y), 2, 0, -1)

    grid = find_grid(table)

    assert grid is not None
    assert (grid.rows, grid.columns, len(grid.cells)) == (3, 3, 9)
    assert grid.dots is not None
    assert (grid.dots[110, 60:380] == 255).all()
    assert not grid.dots[60, 60:380].any()


def test_a_wide_word_is_no_rule() -> None:
    """
    A word that fills its cell does not part it in two.
    """
    lines = [((10, y), (1210, y)) for y in (10, 110, 210, 310)]
    lines += [((x, 10), (x, 310)) for x in (10, 610, 1210)]
    table = _flat(lines)
    table.pixels[148:172, 25:595] = 60

    grid = find_grid(table)

    assert grid is not None
    assert (grid.rows, grid.columns) == (3, 2)


def _dotted(lines: list[tuple[tuple[int, int], tuple[int, int]]]) -> FlatTable:
    table = _flat([((10, 10), (1210, 10))])
    table.pixels[:] = 255
    for (x0, y0), (x1, y1) in lines:
        steps = max(x1 - x0, y1 - y0) // 10
        for step in range(steps + 1):
            centre = (x0 + (x1 - x0) * step // steps, y0 + (y1 - y0) * step // steps)
            cv2.circle(table.pixels, centre, 2, 0, -1)
    return table


def test_a_dotted_group_of_heads() -> None:
    """
    A head over two dotted columns is one cell, and the rule between them begins below it.
    """
    lines = [((10, y), (1210, y)) for y in (10, 150, 230, 308)]
    lines += [((x, 10), (x, 310)) for x in (10, 410, 1209)]
    lines += [((410, 80), (1210, 80)), ((810, 80), (810, 310))]

    grid = find_grid(_dotted(lines))

    assert grid is not None
    spans = {(cell.row, cell.column): (cell.rows, cell.columns) for cell in grid.cells}
    assert (4, 3) == (grid.rows, grid.columns)
    assert ((2, 1), (1, 2), (1, 1)) == (spans[0, 0], spans[0, 1], spans[1, 2])


def test_a_dotted_last_row_that_is_one_cell() -> None:
    """
    A remark below the medicines is one cell where no dots part it.
    """
    lines = [((10, y), (1210, y)) for y in (10, 110, 210, 250, 308)]
    lines += [((10, 10), (10, 310)), ((1209, 10), (1209, 310)), ((610, 10), (610, 250))]

    grid = find_grid(_dotted(lines))

    assert grid is not None
    assert [(3, 0, 2)] == [
        (cell.row, cell.column, cell.columns) for cell in grid.cells if cell.columns > 1
    ]


def test_print_in_a_merged_cell_is_no_dotted_rule() -> None:
    """
    Letters where a dotted rule would cross a merged cell neither part it nor are wiped away.
    """
    lines = [((10, y), (1210, y)) for y in (10, 110, 308)]
    lines += [((x, 10), (x, 310)) for x in (10, 410, 810, 1209)]
    lines += [((10, 210), (810, 210)), ((920, 210), (1040, 210))]

    grid = find_grid(_dotted(lines))

    assert grid is not None
    assert grid.dots is not None
    assert [(1, 2, 2)] == [
        (cell.row, cell.column, cell.rows) for cell in grid.cells if cell.rows > 1
    ]
    assert (0, 255) == (grid.dots[200:220, 850:1150].max(), grid.dots[205:215, 100:300].max())


@pytest.mark.parametrize("dotted", [True, False])
def test_ones_below_each_other_are_no_rule(*, dotted: bool) -> None:
    """
    The stems of a column of digits nearly reach the rules, but do not meet them.
    """
    lines = [((10, y), (1210, y)) for y in (10, 60, 110, 160, 210, 260, 308)]
    lines += [((x, 10), (x, 308)) for x in (10, 410, 810, 1209)]
    table = _dotted(lines) if dotted else _flat(lines)
    for y in range(10, 308, 50):
        table.pixels[y + 11 : y + 39, 608:613] = 0

    grid = find_grid(table)

    assert grid is not None
    assert (6, 3) == (grid.rows, grid.columns)
    assert dotted == (grid.dots is not None)


def test_print_beside_a_dotted_rule_does_not_move_it() -> None:
    """
    Digits that stand close beside a rule, one below the other, are not taken for a part of it.
    """
    lines = [((10, y), (1210, y)) for y in (10, 60, 110, 160, 210, 260, 308)]
    lines += [((x, 10), (x, 308)) for x in (10, 410, 810, 1209)]
    table = _dotted(lines)
    for y in range(60, 308, 50):
        table.pixels[y + 9 : y + 41, 424:428] = 0

    grid = find_grid(table)

    assert grid is not None
    edges = [cell.box.corners[0][0] for cell in grid.cells if cell.row == 1]
    assert edges == pytest.approx([10, 410, 810], abs=2)


def test_a_rule_between_a_group_of_heads_and_a_remark() -> None:
    """
    A dotted rule that parts only the rows of medicines parts them, however low these are.
    """
    lines = [((10, y), (1210, y)) for y in (10, 130, 190, 250, 308)]
    lines += [((x, 10), (x, 310)) for x in (10, 1209)]
    lines += [((x, 10), (x, 250)) for x in (210, 410)]
    lines += [((410, 70), (1210, 70)), ((810, 70), (810, 250))]

    grid = find_grid(_dotted(lines))

    assert grid is not None
    assert (5, 4) == (grid.rows, grid.columns)


def test_dots_that_the_rules_they_meet_swallow() -> None:
    """
    A low row is parted by the few dots that stand alone between two rules.
    """
    lines = [((10, y), (1210, y)) for y in (10, 120, 190, 260, 308)]
    lines += [((x, 10), (x, 310)) for x in (10, 410, 810, 1209)]
    table = _dotted(lines)
    for y, inside in ((190, slice(190, 216)), (260, slice(234, 260))):
        table.pixels[inside, 800:820] = 255
        table.pixels[y - 6 : y + 6, 788:832] = 0

    grid = find_grid(table)

    assert grid is not None
    assert {1} == {cell.columns for cell in grid.cells}


def test_dotted_rows_as_near_as_dots_are_joined() -> None:
    """
    Low rows are parted by dots below each other, not by the dots of one rule and the next.
    """
    ruled = (10, 100, 130, 160, 190, 220, 250)
    lines = [((10, y), (1210, y)) for y in (*ruled, 308)]
    lines += [((x, 10), (x, 310)) for x in (10, 1209)]
    lines += [((x, 10), (x, 250)) for x in (410, 810)]
    table = _dotted(lines)
    for y in ruled[1:-1]:
        table.pixels[y + 9 : y + 22, 500:506] = table.pixels[y + 9 : y + 12, 500:560] = 0

    grid = find_grid(table)

    assert grid is not None
    assert grid.dots is not None
    assert (7, 3) == (grid.rows, grid.columns)
    assert [3] == [cell.columns for cell in grid.cells if cell.row == 6]
    assert not any(grid.dots[y + 8 : y + 22, 420:800].any() for y in ruled[1:-1])
