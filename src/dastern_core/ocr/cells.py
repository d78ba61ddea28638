"""
Cells: what was read in each cell of a table.
"""

from collections.abc import Callable, Iterator, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.draft import Alternative, Doubt, DoubtCode, Reading
from dastern_core.ocr.fractions import with_small_fraction
from dastern_core.ocr.grid import Cell
from dastern_core.ocr.ink import CellInk, InkKind, TableInk, cell_ink
from dastern_core.ocr.pages import Pixels
from dastern_core.ocr.quadrilaterals import Quadrilateral, enclosing, warp
from dastern_core.ocr.recognition import LineText, Recognizer, read_texts
from dastern_core.ocr.tables import FlatTable

__all__ = ["ACCEPTED", "LINE_MARGIN", "ReadCell", "read_cells"]

ACCEPTED = 0.8
"""
Least confidence that needs no review (OCR-05, OCR-06).
"""

LINE_MARGIN = 0.15
"""
Paper around a line of a cell as a share of its height: the engines know lines with some air.
"""

_MOST_LINES = 600  # in one table: 30 rows of 10 columns with two lines each


@attrs.frozen(kw_only=True)
class ReadCell:
    """
    One cell with its text.

    Args:
        cell: Which cell it is.
        kind: Nothing, a dash, or text.
        lines: What was read in each line, from top to bottom.
        box: Where on the page it is: around its ink, or the cell where it has none.
        pen: Whether something is written there by hand.
        guess: What handwriting may say; never taken.
        odd: Whether it stands otherwise than the print around it.
        unlike: Whether its print is wider or narrower than what was read.
    """

    cell: Cell
    kind: InkKind
    lines: tuple[LineText, ...]
    box: Quadrilateral
    pen: bool = False
    guess: Alternative | None = None
    odd: bool = False
    unlike: bool = False

    @property
    def text(self) -> str:
        """
        The lines as printed, parted by newlines; ``-`` for a dash.
        """
        if self.kind is InkKind.DASH:
            return "-"
        return "\n".join(line.text for line in self.lines if line.text)

    @property
    def flat(self) -> str:
        """
        The text on one line.
        """
        return " ".join(self.text.split())

    @property
    def second(self) -> str | None:
        """
        The second engine's text on one line; None where any line was read by one engine.
        """
        texts = [line.second for line in self.lines]
        kept = [text for text in texts if text is not None]
        return " ".join(" ".join(kept).split()) if len(kept) == len(texts) > 0 else None

    @property
    def second_confidence(self) -> float:
        """
        The second engine's least sure line's confidence; 0 where it read none.
        """
        return min((line.second_confidence for line in self.lines), default=0.0)

    @property
    def confidence(self) -> float:
        """
        The least sure line's confidence; 1 for a blank or a dash, which pixels decided.
        """
        return min((line.confidence for line in self.lines), default=1.0)

    def reading(
        self,
        value: str | None,
        *,
        review: Sequence[Doubt] = (),
        alternatives: Sequence[Alternative] = (),
    ) -> Reading:
        """
        Give the cell as a reading of a value.
        """
        return Reading(
            text=self.text,
            value=value,
            confidence=self.confidence,
            box=self.box,
            review=tuple(review),
            alternatives=(*alternatives, *([] if self.guess is None else [self.guess])),
        )

    def doubts(self) -> list[Doubt]:
        """
        Give the reasons to look again that any cell may have.
        """
        found = []
        if self.pen:
            found.append(
                Doubt(
                    code=DoubtCode.HANDWRITING,
                    detail="Something is written here by hand; check what counts.",
                )
            )
        if self.odd:
            detail = "It stands unlike the print around it; it may have been added by hand. Check."
            found.append(Doubt(code=DoubtCode.HANDWRITING, detail=detail))
        if self.kind is InkKind.TEXT and (self.confidence < ACCEPTED or not self.flat):
            found.append(
                Doubt(code=DoubtCode.UNCLEAR_TEXT, detail="The print is unclear; check it.")
            )
        if self.unlike:
            detail = "The print is wider or narrower than what was read; check it."
            found.append(Doubt(code=DoubtCode.PRINT_DIFFERS, detail=detail))
        if self.cell.between:
            detail = "It stands between two columns; check which one it belongs to."
            found.append(Doubt(code=DoubtCode.BETWEEN_COLUMNS, detail=detail))
        if self.cell.rows > 1:
            found.append(
                Doubt(
                    code=DoubtCode.MERGED_CELL,
                    detail="The cell spans several rows; check which row it belongs to.",
                )
            )
        return found


def read_cells(
    table: FlatTable,
    ink: TableInk,
    cells: Sequence[Cell],
    *,
    recognizer: Recognizer,
    margin: float = LINE_MARGIN,
    rendering: Callable[[Pixels], Pixels] | None = None,
) -> tuple[ReadCell, ...]:
    """
    Read cells of a table.

    Args:
        table: A flattened table.
        ink: Its ink.
        cells: Cells of its grid.
        recognizer: The engines.
        margin: How much paper around a line is read with it, as a share of its height.
        rendering: What is done to each line before it is read; None for nothing.

    Returns:
        One for each of the cells, in their order.
    """
    inks = [cell_ink(ink, cell) for cell in cells]
    boxes = [box for one in inks if one.kind is InkKind.TEXT for box in one.lines][:_MOST_LINES]
    crops = [warp(ink.pixels, box, margin=margin) for box in boxes]
    crops = crops if rendering is None else [rendering(crop) for crop in crops]
    texts = iter(read_texts(crops, recognizer=recognizer))
    return tuple(
        _read_cell(table, cell, one, texts=_taken(texts, one, ink))
        for cell, one in zip(cells, inks, strict=True)
    )


def _taken(texts: Iterator[LineText], cell: CellInk, table: TableInk) -> tuple[LineText, ...]:
    if cell.kind is not InkKind.TEXT:
        return ()
    unread = LineText(text="", confidence=0.0)
    return tuple(
        with_small_fraction(next(texts, unread), _within(table, box)) for box in cell.lines
    )


def _within(table: TableInk, box: Quadrilateral) -> NDArray[np.bool_]:
    (left, top), _, (right, bottom), _ = box.corners
    return table.ink[round(top) : round(bottom), round(left) : round(right)]


def _read_cell(
    table: FlatTable, cell: Cell, ink: CellInk, *, texts: tuple[LineText, ...]
) -> ReadCell:
    box = enclosing(ink.lines) if ink.lines else cell.box
    return ReadCell(cell=cell, kind=ink.kind, lines=texts, box=table.on_page(box), pen=ink.pen)
