"""
Draft: what was read on a page, with its evidence and every reason to look again.
"""

import pytest

from dastern_core.ocr import (
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    FieldName,
    PrescriptionDraft,
    Reading,
    doubts,
)
from dastern_core.schedule import Slot

DOUBT = Doubt(code=DoubtCode.UNCLEAR_TEXT, detail="Check it.")


def _reading(value: str, *review: Doubt) -> Reading:
    return Reading(text=value, value=value, confidence=0.9, box=None, review=review)


def test_every_doubt_has_a_path() -> None:
    """
    Doubts of the page, its fields, a row and a value are told apart by their paths.
    """
    medication = DraftMedication(
        name=_reading("A"),
        strength=None,
        form=None,
        quantity=None,
        unit=_reading("tablet", DOUBT),
        doses={Slot.NIGHT: _reading("1", DOUBT), Slot.MORNING: _reading("1", DOUBT)},
        duration_days=_reading("5"),
        instructions=_reading("with water", DOUBT),
        review=(DOUBT,),
    )
    draft = PrescriptionDraft(
        fields={FieldName.AGE: _reading("19", DOUBT)}, medications=(medication,), review=(DOUBT,)
    )

    assert [path for path, _ in doubts(draft)] == [
        "page",
        "fields.age",
        "medications[0]",
        "medications[0].unit",
        "medications[0].doses.morning",
        "medications[0].doses.night",
        "medications[0].instructions",
    ]


def test_every_reading_has_a_path() -> None:
    """
    Readings of fields and rows come with the paths that their doubts have.
    """
    medication = DraftMedication(
        name=_reading("A"),
        strength=None,
        form=None,
        quantity=None,
        unit=None,
        doses={},
        duration_days=_reading("5"),
        instructions=None,
    )
    draft = PrescriptionDraft(
        fields={FieldName.AGE: _reading("19")}, medications=(medication, medication)
    )

    assert [path for path, _ in draft.readings()] == [
        "fields.age",
        "medications[0].name",
        "medications[0].duration_days",
        "medications[1].name",
        "medications[1].duration_days",
    ]


def test_a_doubt_as_text() -> None:
    """
    A doubt is its code and its sentence.
    """
    assert str(DOUBT) == "unclear_text: Check it."


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_confidence_is_a_share(confidence: float) -> None:
    """
    A confidence below 0 or above 1 is refused.
    """
    with pytest.raises(ValueError, match="confidence"):
        Reading(text="", value=None, confidence=confidence, box=None)


def test_columns_of_slots() -> None:
    """
    Each slot has its column; the other columns have no slot.
    """
    assert {kind.slot for kind in ColumnKind} == {*Slot, None}
