"""
Missing fields: what every prescription should say around its table, and was not read.
"""

from collections.abc import Mapping

from dastern_core.ocr.draft import Doubt, DoubtCode, FieldName, Reading
from dastern_core.ocr.page_lines import PageLine

__all__ = ["EXPECTED", "missing", "with_missing"]

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
