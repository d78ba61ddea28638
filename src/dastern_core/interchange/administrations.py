"""
Administrations: what became of a dose, as FHIR's MedicationAdministration knows it.
"""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Final

import attrs

from dastern_core.interchange.marks import DoseMark, MarkAction
from dastern_core.interchange.orders import urn_of
from dastern_core.kernel import Fault, InvalidInputError, parse_id
from dastern_core.schedule import (
    Coding,
    Concept,
    Dose,
    DoseId,
    DoseStatus,
    Measure,
    SkipReason,
)

__all__ = [
    "REASON_SYSTEM",
    "Administration",
    "AdministrationStatus",
    "administration_of",
    "mark_of",
]

REASON_SYSTEM: Final = "urn:x-dastern:not-taken-reason"
"""
The code system of why a dose was not taken: a skip reason, or ``missed``.
"""

_MISSED: Final = "missed"


class AdministrationStatus(Enum):
    """
    What became of a dose (FHIR R5 value set medication-admin-status).
    """

    IN_PROGRESS = "in-progress"
    NOT_DONE = "not-done"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Administration:
    """
    One dose that was taken, or was not.

    Args:
        id: The dose's own identifier; None where it has none.
        slot_key: What the dose is; None where the sender does not know.
        status: Whether it was taken.
        reasons: Why it was not.
        medicine: The medicine's name, in words, codes or both.
        subject: Who takes it, as a reference.
        request: The order, as a reference.
        at: When it was taken, or should have been.
        recorded_at: When that became known.
        quantity: How much.
        notes: What else is said, in words.
    """

    id: str | None = None
    slot_key: str | None = None
    status: AdministrationStatus
    reasons: tuple[Concept, ...] = ()
    medicine: Concept
    subject: str
    request: str | None = None
    at: date | datetime
    recorded_at: date | datetime | None = None
    quantity: Measure | None = None
    notes: tuple[str, ...] = ()


def administration_of(dose: Dose, *, medicine: str) -> Administration | None:
    """
    Give what became of a dose.

    Args:
        dose: Any dose.
        medicine: The name of its medicine.

    Returns:
        Taken: completed, when and how much. Skipped: not done, with the reason. Missed:
        not done, at the time it was due. None while it is due: nothing happened yet.
    """
    if dose.status is DoseStatus.DUE:
        return None
    is_taken = dose.status in {DoseStatus.TAKEN_ON_TIME, DoseStatus.TAKEN_LATE}
    return Administration(
        id=str(dose.id),
        slot_key=dose.slot_key,
        status=AdministrationStatus.COMPLETED if is_taken else AdministrationStatus.NOT_DONE,
        reasons=() if is_taken else _reasons(dose),
        medicine=Concept(text=medicine),
        subject=urn_of(dose.patient_id),
        request=urn_of(dose.medication_id),
        at=dose.acted_at or dose.due_at,
        recorded_at=dose.recorded_at,
        quantity=Measure(value=dose.quantity.value, unit=dose.quantity.unit) if is_taken else None,
        notes=() if dose.skip_note is None else (dose.skip_note,),
    )


def _reasons(dose: Dose) -> tuple[Concept, ...]:
    code = _MISSED if dose.status is DoseStatus.MISSED else None
    code = dose.skip_reason.value if dose.skip_reason is not None else code
    if code is None:
        return ()
    coding = Coding(system=REASON_SYSTEM, code=code, display=code.replace("_", " "))
    return (Concept(codings=(coding,)),)


def mark_of(administration: Administration) -> DoseMark | None:
    """
    Give what an administration asks us to record.

    Args:
        administration: One whose ``id`` is a dose's.

    Returns:
        Taken or skipped, at its own time; None where nobody acted: missed, still going
        on, on hold or withdrawn.

    Raises:
        InvalidInputError: It is of no dose of ours, or has no time of day.
    """
    taken = administration.status is AdministrationStatus.COMPLETED
    code = next((one.code_in(REASON_SYSTEM) for one in administration.reasons), None)
    skipped = administration.status is AdministrationStatus.NOT_DONE and code != _MISSED
    if not (taken or skipped):
        return None
    if not isinstance(administration.at, datetime) or administration.at.tzinfo is None:
        remedy = "Give occurenceDateTime with time and offset."
        raise InvalidInputError(
            Fault(field="occurenceDateTime", problem="is no instant", remedy=remedy)
        )
    reasons = {reason.value: reason for reason in SkipReason}
    return DoseMark(
        dose_id=parse_id(DoseId, administration.id or "", field="id"),
        action=MarkAction.TAKE if taken else MarkAction.SKIP,
        at=administration.at.astimezone(UTC),
        reason=reasons.get(code or "") if skipped else None,
        note="\n".join(administration.notes) or None if skipped else None,
    )
