"""
Evidence: the corrections from which reading can be improved, without whose they were.
"""

import attrs
import pytest

from dastern_core.ocr import (
    Answer,
    Correction,
    DraftMedication,
    FieldName,
    PrescriptionDraft,
    Reading,
    ReviewedDraft,
    confirmation,
    corrections,
    upright,
)
from dastern_core.schedule import Slot

CROP = b"\x89PNG\r\n\x1a\n."


def _reading(value: str) -> Reading:
    return Reading(text=f"{value}.", value=value, confidence=0.9, box=upright(1, 2, 30, 40))


DRAFT = PrescriptionDraft(
    fields={FieldName.PATIENT: _reading("A. Sample")},
    medications=(
        DraftMedication(
            name=_reading("ORS"),
            strength=None,
            form=None,
            quantity=None,
            unit=_reading("sachet"),
            doses={Slot.MORNING: _reading("7")},
            duration_days=_reading("5"),
            instructions=None,
        ),
    ),
    engine="an engine 1.0",
)
DOSE = Correction(
    part="doses.morning", text="7.", before="7", after="1", engine="an engine 1.0", crop=CROP
)


def test_only_corrected_values_of_rows_are_evidence() -> None:
    """
    What was accepted or added, and whatever tells who the patient is, is left out.
    """
    answers = (
        Answer(path="medications[0].doses.morning", after="1", crop=CROP),
        Answer(path="medications[0].name", after="ORS", crop=CROP),
        Answer(path="medications[0].instructions", after="with water"),
        Answer(path="fields.patient", after="B. Sample", crop=CROP),
    )
    reviewed = ReviewedDraft(draft=DRAFT, answers=answers)

    found = corrections(reviewed, confirmation(DRAFT, reviewed.corrections))

    assert found == (DOSE,)


@pytest.mark.parametrize("change", [{"after": "2"}, {"crop": None}, {"crop": CROP + b"."}])
def test_the_same_correction_has_the_same_name(change: dict[str, str | bytes | None]) -> None:
    """
    Taken in twice it is one; another value or another print is another.
    """
    assert attrs.evolve(DOSE).id == DOSE.id
    assert attrs.evolve(DOSE, **change).id != DOSE.id  # type: ignore[arg-type]
