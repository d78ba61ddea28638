"""
Pipeline: from a page to a draft, in stages that each take and give values.

Tables are found and flattened, their cells told apart, lines cut out, read by the
engines, named by their heads, and checked against themselves. A page that lies on its
side or its head is turned until its heads can be read.
"""

from collections.abc import Callable, Sequence

import attrs
import cv2
import numpy as np

from dastern_core.kernel import Fault
from dastern_core.ocr.alignment import find_aligned_tables
from dastern_core.ocr.carried_heads import CarriedHeads
from dastern_core.ocr.completeness import missed_rows
from dastern_core.ocr.cut_edges import cut_doubt, with_lost_columns
from dastern_core.ocr.draft import (
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    PageSize,
    PrescriptionDraft,
    Reading,
)
from dastern_core.ocr.fields import read_fields
from dastern_core.ocr.grid import find_grid
from dastern_core.ocr.headed_tables import ReadTable, apart, read_head, read_rest, with_cut_edges
from dastern_core.ocr.ink import table_ink
from dastern_core.ocr.lighting import even_light
from dastern_core.ocr.medications import draft_table, read_rows
from dastern_core.ocr.missing_fields import with_missing
from dastern_core.ocr.page_lines import PageLine
from dastern_core.ocr.pages import Page, Pixels, UnreadablePageError
from dastern_core.ocr.penmanship import handwriting_doubts
from dastern_core.ocr.quadrilaterals import Quadrilateral, warp
from dastern_core.ocr.quality import measure, quality_doubts
from dastern_core.ocr.recognition import LineText, Recognizer, read_texts
from dastern_core.ocr.tables import find_tables
from dastern_core.ocr.turning import likely_turns, turn, turn_box, turn_box_back

__all__ = ["read", "read_after"]

_MOST_LINES = 200  # outside the tables
_LINE_HEIGHT = 64  # pixels; the engines read at 48
_LEAST_LEGIBLE = 0.6  # OCR-05: below it a reading is no reading
_LEAST_SIGNS = 3  # a line of fewer signs may be a speck


@attrs.frozen(kw_only=True, eq=False)
class _Attempt:
    """
    A page as it reads when turned by some quarters.
    """

    page: Page
    quarters: int
    tables: tuple[ReadTable, ...]
    grids: int
    boxes: tuple[Quadrilateral, ...]
    lines: tuple[PageLine, ...] | None = None


def read(page: Page, *, recognizer: Recognizer) -> PrescriptionDraft:
    """
    Read a photographed prescription.

    Args:
        page: The page, turned by any quarter and tilted by up to 15 degrees.
        recognizer: Finds and reads lines; the port ``TextRecognizer``.

    Returns:
        The draft. Boxes are in the page's own pixels. A page without a ruled table gives
        a draft without medications that says so.

    Raises:
        UnreadablePageError: There is no text on the page.
        PortError: An engine failed.
    """
    return read_after(page, recognizer=recognizer, carried=None)[0]


def read_after(
    page: Page, *, recognizer: Recognizer, carried: CarriedHeads | None
) -> tuple[PrescriptionDraft, CarriedHeads | None]:
    """
    Read a page that may go on with the table of the page before.

    Args:
        page: As for ``read``.
        recognizer: As for ``read``.
        carried: The columns of the page before; None for none.

    Returns:
        The draft, and the columns that a further page may go on with.

    Raises:
        UnreadablePageError: There is no text on the page.
        PortError: An engine failed.
    """
    boxes = recognizer.find_lines(page)
    attempts: list[_Attempt] = []
    for quarters in likely_turns(boxes):
        attempts.append(_attempt(page, quarters, boxes, recognizer=recognizer))
        if not attempts[-1].grids:  # what is ruled is found by its rules, if not this way up
            attempts[-1] = _aligned(attempts[-1], recognizer=recognizer)
        if attempts[-1].tables:
            break
    if not attempts[-1].tables:
        attempts = [_aligned(one, recognizer=recognizer) for one in attempts]
    if carried is not None and not any(one.tables for one in attempts):
        turns = [one.quarters for one in attempts]
        attempts += [_attempt(page, one, boxes, carried, recognizer=recognizer) for one in turns]
    likely = [one for one in attempts if one.tables] or attempts
    read_all = [(attempt, _lines(attempt, recognizer=recognizer)) for attempt in likely]
    best, lines = max(read_all, key=lambda pair: _legibility(pair[1]))
    if not best.tables and not _legible(lines):
        raise UnreadablePageError(
            Fault(
                field="image",
                problem="has no text that can be read",
                remedy="Photograph the printed side, flat, near and in good light.",
            )
        )
    heads = best.tables[-1].heads if best.tables else carried
    return _draft(page, best, lines), heads


def _attempt(
    page: Page,
    quarters: int,
    boxes: Sequence[Quadrilateral],
    carried: CarriedHeads | None = None,
    *,
    recognizer: Recognizer,
) -> _Attempt:
    turned = turn(page, quarters)
    headed, grids = [], 0
    for flat in find_tables(turned):
        grid = find_grid(flat)
        if grid is not None:
            grids += 1
            ink = table_ink(flat.pixels, dots=grid.dots)
            one = read_head(flat, grid, ink, carried, recognizer=recognizer)
            headed += [one] if one is not None else []
    lines = tuple(turn_box(box, page, quarters) for box in boxes)
    tables = [read_rest(one, recognizer=recognizer) for one in apart(headed)]
    tables = [with_cut_edges(table, turned, lines) for table in tables]
    return _Attempt(
        page=turned,
        quarters=quarters,
        tables=tuple(sorted(tables, key=lambda table: table.outline.centre[1])),
        grids=grids,
        boxes=lines,
    )


