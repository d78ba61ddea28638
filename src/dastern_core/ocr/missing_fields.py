"""
Missing fields: what every prescription should say around its table, and was not read.
"""

from collections.abc import Mapping, Sequence

from dastern_core.ocr.draft import Doubt, DoubtCode, FieldName, Reading
from dastern_core.ocr.page_lines import PageLine

__all__ = ["EXPECTED", "cut_short", "missing", "with_missing"]

_SAME_ROW = 0.5  # of a line's height: two boxes stand on one row

EXPECTED = (
    # WHO's Guide to Good Prescribing, chapter 9, and the sex and diagnosis of Cambodia's forms.
    FieldName.PATIENT,
    FieldName.AGE,
    FieldName.SEX,
    FieldName.DIAGNOSIS,
    FieldName.DATE,
    FieldName.DOCTOR,
)
"""
The fields without which a prescription is not whole.
"""


def missing(label: PageLine | None = None) -> Reading:
    """
    Give the reading of a field whose value was not read.

    Args:
        label: The line with its label; None where no label was read.
    """
    detail = (
        "It was not read; look whether it is on the page."
        if label is None
        else "Its label was read without a value; look whether one is there."
    )
    return Reading(
        text="",
        value=None,
        confidence=0.0,
        box=None if label is None else label.box,
        review=(Doubt(code=DoubtCode.MISSING, detail=detail),),
    )


def with_missing(fields: Mapping[FieldName, Reading]) -> Mapping[FieldName, Reading]:
    """
    Give a page's fields with a doubt for each expected one that was not read.
    """
    expected = {name: missing() for name in EXPECTED}
    both = {**expected, **fields}
    return {name: both[name] for name in FieldName if name in both}


def cut_short(ending: PageLine, lines: Sequence[PageLine]) -> tuple[Doubt, ...]:
    """
    Doubt a text at whose end other print begins, for engines part a line at a wide gap.

    Args:
        ending: The line that ends with the text.
        lines: All lines around the tables.
    """
    box = ending.box
    right = max(x for x, _ in box.corners)
    beside = [
        line
        for line in lines
        if line is not ending
        and abs(line.box.centre[1] - box.centre[1]) <= _SAME_ROW * box.height
        and abs(min(x for x, _ in line.box.corners) - right) <= box.height
    ]
    detail = "It may go on in the print beside it; check where it ends."
    return (Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail),) if beside else ()
