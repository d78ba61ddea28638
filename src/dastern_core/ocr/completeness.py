"""
Completeness: signs that a row of a table was not read.

A row that is lost leaves no value behind that could be doubted, so the page is: a medicine
or a line of amounts that stands outside the rows, or in the head, and numbers that skip one
or do not begin with 1.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from dastern_core.kernel import ascii_digits
from dastern_core.medicines import folded
from dastern_core.ocr.draft import ColumnKind, Doubt, DoubtCode
from dastern_core.ocr.layout import Header
from dastern_core.ocr.lexicon import MEDICINE_NAMES
from dastern_core.ocr.medications import holds_a_medicine, is_one_cell
from dastern_core.ocr.page_lines import PageLine, line_rows, text_degrees
from dastern_core.ocr.rows import TableRow

__all__ = ["missed_rows"]

_STRENGTH = re.compile(r"[0-9] ?(?:mg|mcg|µg|g|ml|iu)(?![a-z/])", re.IGNORECASE)  # not mg/dl
_NUMBER = re.compile(r"[0-9]{1,2}")
_NUMBERED = re.compile(r"^\s*[0-9]{1,2}[ .)]+")
_AMOUNT = re.compile(r"-|[0-9]{1,3}(?:[ /.,][0-9]{1,2})?(?: ?[A-Za-z]{1,8})?")  # 1/2, 5 ml
_LEAST_AMOUNTS = 2  # in one line of print; an age alone is none
_WORD = re.compile(r"[A-Za-z]{4}")


def missed_rows(
    tables: Iterable[tuple[Header, Sequence[TableRow]]], outside: Sequence[PageLine]
) -> tuple[Doubt, ...]:
    """
    Doubt that every row of a page was read.

    Args:
        tables: Each table's head and rows, from top to bottom.
        outside: The lines that stand in no cell of a table.

    Returns:
        A doubt for each kind of sign; empty where there is none.
    """
    pairs = list(tables)
    texts = [line.text.text for line in outside]
    details = []
    if any(_is_strength(text) or _is_medicine(text) for text in texts):
        details.append("A line outside the table looks like a medicine")
    if any(map(_is_row, line_rows(outside, text_degrees(outside)))):
        details.append("Print outside the table looks like a row of it")
    if any(_is_strength(column.head.flat) for header, _ in pairs for column in header.columns):
        details.append("A medicine seems to stand in a table's head")
    if not all(any(one.kind is ColumnKind.NAME for one in head.columns) for head, _ in pairs):
        details.append("A table has no column of medicines that could be read")
    across = [row.line[0].flat for _, rows in pairs for row in rows if is_one_cell(row)]
    if any(_is_strength(text) or _is_medicine(text) for text in across):
        details.append("A line across the table looks like a medicine")
    skipped = list(_skips(pairs))
    if skipped:
        before, after = skipped[0]
        details.append(
            f"The rows' numbers go from {before} to {after}"
            if before
            else f"The first row's number is {after}"
        )
    return tuple(
        Doubt(code=DoubtCode.ROW_MISSED, detail=f"{detail}; check that no row is missed.")
        for detail in details
    )


def _is_medicine(text: str) -> bool:
    """
    Tell whether a line is a medicine's name, alone or after its number.
    """
    return folded(_NUMBERED.sub("", ascii_digits(text))) in MEDICINE_NAMES


def _is_row(lines: Sequence[PageLine]) -> bool:
    """
    Tell whether lines beside each other are a name with amounts, as a row's cells are.
    """
    texts = [ascii_digits(line.text.text) for line in lines]
    amounts = sum(_AMOUNT.fullmatch(text) is not None for text in texts)
    return amounts >= _LEAST_AMOUNTS and any(_WORD.search(text) for text in texts)


def _is_strength(text: str) -> bool:
    return _STRENGTH.search(ascii_digits(text)) is not None


def _skips(
    tables: Iterable[tuple[Header, Sequence[TableRow]]],
) -> Iterator[tuple[int, int]]:
    """
    Give the numbers between which another row stands, or should stand; 0 is before the first.

    A second table counts on, or begins anew.
    """
    end = 0
    for _, rows in tables:
        last: tuple[int, int] | None = None
        for place, row in enumerate(filter(holds_a_medicine, rows)):
            cell = row.text_cell(ColumnKind.NUMBER)
            found = None if cell is None else _NUMBER.search(ascii_digits(cell.flat))
            if found is None:
                continue
            number = int(found[0])
            if last is None and number - place - 1 not in {0, end}:
                yield end, number
            if last is not None and number - last[1] != place - last[0]:
                yield last[1], number
            last = place, number
        end = last[1] if last is not None else end
