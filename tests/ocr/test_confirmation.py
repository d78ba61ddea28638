"""
Confirmation: from a draft and a person's answers to lines that may be prescribed.
"""

from fractions import Fraction

import attrs
import pytest

from dastern_core.ocr import (
    ChangeKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    FieldName,
    PrescriptionDraft,
    Reading,
    UnansweredDoubtError,
    confirm,
    confirmation,
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
        (
            {"medications[0].doses.morning": "1000", "medications[0].duration_days": "1"},
            "medications[0].doses.morning",
        ),
        (
            {"medications[0].quantity": "999999999999", "medications[0].duration_days": "1"},
            "medications[0].quantity",
        ),
        ({"medications[0].strength": "purple"}, "medications[0].strength"),
        ({"medications[0].duration_days": "0"}, "medications[0].duration_days"),
        ({"medications[0].duration_days": "3.5"}, "medications[0].duration_days"),
        ({"medications[0].duration_days": "367"}, "medications[0].duration_days"),
        ({"medications[0].quantity": "13"}, "medications[0].duration_days"),
        ({"medications[0].quantity": "0"}, "medications[0].quantity"),
        ({"medications[1].name": "x"}, "medications[1].name"),
        ({"medications[0].colour": "x"}, "medications[0].colour"),
        ({"fields.age": "nineteen"}, "fields.age"),
        ({"fields.date": "31/02/2026"}, "fields.date"),
        ({"fields.shoe": "x"}, "fields.shoe"),
        ({"medications[0]": "added"}, "medications[0]"),
        ({"medications[2]": "added"}, "medications[2]"),
        ({"page": "fine"}, "page"),
        ({"medications[0].instructions": "x" * 501}, "medications[0].instructions"),
        ({"medications[0].name": "x" * 201}, "medications[0].name"),
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
    assert _faults(_draft(MEDICATION), {"medications[0]": "removed"}) == ["medications"]


def test_a_row_that_is_no_medicine_is_removed() -> None:
    """
    Its doubts need no answer any more, and the other rows keep their numbers.
    """
    stamp = attrs.evolve(MEDICATION, name=_reading("Stamp", DOUBT), review=(DOUBT,))

    confirmed = confirmation(_draft(stamp, MEDICATION), {"medications[0]": "Removed"})

    assert confirmed.lines == (LINE,)
    assert [(one.path, one.kind, one.after) for one in confirmed.changes] == [
        ("medications[0]", ChangeKind.REMOVED, None)
    ]
    assert confirmed.changes[0].reading == stamp.name


def test_a_removed_row_has_no_answers() -> None:
    """
    Who removes a row and gives its name says two things.
    """
    corrections = {"medications[0]": "removed", "medications[0].name": "x"}

    assert _faults(_draft(MEDICATION, MEDICATION), corrections) == ["medications[0].name"]


def test_a_row_that_was_missed_is_added() -> None:
    """
    It comes last, with days worked out as for any other row.
    """
    corrections = {
        "medications[1]": "added",
        "medications[1].name": "ORS",
        "medications[1].unit": "sachet",
        "medications[1].quantity": "10",
        "medications[1].doses.morning": "1",
        "medications[1].duration_days": "10",
    }

    confirmed = confirmation(_draft(MEDICATION), corrections)

    assert confirmed.lines == (
        LINE,
        MedicationLine(
            name="ORS",
            strength=None,
            form=None,
            unit="sachet",
            quantity=Fraction(10),
            doses={Slot.MORNING: Fraction(1)},
            duration_days=10,
            instructions=None,
        ),
    )
    assert {one.kind for one in confirmed.changes} == {ChangeKind.ADDED}


def test_a_draft_of_added_rows_alone() -> None:
    """
    Where nothing was read everything can be entered by hand.
    """
    corrections = {
        "medications[0]": "added",
        "medications[0].name": "ORS",
        "medications[0].unit": "sachet",
        "medications[0].doses.night": "1/2",
        "medications[0].duration_days": "3",
    }

    (line,) = confirm(_draft(), corrections)

    assert line.doses == {Slot.NIGHT: Fraction(1, 2)}


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ("name", "medications[1].name"),
        ("unit", "medications[1].unit"),
        ("doses.morning", "medications[1].doses"),
        ("duration_days", "medications[1].duration_days"),
    ],
)
def test_an_added_row_lacks_something(part: str, field: str) -> None:
    """
    An added row needs a name, a unit, a dose and days.
    """
    corrections = {
        "medications[1]": "added",
        "medications[1].name": "ORS",
        "medications[1].unit": "sachet",
        "medications[1].doses.morning": "1",
        "medications[1].duration_days": "10",
    }
    del corrections[f"medications[1].{part}"]

    assert _faults(_draft(MEDICATION), corrections) == [field]


