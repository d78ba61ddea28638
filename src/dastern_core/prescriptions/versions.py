"""
A prescription, one immutable version at a time.

A change of content makes the next version and keeps the old one (RX-18, RX-19); a
change of status is a step of the life cycle.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    PatientId,
    PrescriptionId,
    require_aware,
)
from dastern_core.prescriptions.lifecycle import (
    END_REASONS,
    LIFECYCLE,
    EndReason,
    PrescriptionEvent,
    PrescriptionStatus,
)
from dastern_core.prescriptions.medications import Medication

__all__ = ["Prescription", "advance"]


@attrs.frozen(kw_only=True)
class Prescription:
    """
    One version of what was ordered for a patient.

    Args:
        id: The same over all versions.
        version: From 1, without gaps.
        patient_id: Who takes the medicines.
        author_id: Who wrote this version.
        status: Where it stands.
        end_reason: Why it ended; set exactly when it is inactive.
        start: The first local day of doses.
        zone: The zone whose clock the doses follow.
        grace_minutes: How long a dose stays on time, snapshotted on each dose (DST-09).
        diagnosis: As printed; never inferred (OCR-29).
        medications: Its lines in printed order, at least one, with distinct rows.
        created_at: When this version was written.
    """

    id: PrescriptionId
    version: int
    patient_id: PatientId
    author_id: AccountId
    status: PrescriptionStatus
    end_reason: EndReason | None
    start: date
    zone: ZoneInfo
    grace_minutes: int
    diagnosis: str | None
    medications: tuple[Medication, ...]
    created_at: datetime

    def __attrs_post_init__(self) -> None:
        """
        Report every rule that the version breaks.
        """
        require_aware(self.created_at, field="created_at")
        faults = []
        if self.version < 1:
            remedy = "Number the versions from 1."
            faults.append(Fault(field="version", problem="is below 1", remedy=remedy))
        rows = [medication.row for medication in self.medications]
        if not rows or len(set(rows)) != len(rows):
            faults.append(
                Fault(
                    field="medications",
                    problem="is empty or numbers two lines alike",
                    remedy="Give at least one medicine, each with its own row.",
                )
            )
        if (self.end_reason is None) is (self.status is PrescriptionStatus.INACTIVE):
            faults.append(
                Fault(
                    field="end_reason",
                    problem="does not fit the status",
                    remedy="Give a reason exactly when the prescription is inactive.",
                )
            )
        if faults:
            raise InvalidInputError(*faults)


def advance(prescription: Prescription, event: PrescriptionEvent) -> Prescription:
    """
    Take one step of the life cycle.

    Args:
        prescription: The newest version.
        event: What happens to it.

    Returns:
        The same version with its new status, and with a reason where it ended.

    Raises:
        IllegalTransitionError: The life cycle has no such step (RX-10, RX-14).
    """
    return attrs.evolve(
        prescription,
        status=LIFECYCLE.after(prescription.status, event),
        end_reason=END_REASONS.get(event),
    )
