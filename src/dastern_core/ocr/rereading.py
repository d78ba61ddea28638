"""
Rereading: cells that say nothing sensible, read again from other renderings of their print.

A sign that is misread at one size and sharpness is often read at another. Each rendering has
a vote, and for numbers each engine; what most of them say counts. It stays in doubt unless
all of them agree, and no engine first read another number.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

import attrs
import numpy as np

from dastern_core.kernel import decimal_text
from dastern_core.ocr.cells import LINE_MARGIN, ReadCell, read_cells
from dastern_core.ocr.contents import corrected, is_counted, is_sensible, is_understood
from dastern_core.ocr.correction import mixed_candidates, read_counted
from dastern_core.ocr.draft import ColumnKind
from dastern_core.ocr.ink import InkKind, TableInk
from dastern_core.ocr.layout import Header
from dastern_core.ocr.numerals import with_khmer_numerals
from dastern_core.ocr.pages import Pixels
from dastern_core.ocr.recognition import LineText, Recognizer, sharpened
from dastern_core.ocr.rows import leading_amount
from dastern_core.ocr.spelling import spelled
from dastern_core.ocr.tables import FlatTable

__all__ = ["RENDERINGS", "reread", "voted"]

_Said = TypeVar("_Said", str, Fraction)

_MOST_CELLS = 16  # of a table; a page on which more make no sense is too poor to be read
_UNSURE = 0.79  # just below what needs no review (OCR-05)
_LEAST_VOTES = 2
_LARGEST_USUAL = 10  # units at a time
_LIGHT = (1, 90)  # percentiles of a line's light that become black and white


def _stretched(line: Pixels) -> Pixels:
    """
    Give faint print all of the contrast there is.
    """
    dark, light = np.percentile(line, _LIGHT)
    wide = (line.astype(np.float32) - dark) * (255 / max(light - dark, 1.0))
    return np.asarray(np.clip(wide, 0, 255), dtype=np.uint8)


RENDERINGS: tuple[tuple[float, Callable[[Pixels], Pixels] | None], ...] = (
    (0.05, None),
    (0.5, None),
    (LINE_MARGIN, _stretched),
    (LINE_MARGIN, sharpened),
)
"""
How print is read again: with how much air, as a share of its height, and what is done to it.
"""


def reread(
    table: FlatTable,
    ink: TableInk,
    cells: Sequence[ReadCell],
    header: Header,
    *,
    recognizer: Recognizer,
) -> tuple[ReadCell, ...]:
    """
    Read the cells below a head again that are not understood.

    Args:
        table: A flattened table.
        ink: Its ink.
        cells: What was read in its cells.
        header: The columns' names.
        recognizer: The engines.

    Returns:
        The cells, each of those that make sense now with what most renderings say.
    """
    asked = [cell for cell in cells if _is_asked(cell, header)][:_MOST_CELLS]
    if not asked:
        return tuple(cells)
    voices: dict[ReadCell, list[ReadCell]] = {cell: [cell] for cell in asked}
    for margin, rendering in RENDERINGS:
        again = read_cells(
            table,
            ink,
            [cell.cell for cell in asked],
            recognizer=recognizer,
            margin=margin,
            rendering=rendering,
        )
        now = dict(zip(asked, again, strict=True))
        settled = with_khmer_numerals([now.get(cell, cell) for cell in cells])
        for cell, other in zip(cells, settled, strict=True):
            if cell in voices:
                voices[cell].append(other)
    return tuple(
        voted(voices[cell], _kind(cell, header)) if cell in voices else cell for cell in cells
    )


def _kind(cell: ReadCell, header: Header) -> ColumnKind | None:
    return header.columns[cell.cell.column].kind


def _is_asked(cell: ReadCell, header: Header) -> bool:
    if cell.cell.row <= header.last_row or cell.kind is not InkKind.TEXT or not cell.lines:
        return False  # what a hand wrote has no lines and is not read
    kind = _kind(cell, header)
    if _is_mixed(cell):
        return False  # a lost gap is lost in each rendering, and a person is shown both amounts
    return not is_understood(_said(cell, kind), cell, kind)


def _said(cell: ReadCell, kind: ColumnKind | None) -> str:
    """
    Give a cell's text as known words spell it, if they are so near that no doubt is left.
    """
    return corrected(cell.flat, kind) if is_counted(kind) else spelled(cell.flat).text


def _is_mixed(cell: ReadCell) -> bool:
    return any(mixed_candidates(text) for text in (cell.flat, cell.second or ""))


def voted(voices: Sequence[ReadCell], kind: ColumnKind | None) -> ReadCell:
    """
    Give a cell as most of its renderings read it.

    Args:
        voices: The cell as first read, then as it was read from each rendering.
        kind: What its column holds; None where that is not known.

    Returns:
        The cell; as first read where nothing sensible has more votes than anything else.
        Where the renderings do not agree it needs review.
    """
    if is_counted(kind) and kind is not ColumnKind.UNIT:
        return _counted(voices, kind)
    first, *others = voices
    said = [_said(one, kind) for one in voices]
    text = _elected(Counter(one for one in said if is_sensible(one, kind)))
    if text is None:
        return first
    agreed = all(one == text for one in said[1:])
    sure = min(one.confidence for one in others)
    line = LineText(text=text, confidence=sure if agreed else min(sure, _UNSURE))
    return attrs.evolve(first, lines=(line,))


def _elected(votes: Counter[_Said]) -> _Said | None:
    """
    Give what has more votes than anything else; None without two of them.
    """
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < _LEAST_VOTES:
        return None
    return None if len(ranked) > 1 and ranked[0][1] == ranked[1][1] else ranked[0][0]


def _counted(voices: Sequence[ReadCell], kind: ColumnKind | None) -> ReadCell:
    """
    Elect a number and its unit, each by itself: each engine has a vote for the number.
    """
    first, *others = voices
    if any(map(_is_mixed, voices)):
        return first
    number = _elected(
        Counter(one for voice in voices for one in _amounts(voice) if one is not None)
    )
    units = [unit for voice in voices for unit in _units(voice)]
    unit = _elected(Counter(units))
    if number is None or (unit is None and any(map(_has_words, voices))):
        return first
    if kind is not None and kind.slot is not None and number > _LARGEST_USUAL:
        return first  # it is rather a small fraction, which is read as 12 or 112
    agreed = all(_amounts(voice) == (number, number) for voice in others)
    at_first = {one for one in _amounts(first) if one is not None}
    agreed = agreed and at_first <= {number}  # a number that was read once may be the right one
    agreed = agreed and set(units) <= {unit} and len(units) in {0, len(others), len(voices)}
    read = read_counted(first.flat)
    if read is not None and not agreed and read.amount == number and unit in {None, *_units(first)}:
        return first  # confirmed by most, and as doubtful as it was
    told = next(filter(None, (_printed(voice, number) for voice in voices)), decimal_text(number))
    sure = min(voice.confidence for voice in others)
    line = LineText(
        text=f"{told} {unit or ''}".strip(),
        confidence=sure if agreed else min(sure, _UNSURE),
        second=told if agreed else first.second,
        second_confidence=min(voice.second_confidence for voice in others),
    )
    return attrs.evolve(first, lines=(line,))


def _amounts(cell: ReadCell) -> tuple[Fraction | None, Fraction | None]:
    """
    Give the number that each engine read.
    """
    counted = read_counted(cell.flat)
    second = None if cell.second is None else leading_amount(cell.second)
    return (None if counted is None else counted.amount), second


def _units(cell: ReadCell) -> tuple[str, ...]:
    """
    Give the unit that was read, if it is one that is known.
    """
    counted = read_counted(cell.flat)
    known = () if counted is None else counted.unit.candidates
    return known if len(known) == 1 else ()


def _has_words(cell: ReadCell) -> bool:
    counted = read_counted(cell.flat)
    rest = cell.flat if counted is None else counted.word
    return len(rest) > 1  # one sign may be a misread digit


def _printed(cell: ReadCell, number: Fraction) -> str:
    """
    Give a number as it is printed; empty where another was read.
    """
    counted = read_counted(cell.flat)
    if counted is None or counted.amount != number:
        return ""
    return (cell.flat[: cell.flat.rfind(counted.word)] if counted.word else cell.flat).strip()
