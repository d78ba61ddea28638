"""
Confirmation: from a draft and a person's answers to lines that may be prescribed.
"""

from fractions import Fraction

import attrs
import pytest

from dastern_core.ocr import (
    Doubt,
    DoubtCode,
    DraftMedication,
    FieldName,
    PrescriptionDraft,
    Reading,
    UnansweredDoubtError,
    confirm,
)
from dastern_core.prescriptions import MedicationLine
from dastern_core.schedule import Slot

DOUBT = Doubt(code=DoubtCode.UNCLEAR_TEXT, detail="Check it.")


def _reading(value: str | None, *review: Doubt, text: str = "printed") -> Reading:
    return Reading(text=text, value=value, confidence=0.9, box=None, review=review)


MEDICATION = DraftMedication(
    name=_reading("Amoxicillin"),
    strength=_reading("500 mg"),
    form=_reading("capsule"),
    quantity=_reading("14"),
    unit=_reading("capsule"),
    doses={Slot.MORNING: _reading("1"), Slot.EVENING: _reading("1")},
    duration_days=_reading("7", text=""),
    instructions=None,
)
LINE = MedicationLine(
    name="Amoxicillin",
    strength="500 mg",
    form="capsule",
    unit="capsule",
    quantity=Fraction(14),
    doses={Slot.MORNING: Fraction(1), Slot.EVENING: Fraction(1)},
    duration_days=7,
    instructions=None,
)


def _draft(*medications: DraftMedication, review: tuple[Doubt, ...] = ()) -> PrescriptionDraft:
    return PrescriptionDraft(fields={}, medications=medications, review=review)


def _faults(draft: PrescriptionDraft, corrections: dict[str, str]) -> list[str]:
    with pytest.raises(UnansweredDoubtError) as refused:
        confirm(draft, corrections)
    return [fault.field for fault in refused.value.faults]


@pytest.mark.rule("OCR-07")
def test_a_clear_draft_is_confirmed_as_read() -> None:
    """
    Without doubts a person's bare confirmation is enough.
    """
    assert confirm(_draft(MEDICATION), {}) == (LINE,)


@pytest.mark.rule("OCR-07")
def test_every_open_doubt_is_listed() -> None:
    """
    Doubts of the page, a row and a value are all named together; none is passed over.
    """
    medication = attrs.evolve(
        MEDICATION, name=_reading("Amoxicillin", DOUBT), review=(DOUBT,), unit=None
    )
    draft = _draft(medication, review=(DOUBT,))

    assert _faults(draft, {}) == [
        "page",
        "medications[0]",
        "medications[0].name",
        "medications[0].unit",
    ]


def test_answers_settle_doubts() -> None:
    """
    Doubts answered by ok or by a value are settled, and the value counts.
    """
    medication = attrs.evolve(
        MEDICATION, name=_reading("Amoxlcillin", DOUBT), strength=None, review=(DOUBT,)
    )
    corrections = {
        "page": "ok",
        "medications[0]": "OK",
        "medications[0].name": " Amoxicillin ",
        "medications[0].strength": "500 mg",
        "medications[0].instructions": "after meals",
        "medications[0].form": "",
    }

    (line,) = confirm(_draft(medication, review=(DOUBT,)), corrections)

    assert line == attrs.evolve(LINE, form=None, instructions="after meals")


def test_fields_do_not_hold_a_line_up() -> None:
    """
    A doubt about what is printed around the table does not touch the lines.
    """
    draft = PrescriptionDraft(
        fields={FieldName.AGE: _reading("19", DOUBT)}, medications=(MEDICATION,)
    )

    assert confirm(draft, {}) == (LINE,)


@pytest.mark.parametrize(
    ("corrections", "days"),
    [
        ({"medications[0].doses.evening": "0"}, 14),
        ({"medications[0].doses.evening": ""}, 14),
        ({"medications[0].doses.evening": "½", "medications[0].doses.night": "1/2"}, 7),
        ({"medications[0].quantity": "20"}, 10),
        ({"medications[0].quantity": "20", "medications[0].duration_days": "៥"}, 5),
    ],
)
def test_days_follow_what_was_answered(corrections: dict[str, str], days: int) -> None:
    """
    Worked-out days are worked out anew from answered doses and quantity, unless given.
    """
    (line,) = confirm(_draft(MEDICATION), corrections)

    assert line.duration_days == days


def test_days_in_doubt_for_their_inputs_need_no_answer() -> None:
    """
    Where the days are in doubt only because a dose is, answering the dose settles both.
    """
    unsure = Doubt(code=DoubtCode.UNSURE_INPUT, detail="Worked out.")
    medication = attrs.evolve(
        MEDICATION,
        doses={Slot.MORNING: _reading("7", DOUBT), Slot.EVENING: _reading("1")},
        duration_days=_reading("2", unsure, text=""),
    )

    assert _faults(_draft(medication), {}) == ["medications[0].doses.morning"]
    assert confirm(_draft(medication), {"medications[0].doses.morning": "1"}) == (LINE,)


def test_printed_days_stay() -> None:
    """
    Printed days do not change with the quantity, nor do days without a quantity.
    """
    printed = attrs.evolve(MEDICATION, duration_days=_reading("7"))
    (line,) = confirm(_draft(printed), {"medications[0].quantity": "20"})
    (other,) = confirm(_draft(MEDICATION), {"medications[0].quantity": ""})

    assert (line.duration_days, line.quantity) == (7, Fraction(20))
    assert (other.duration_days, other.quantity) == (7, None)


@pytest.mark.parametrize(
    ("corrections", "field"),
    [
        ({"medications[0].name": ""}, "medications[0].name"),
        ({"medications[0].unit": "shoe"}, "medications[0].unit"),
        ({"medications[0].doses.morning": "many"}, "medications[0].doses.morning"),
        ({"medications[0].duration_days": "0"}, "medications[0].duration_days"),
        ({"medications[0].duration_days": "3.5"}, "medications[0].duration_days"),
        ({"medications[0].duration_days": "367"}, "medications[0].duration_days"),
        ({"medications[0].quantity": "13"}, "medications[0].duration_days"),
        ({"medications[0].quantity": "0"}, "medications[0].quantity"),
        ({"medications[1].name": "x"}, "medications[1].name"),
        ({"medications[0].colour": "x"}, "medications[0].colour"),
        ({"fields.age": "x"}, "fields.age"),
        ({"page": "fine"}, "page"),
        ({"medications[0].instructions": "x" * 201}, "medications[0].instructions"),
    ],
)
def test_answers_that_cannot_be_used(corrections: dict[str, str], field: str) -> None:
    """
    An answer that makes no sense, or belongs nowhere, is named.
    """
    assert _faults(_draft(MEDICATION), corrections) == [field]


def test_a_medicine_without_a_dose() -> None:
    """
    A row that is left without any dose is not confirmed.
    """
    corrections = {"medications[0].doses.morning": "0", "medications[0].doses.evening": "0"}

    assert _faults(_draft(MEDICATION), corrections) == ["medications[0].doses"]


def test_no_medicines() -> None:
    """
    A draft without medicines cannot be confirmed.
    """
    assert _faults(_draft(), {}) == ["medications"]
