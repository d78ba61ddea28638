"""
Evidence: the corrections from which reading can be improved, without whose they were.

What is printed around the table says who the patient is, and a crop of it shows it. So only
corrected values of medication rows are evidence.
"""

import hashlib

import attrs

from dastern_core.kernel import canonical_bytes
from dastern_core.ocr.changes import ChangeKind
from dastern_core.ocr.confirmation import Confirmation
from dastern_core.ocr.confirmation_json import ReviewedDraft

__all__ = ["Correction", "corrections"]

_ROW = "medications["
_ID_DIGITS = 16


@attrs.frozen(kw_only=True)
class Correction:
    """
    A value of a medication row that was read otherwise than a person confirmed it.

    Args:
        part: Which value of a row, such as ``doses.morning``.
        text: As read.
        before: The value that was made of it; None where there was none.
        after: The value as confirmed; None where there is none.
        engine: What read it, where that is known.
        crop: The print as a PNG file's bytes, where the review cut it out.
    """

    part: str
    text: str
    before: str | None
    after: str | None
    engine: str | None
    crop: bytes | None

    @property
    def id(self) -> str:
        """
        Sixteen hexadecimal digits: the same for the same correction of the same print.
        """
        told = {
            "part": self.part,
            "text": self.text,
            "before": self.before,
            "after": self.after,
            "engine": self.engine,
            "crop": None if self.crop is None else hashlib.sha256(self.crop).hexdigest(),
        }
        return hashlib.sha256(canonical_bytes(told)).hexdigest()[:_ID_DIGITS]


def corrections(reviewed: ReviewedDraft, confirmed: Confirmation) -> tuple[Correction, ...]:
    """
    Give what a review teaches about reading.

    Args:
        reviewed: The draft and the answers.
        confirmed: What became of them.

    Returns:
        The corrected values of rows, in the answers' order; what was accepted, added by hand
        or removed, and the fields around the table, are left out.
    """
    crops = {answer.path: answer.crop for answer in reviewed.answers}
    return tuple(
        Correction(
            part=change.path.partition("].")[2],
            text=change.reading.text,
            before=change.reading.value,
            after=change.after,
            engine=reviewed.draft.engine,
            crop=crops.get(change.path),
        )
        for change in confirmed.changes
        if change.kind is ChangeKind.CORRECTED
        and change.reading is not None
        and change.path.startswith(_ROW)
    )