def _aligned(attempt: _Attempt, *, recognizer: Recognizer) -> _Attempt:
    """
    Look for tables that no upright rules part, once.
    """
    if attempt.lines is not None:
        return attempt
    lines = _read_lines(attempt, recognizer=recognizer)
    found = find_aligned_tables(attempt.page, lines)
    headed = [read_head(one.flat, one.grid, one.ink, recognizer=recognizer) for one in found]
    tables = [read_rest(one, recognizer=recognizer) for one in headed if one is not None]
    tables = [with_cut_edges(table, attempt.page, attempt.boxes) for table in tables]
    return attrs.evolve(attempt, lines=lines, tables=tuple(tables))


def _lines(attempt: _Attempt, *, recognizer: Recognizer) -> tuple[PageLine, ...]:
    """
    Give the lines that stand in no cell of a medication table.
    """
    lines = _read_lines(attempt, recognizer=recognizer) if attempt.lines is None else attempt.lines
    return tuple(line for line in lines if not _in_a_table(line.box, attempt))


def _in_a_table(box: Quadrilateral, attempt: _Attempt) -> bool:
    return any(
        table.outline.holds(box.centre) and any(cell.holds(box.centre) for cell in table.cells)
        for table in attempt.tables
    )


def _read_lines(attempt: _Attempt, *, recognizer: Recognizer) -> tuple[PageLine, ...]:
    """
    Read the lines outside the ruled tables.
    """
    boxes = [box for box in attempt.boxes if not _in_a_table(box, attempt)][:_MOST_LINES]
    crops = [even_light(_low(warp(attempt.page.pixels, box))) for box in boxes]
    texts = read_texts(crops, recognizer=recognizer)
    return tuple(PageLine(text=text, box=box) for text, box in zip(texts, boxes, strict=True))


def _low(line: Pixels) -> Pixels:
    """
    Scale a line down to the height from which the engines gain nothing.
    """
    height, width = line.shape[:2]
    if height <= _LINE_HEIGHT:
        return line
    size = (max(1, round(width * _LINE_HEIGHT / height)), _LINE_HEIGHT)
    return np.asarray(cv2.resize(line, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _legible(lines: Sequence[PageLine]) -> list[LineText]:
    return [
        line.text
        for line in lines
        if line.text.confidence >= _LEAST_LEGIBLE and len(line.text.text) >= _LEAST_SIGNS
    ]


def _legibility(lines: Sequence[PageLine]) -> float:
    return sum(len(text.text) * text.confidence for text in _legible(lines))


def _draft(page: Page, attempt: _Attempt, lines: Sequence[PageLine]) -> PrescriptionDraft:
    review = list(quality_doubts(measure(page)))
    if not any(read_rows(table.rows) for table in attempt.tables):
        review.append(_no_table(attempt.grids + len(attempt.tables)))
    else:
        tables = [(table.header, table.rows) for table in attempt.tables]
        review += missed_rows(tables, lines)
        review += [cut_doubt(table.cut) for table in attempt.tables if table.cut]
    review += handwriting_doubts(row for table in attempt.tables for row in table.rows)

    def back(reading: Reading) -> Reading:
        if reading.box is None:
            return reading
        return attrs.evolve(reading, box=turn_box_back(reading.box, page, attempt.quarters))

    return PrescriptionDraft(
        fields={name: back(one) for name, one in with_missing(read_fields(lines)).items()},
        medications=tuple(
            _turned_medication(medication, back)
            for table in attempt.tables
            for medication in with_lost_columns(read_rows(table.rows), table.cut)
        ),
        tables=tuple(
            _turned_table(draft_table(table.header, table.rows), back) for table in attempt.tables
        ),
        review=tuple(review),
        pages=(PageSize(width=page.width, height=page.height),),
    )


def _no_table(grids: int) -> Doubt:
    detail = (
        "A table was found but its heads could not be read; enter the medicines by hand."
        if grids
        else "No ruled table was found; enter the medicines by hand."
    )
    return Doubt(code=DoubtCode.NO_TABLE, detail=detail)


def _turned_medication(
    medication: DraftMedication, back: Callable[[Reading], Reading]
) -> DraftMedication:
    def maybe(reading: Reading | None) -> Reading | None:
        return None if reading is None else back(reading)

    return attrs.evolve(
        medication,
        name=back(medication.name),
        strength=maybe(medication.strength),
        form=maybe(medication.form),
        quantity=maybe(medication.quantity),
        unit=maybe(medication.unit),
        doses={slot: back(reading) for slot, reading in medication.doses.items()},
        duration_days=back(medication.duration_days),
        instructions=maybe(medication.instructions),
    )


def _turned_table(table: DraftTable, back: Callable[[Reading], Reading]) -> DraftTable:
    return attrs.evolve(
        table,
        header=tuple(back(reading) for reading in table.header),
        rows=tuple(tuple(back(reading) for reading in row) for row in table.rows),
    )