def test_no_more_rows_than_a_page_prints() -> None:
    """
    Rows beyond the hundredth that is added belong to nothing.
    """
    corrections = {f"medications[{row}]": "added" for row in range(1, 102)}

    assert "medications[101]" in _faults(_draft(MEDICATION), corrections)
    assert "medications[100]" not in _faults(_draft(MEDICATION), corrections)


def test_days_that_follow_from_no_answer_are_asked_for() -> None:
    """
    A corrected dose leaves 14 capsules for no whole number of days: the message says both.
    """
    with pytest.raises(UnansweredDoubtError, match="worked out from what was answered") as refused:
        confirm(_draft(MEDICATION), {"medications[0].doses.morning": "2"})

    assert "Answer 'medications[0].duration_days'" in refused.value.faults[0].remedy


def test_fields_are_confirmed_unless_nobody_vouches_for_them() -> None:
    """
    Clear fields are taken as read, doubtful ones when answered; any can be given or taken away.
    """
    draft = PrescriptionDraft(
        fields={
            FieldName.PATIENT: _reading("A. SAMPLEHW", DOUBT),
            FieldName.AGE: _reading("10"),
            FieldName.SEX: _reading("female"),
            FieldName.DIAGNOSIS: _reading("Cystitis"),
            FieldName.DOCTOR: _reading("A stamp"),
        },
        medications=(MEDICATION,),
    )
    corrections = {
        "fields.age": "\u17e1\u17e9",
        "fields.date": "15/06/2026 09:30",
        "fields.diagnosis": "Cystitis",
        "fields.doctor": "",
    }

    confirmed = confirmation(draft, corrections)

    assert confirmed.left_out == (FieldName.PATIENT,)
    assert confirmed.fields == {
        FieldName.AGE: "19",
        FieldName.SEX: "female",
        FieldName.DIAGNOSIS: "Cystitis",
        FieldName.DATE: "2026-06-15T09:30",
    }
    assert [(one.path, one.kind, one.after) for one in confirmed.changes] == [
        ("fields.age", ChangeKind.CORRECTED, "19"),
        ("fields.date", ChangeKind.ADDED, "2026-06-15T09:30"),
        ("fields.diagnosis", ChangeKind.ACCEPTED, "Cystitis"),
        ("fields.doctor", ChangeKind.CORRECTED, None),
    ]


@pytest.mark.rule("OCR-07")
def test_what_a_person_changed_is_told() -> None:
    """
    An answer that repeats the value, in whatever signs, accepts it; another corrects it.
    """
    medication = attrs.evolve(
        MEDICATION,
        doses={Slot.MORNING: _reading("0.5", DOUBT), Slot.EVENING: _reading("7", DOUBT)},
        review=(DOUBT,),
    )
    corrections = {
        "page": "ok",
        "medications[0]": "ok",
        "medications[0].doses.morning": "½",
        "medications[0].doses.evening": "1",
        "medications[0].doses.night": "0",
        "medications[0].strength": "",
        "medications[0].instructions": "after meals",
        "medications[0].duration_days": "៧",
    }

    confirmed = confirmation(_draft(medication, review=(DOUBT,)), corrections)

    assert [(one.kind.value, one.after) for one in confirmed.changes] == [
        ("accepted", None),
        ("accepted", None),
        ("accepted", "0.5"),
        ("corrected", "1"),
        ("accepted", None),
        ("corrected", None),
        ("added", "after meals"),
        ("accepted", "7"),
    ]
    assert confirmed.changes[3].reading == medication.doses[Slot.EVENING]
