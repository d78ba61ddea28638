"""
Rows of a CSV table: a stray quote costs one row.
"""

import pytest

from dastern_core.adherence.table_rows import TableRow, column_name, table_rows
from dastern_core.kernel import InvalidInputError


@pytest.mark.parametrize(
    ("line", "cells", "stray"),
    [
        ('1,2,"A"B\n', ["1", "2", "AB"], 2),
        ('1,"A"B,2\r\n', ["1", "AB", "2"], 1),
        ('"1"x,2,3', ["1x", "2", "3"], 0),
        ('"a,b",""x"",3\n', ["a,b", 'x""', "3"], 1),
    ],
)
def test_a_stray_quote_costs_its_row(line: str, cells: list[str], stray: int) -> None:
    """
    The row says which cell is wrong, and the rows around it are read.
    """
    found = list(table_rows(["a,b,c\n", "\n", line, '1,2,"x\n', 'y"\n']))

    assert [
        TableRow(1, ["a", "b", "c"], None),
        TableRow(3, cells, stray),
        TableRow(5, ["1", "2", "x\ny"], None),
    ] == found


def test_a_cell_beyond_the_header_has_a_number() -> None:
    """
    Counted from 1, as people count.
    """
    assert ("b", "3") == (column_name(["a", "b"], 1), column_name(["a", "b"], 2))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (['1,"A"B,"C\n', 'D"\n'], "line 1 is no CSV"),
        (['1,"A\n', 'B"C\n', "1,2\n"], "line 2 is no CSV"),
        (['1,"A\n', "1,2\n"], "line 2 is no CSV"),
    ],
)
def test_a_row_without_a_certain_end_stops_the_table(lines: list[str], told: str) -> None:
    """
    A quote that may reach into other rows is refused by its line.
    """
    with pytest.raises(InvalidInputError, match=told):
        list(table_rows(lines))
