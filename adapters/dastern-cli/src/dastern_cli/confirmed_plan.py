"""
The plan of what was confirmed: a request as ``dastern schedule export`` and ``reminders`` take it.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dastern_core.kernel import AccountId, PatientId, PrescriptionId, decimal_text, derive
from dastern_core.ocr import Confirmation
from dastern_core.prescriptions import Medication, draft_prescription
from dastern_core.schedule import DEFAULT_GRACE_MINUTES, dosage_json

__all__ = ["plan_request"]


def plan_request(
    confirmed: Confirmation,
    *,
    prescription_id: PrescriptionId,
    start: date,
    zone: ZoneInfo,
    now: datetime,
) -> Mapping[str, object]:
    """
    Write the confirmed medicines as a request.

    Args:
        confirmed: What a person confirmed.
        prescription_id: By which a calendar knows the doses again.
        start: The first day of doses.
        zone: The zone whose clock the doses follow.
        now: The current instant, aware.

    Returns:
        JSON values; each medicine's doses in FHIR's terms, up to the last one's last day.

    Raises:
        InvalidInputError: A line breaks a rule, or the start lies too far back.
    """
    patient_id = derive(PatientId, prescription_id, "patient")
    draft = draft_prescription(
        confirmed.lines,
        prescription_id=prescription_id,
        patient_id=patient_id,
        author_id=AccountId(patient_id),
        start=start,
        zone=zone,
        grace_minutes=DEFAULT_GRACE_MINUTES,
        diagnosis=None,
        now=now,
    )
    longest = max(line.duration_days or 0 for line in confirmed.lines)
    return {
        "id": str(prescription_id),
        "zone": zone.key,
        "start": start.isoformat(),
        "to": (start + timedelta(days=longest)).isoformat(),
        "medicines": [_medicine(one) for one in draft.medications],
    }


def _medicine(medication: Medication) -> Mapping[str, object]:
    quantity = medication.quantity
    told = {
        "name": medication.name,
        "strength": medication.strength,
        "form": medication.form,
        "instructions": medication.instructions,
        "quantity": None
        if quantity is None
        else {"value": decimal_text(quantity.value), "unit": quantity.unit},
        "dosage": [dosage_json(one) for one in medication.dosages],
    }
    return {name: value for name, value in told.items() if value is not None}
