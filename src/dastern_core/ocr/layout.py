"""
Layout: what each column of a table holds, by the words and hours printed at its head.

A column is never named by its position. Where a head cannot be read the column stays
unnamed, and the draft asks.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from dastern_core.medicines import folded
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.correction import read_hours, snap
from dastern_core.ocr.draft import ColumnKind, Doubt, DoubtCode
from dastern_core.ocr.grid import Grid
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.lexicon import (
    COLUMN_WORDS,
    COUNTED_OTHERWISE,
    HEADS_RESEMBLED,
    SLOT_HOURS,
)
from dastern_core.schedule import Slot

__all__ = [
    "MOST_HEADER_ROWS",
    "Column",
    "Header",
    "head_kinds",
    "name_columns",
    "unnamed_heads",
    "with_clearer_heads",
    "with_likely_heads",
]

MOST_HEADER_ROWS = 3  # a title row, a group row, a row of heads
_LEAST_NAMED = 2  # columns; one word alone may be chance
_PARTS = re.compile(r"[\n/|()]")
_LEGIBLE = 0.6  # OCR-05: below it a reading is no reading
_LEAST_LIKENESS = 0.78  # of 1: "anui" for a misread Khmer head must not become "nuit" (0.75)
_LEAST_LIKELY = 0.6  # of 1: two of five signs may be misread where a person is asked
_LEAST_WITH_HOURS = 0.6  # of 1: two of five signs may be misread where the hours agree
_HALF_DAY = 12
_DAY = folded("ថ្ងៃ")  # heads the midday dose, and the number of days
_LATER = {ColumnKind.AFTERNOON, ColumnKind.EVENING, ColumnKind.NIGHT}
_WORDS = tuple((word, kind) for kind, words in COLUMN_WORDS.items() for word in words)
_KHMER = re.compile(r"[\u1780-\u17b3]")
_KHMER_WORDS = tuple((word, kind) for word, kind in _WORDS if _KHMER.match(word))


@attrs.frozen(kw_only=True)
class Column:
    """
    One column.

    Args:
        kind: What it holds; None where its head could not be read.
        head: The cell at its head.
        review: Reasons that hold for each value in the column.
    """

    kind: ColumnKind | None
    head: ReadCell
    review: tuple[Doubt, ...] = ()


@attrs.frozen(kw_only=True)
class Header:
    """
    The head of a medication table.

    Args:
        last_row: The last row that belongs to it, from 0.
        columns: One for each column of the grid, from left to right.
    """

    last_row: int
    columns: tuple[Column, ...]


def name_columns(grid: Grid, cells: Sequence[ReadCell]) -> Header | None:
    """
    Find the row of heads and name the columns.

    Args:
        grid: The table's cells.
        cells: What was read in them, in the grid's order.

    Returns:
        The head; None where no row of the first three names two columns, or none is below:
        a page on its head has its heads last, and some are read so.
    """
    place = {
        (row, column): cell
        for cell in cells
        for row in range(cell.cell.row, cell.cell.row + cell.cell.rows)
        for column in range(cell.cell.column, cell.cell.column + cell.cell.columns)
    }
    rows = range(min(MOST_HEADER_ROWS, grid.rows - 1))
    heads = {row: [place[row, column] for column in range(grid.columns)] for row in rows}
    named = {row: [_of_several_times(cell) or _column(cell) for cell in heads[row]] for row in rows}
    best = max(rows, key=lambda row: (len({one.kind for one in named[row]} - {None}), -row))
    kinds = Counter(one.kind for one in named[best] if one.kind is not None)
    last_row = max(cell.cell.row + cell.cell.rows - 1 for cell in heads[best])
    if len(kinds) < _LEAST_NAMED or last_row == grid.rows - 1:
        return None
    columns = _days_doubted([_alone(one, kinds) for one in named[best]])
    return Header(last_row=last_row, columns=columns)


def unnamed_heads(header: Header | None, cells: Sequence[ReadCell]) -> tuple[ReadCell, ...]:
    """
    Give the heads that were read but say nothing known, which are worth another look.

    Args:
        header: The head of a table; None where none was found.
        cells: The cells in which it was looked for.

    Returns:
        The unnamed columns' heads; without a header all printed cells, if any of them may
        head a column. Nothing where none does: the page may lie on its head.
    """
    if header is not None:
        heads = [column.head for column in header.columns if column.kind is None]
        return tuple(dict.fromkeys(head for head in heads if head.kind is InkKind.TEXT))
    printed = [cell for cell in cells if cell.kind is InkKind.TEXT]
    return tuple(printed) if any(head_kinds(cell.text) for cell in printed) else ()


def with_clearer_heads(
    cells: Sequence[ReadCell], again: Sequence[ReadCell]
) -> tuple[ReadCell, ...]:
    """
    Put a second reading of a head in the first one's place where it names a column.
    """
    clearer = {
        cell.cell: cell for cell in again if cell.confidence >= _LEGIBLE and head_kinds(cell.text)
    }
    return tuple(clearer.get(cell.cell, cell) for cell in cells)


def with_likely_heads(header: Header) -> Header:
    """
    Name an unread column by the Khmer word that its head resembles, and doubt the column.

    Latin letters are none: the engines make them of Khmer words that they cannot read.

    Args:
        header: The head of a table.
    """
    likely = [
        None
        if column.kind is not None
        or not _KHMER.search(column.head.flat)
        or _is_of_several_times(column.head)
        else _kind(column.head, _KHMER_WORDS, least=_LEAST_LIKELY)[0]
        for column in header.columns
    ]
    taken = Counter([*likely, *(column.kind for column in header.columns)])
    columns = tuple(
        column
        if kind is None or taken[kind] > 1
        else _doubted(
            kind,
            column.head,
            DoubtCode.HEADER_UNREADABLE,
            f"The head may say {kind.value}; check the column.",
        )
        for column, kind in zip(header.columns, likely, strict=True)
    )
    return attrs.evolve(header, columns=columns)


def _alone(column: Column, kinds: Mapping[ColumnKind, int]) -> Column:
    if column.kind is None or kinds[column.kind] == 1:
        return column
    doubt = Doubt(
        code=DoubtCode.HEADER_REPEATED,
        detail=f"Several columns are headed {column.kind.value}; say which one counts.",
    )
    return attrs.evolve(column, kind=None, review=(*column.review, doubt))


def _days_doubted(columns: Sequence[Column]) -> tuple[Column, ...]:
    """
    Doubt a head that says "day" alone, unless it stands among the times of day.

    Where another column holds the days, or hours are printed, it can only be the midday.
    """
    kinds = [column.kind for column in columns]
    first = kinds.index(ColumnKind.MORNING) if ColumnKind.MORNING in kinds else None

    def is_sure(place: int, column: Column) -> bool:
        if column.kind is not ColumnKind.MIDDAY or folded(column.head.flat) != _DAY:
            return True
        later = [index for index, kind in enumerate(kinds) if kind in _LATER]
        among = first is not None and any(
            min(first, index) < place < max(first, index) for index in later
        )
        return among or ColumnKind.DURATION in kinds

    detail = "The head may mean the midday dose or the number of days; check the column."
    doubt = Doubt(code=DoubtCode.HEADER_UNREADABLE, detail=detail)
    return tuple(
        column if is_sure(place, column) else attrs.evolve(column, review=(*column.review, doubt))
        for place, column in enumerate(columns)
    )


def _column(head: ReadCell) -> Column:
    hours = read_hours(head.text)
    fitting = _slots_at(hours) if hours is not None else frozenset()
    kind, likeness = _kind(head, _WORDS, least=_LEAST_LIKENESS)
    if kind is None:
        words = [(word, one) for word, one in _WORDS if one.slot in fitting]
        kind, likeness = _kind(head, words, least=_LEAST_WITH_HOURS)
    if kind is None and len(fitting) == 1:
        (slot,) = fitting
        detail = f"The head is unclear; its hours are those of the {slot.value}. Check the column."
        return _doubted(ColumnKind(slot.value), head, DoubtCode.HEADER_UNREADABLE, detail)
    if kind is None:
        problem = "has no head" if head.kind is not InkKind.TEXT else "has an unclear head"
        detail = f"Column {head.cell.column + 1} {problem}; say what it holds."
        return _doubted(None, head, DoubtCode.HEADER_UNREADABLE, detail)
    if kind.slot is not None and hours is not None and kind.slot not in fitting:
        detail = f"The head says {kind.value}, its hours {hours[0]}-{hours[1]} do not; check."
        return _doubted(kind, head, DoubtCode.HOURS_CONTRADICT, detail)
    if kind.slot is not None and hours is None and likeness < 1:
        detail = f"The head may say {kind.value}; check the column."
        return _doubted(kind, head, DoubtCode.HEADER_UNREADABLE, detail)
    otherwise = COUNTED_OTHERWISE.get(kind)
    unlike = kind is ColumnKind.DURATION and likeness < 1
    if unlike or (otherwise and re.search(otherwise, head.flat.lower())):
        detail = f'The head says "{head.flat}": say what its numbers count.'
        return _doubted(kind, head, DoubtCode.HEADER_UNREADABLE, detail)
    return Column(kind=kind, head=head)


def _of_several_times(head: ReadCell) -> Column | None:
    """
    Refuse a head that names several times of day: two columns that ran together.
    """
    if not _is_of_several_times(head):
        return None
    detail = f'The head "{head.flat}" names several times of day; say what the column holds.'
    return _doubted(None, head, DoubtCode.HEADER_UNREADABLE, detail)


def _is_of_several_times(head: ReadCell) -> bool:
    hours = {read_hours(word) for word in head.flat.split()} - {None}
    two = len(hours) > 1 and read_hours(head.flat) is None  # "7h - 8h" is one time
    return two or len(_slots_named(head)) > 1


def _slots_named(head: ReadCell) -> frozenset[ColumnKind]:
    """
    Give the times of day that the words of a head name, each by itself.

    A head that is a known word as a whole, such as "après midi", names that alone.
    """
    if head.kind is not InkKind.TEXT or head.confidence < _LEGIBLE:
        return frozenset()
    parts = [" ".join(part.split()) for part in _PARTS.split(head.text)]
    named = {_sure(part) or _sure(word) for part in parts for word in part.split()}
    return frozenset(kind for kind in named if kind is not None and kind.slot is not None)


def _sure(text: str) -> ColumnKind | None:
    found = snap(text, _WORDS, least=_LEAST_LIKENESS)
    return found.best if found.likeness == 1 else None


def _doubted(kind: ColumnKind | None, head: ReadCell, code: DoubtCode, detail: str) -> Column:
    return Column(kind=kind, head=head, review=(Doubt(code=code, detail=detail),))


def _kind(
    head: ReadCell, words: Sequence[tuple[str, ColumnKind]], *, least: float
) -> tuple[ColumnKind | None, float]:
    """
    Find the kind that a head names, as a whole or in one of its lines or languages.
    """
    if head.kind is not InkKind.TEXT or head.confidence < _LEGIBLE:
        return None, 0.0
    whole = _PARTS.sub(" ", head.text)
    parts = [one for one in (whole, *_PARTS.split(head.text)) if folded(one) not in HEADS_RESEMBLED]
    snapped = [snap(part, words, least=least) for part in parts]
    found = [one for one in snapped if one.best is not None]
    if not found:
        return None, 0.0
    best = max(one.likeness for one in found)
    kinds = {one.best for one in found if one.likeness == best}
    return (next(iter(kinds)), best) if len(kinds) == 1 else (None, 0.0)


def head_kinds(text: str) -> frozenset[ColumnKind]:
    """
    Tell what kinds of column the words of a line may head.

    Args:
        text: A line as read; several heads may stand in it.
    """
    whole = _PARTS.sub(" ", text)
    parts = [one for one in (whole, *whole.split()) if folded(one) not in HEADS_RESEMBLED]
    snapped = [snap(part, _WORDS, least=_LEAST_LIKENESS).best for part in parts]
    return frozenset(kind for kind in snapped if kind is not None)


def _slots_at(hours: tuple[int, int]) -> frozenset[Slot]:
    """
    Give the slots whose hours hold a printed pair, on a clock of 24 or of 12 hours.
    """
    first, last = hours
    return frozenset(
        slot
        for slot, (start, end) in SLOT_HOURS.items()
        for shift in (0, _HALF_DAY)
        if start <= first + shift <= last + shift <= end
    )
