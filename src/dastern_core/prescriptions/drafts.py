"""
Drafts: from the lines that a person confirmed to a prescription that may start.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    MedicationId,
    PatientId,
    PrescriptionId,
    Quantity,
    derive,
    local_date,
)
from dastern_core.prescriptions.lifecycle import LIFECYCLE, REVIEW
from dastern_core.prescriptions.medications import Medication
from dastern_core.prescriptions.versions import Prescription
from dastern_core.schedule import Dosage, Slot, meal_instruction, slot_dosages

__all__ = ["MedicationLine", "draft_prescription"]

_OLDEST_START = timedelta(days=7)  # DOSE-31


@attrs.frozen(kw_only=True)
class MedicationLine:
    """
    One row of a printed dose grid, every value confirmed by a person.

    Args:
        name: The medicine's name.
        strength: Such as ``"500 mg"``, or None.
        form: Such as ``"tablet"``, or None.
        unit: What a dose counts, such as ``"tablet"``.
        quantity: Units dispensed, or None.
        doses: The amount in each slot that has one.
        duration_days: For how many days, or None where it goes on.
        instructions: What else is printed, or None.
    """

    name: str
    strength: str | None
    form: str | None
    unit: str
    quantity: Fraction | None
    doses: Mapping[Slot, Fraction]
    duration_days: int | None
    instructions: str | None


def draft_prescription(
    lines: Sequence[MedicationLine],
    *,
    prescription_id: PrescriptionId,
    patient_id: PatientId,
    author_id: AccountId,
    start: date,
    zone: ZoneInfo,
    grace_minutes: int,
    diagnosis: str | None,
    now: datetime,
) -> Prescription:
    """
    Write the first version of a prescription, as a draft.

    Args:
        lines: The confirmed rows, in printed order.
        prescription_id: The new prescription's identifier.
        patient_id: Who takes the medicines.
        author_id: Who confirmed the lines, or the doctor who orders them.
        start: The first day of doses; at most 7 days ago (DOSE-31).
        zone: The zone whose clock the doses follow.
        grace_minutes: 10, 20, 30 or 60 (DST-08).
        diagnosis: As printed, or None; a doctor gives it or the symptoms (RX-03).
        now: The current instant, aware.

    Returns:
        A draft; its medications' identifiers derive from the prescription and the row.

    Raises:
        InvalidInputError: A line breaks a rule (each fault names its line), the start lies
            too far back, or a doctor gives no diagnosis.
    """
    faults = []
    if start < local_date(now, zone=zone) - _OLDEST_START:
        faults.append(
            Fault(
                field="start",
                problem="is more than 7 days ago",
                remedy="Start today, and mark earlier doses in the history.",
            )
        )
    if author_id != patient_id and not (diagnosis or "").strip():
        remedy = "Give the diagnosis or the symptoms."
        faults.append(Fault(field="diagnosis", problem="is missing", remedy=remedy))
    medications = []
    for row, line in enumerate(lines, start=1):
        try:
            medications.append(_medication(line, row=row, prescription_id=prescription_id))
        except InvalidInputError as error:
            faults += [
                attrs.evolve(fault, field=f"lines[{row - 1}].{fault.field}")
                for fault in error.faults
            ]
    if faults:
        raise InvalidInputError(*faults)
    return Prescription(
        id=prescription_id,
        version=1,
        patient_id=patient_id,
        author_id=author_id,
        status=LIFECYCLE.start,
        end_reason=None,
        start=start,
        zone=zone,
        grace_minutes=grace_minutes,
        diagnosis=diagnosis,
        medications=tuple(medications),
        created_at=now,
        review=REVIEW.start,
    )


def _medication(line: MedicationLine, *, row: int, prescription_id: PrescriptionId) -> Medication:
    return Medication(
        id=derive(MedicationId, prescription_id, f"1/{row}"),
        row=row,
        name=line.name.strip(),
        strength=line.strength,
        form=line.form,
        quantity=None if line.quantity is None else Quantity(value=line.quantity, unit=line.unit),
        dosages=_dosages(line),
        instructions=line.instructions,
    )


def _dosages(line: MedicationLine) -> tuple[Dosage, ...]:
    meal = meal_instruction(line.instructions) if line.instructions else None
    rows = slot_dosages(
        line.doses,
        unit=line.unit,
        duration_days=line.duration_days,
        meal=meal.relation if meal else None,
        lead_minutes=meal.lead_minutes if meal else None,
    )
    if meal is not None:
        return tuple(attrs.evolve(row, text=line.instructions) for row in rows)
    # Words that are not computed are carried by each dose, and flagged there.
    return tuple(attrs.evolve(row, patient_instruction=line.instructions) for row in rows)
