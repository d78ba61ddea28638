"""
Column contents: columns whose heads cannot be read, named by what stands in them.
"""

from collections.abc import Callable, Sequence

import attrs

from dastern_core.kernel import ascii_digits
from dastern_core.medicines import folded, split_strength
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.draft import ColumnKind
from dastern_core.ocr.layout import Header
from dastern_core.ocr.lexicon import MEDICINE_NAMES

__all__ = ["with_contents", "with_numbering"]

_LEAST_COUNTED = 3  # rows; 1 and 2 below each other may be doses


def with_contents(header: Header, cells: Sequence[ReadCell]) -> Header:
    """
    Name an unread column by what stands in it: medicines, or their strengths.

    No other kind of column holds these. A strength's column keeps its doubt, for doses in
    milligrams look alike.

    Args:
        header: The head of a table.
        cells: Every cell of the table.
    """
    body = [cell for cell in cells if cell.cell.row > header.last_row and cell.flat]
    columns = list(header.columns)
    for kind, known in ((ColumnKind.NAME, _is_medicine), (ColumnKind.STRENGTH, _is_strength)):
        if any(column.kind is kind for column in columns):
            continue
        found = [
            index
            for index, column in enumerate(columns)
            if column.kind is None
            and _mostly(known, [cell.flat for cell in body if cell.cell.column == index])
        ]
        if len(found) != 1:
            continue
        review = () if kind is ColumnKind.NAME else columns[found[0]].review
        columns[found[0]] = attrs.evolve(columns[found[0]], kind=kind, review=review)
    return attrs.evolve(header, columns=tuple(columns))


def with_numbering(header: Header, cells: Sequence[ReadCell]) -> Header:
    """
    Name an unread column whose cells count the rows: 1, 2, 3, ...

    Args:
        header: The head of a table.
        cells: Every cell of the table.

    Returns:
        The head; a column of fewer than three rows stays unnamed, for it could hold doses.
    """
    if any(column.kind is ColumnKind.NUMBER for column in header.columns):
        return header
    body = [cell for cell in cells if cell.cell.row > header.last_row]
    counting = [
        index
        for index, column in enumerate(header.columns)
        if column.kind is None
        and _counts([cell.flat for cell in body if cell.cell.column == index])
    ]
    if len(counting) != 1:
        return header
    (index,) = counting
    named = attrs.evolve(header.columns[index], kind=ColumnKind.NUMBER, review=())
    columns = (*header.columns[:index], named, *header.columns[index + 1 :])
    return attrs.evolve(header, columns=columns)


def _mostly(known: Callable[[str], bool], texts: Sequence[str]) -> bool:
    return sum(map(known, texts)) > len(texts) / 2


def _is_medicine(text: str) -> bool:
    return folded(split_strength(text).name) in MEDICINE_NAMES


def _is_strength(text: str) -> bool:
    parted = split_strength(text)
    return parted.strength is not None and not parted.name and parted.strength.unit != "ml"


def _counts(texts: Sequence[str]) -> bool:
    numbers = [ascii_digits(text).strip(" .)") for text in texts if text]
    return len(numbers) >= _LEAST_COUNTED and numbers == [
        str(number) for number in range(1, len(numbers) + 1)
    ]
