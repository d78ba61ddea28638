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
    REVIEW,
    EndReason,
    PrescriptionEvent,
    PrescriptionStatus,
    ReviewState,
)
from dastern_core.prescriptions.medications import Medication

__all__ = ["INITIAL_REASON", "Prescription", "advance"]

INITIAL_REASON = "Initial prescription"
"""
Why the first version was written (RX-03).
"""

_LONGEST_REASON = 1_000


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
        review: Whose turn it is; set exactly while it is a draft (C13).
        change_reason: Why this version was written, 1 to 1,000 characters (RX-19).
        is_urgent: Whether it was put in force without waiting for the patient (RX-23).
        status_note: Why it was handed back, rejected or stopped, in somebody's words, or
            None.
        status_at: When the status last changed; None where it never did.
        follow_up_on: When the patient should come back, or None (RX-07).
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
    diagnosis: str | None = attrs.field(repr=False)
    medications: tuple[Medication, ...] = attrs.field(repr=False)
    created_at: datetime
    review: ReviewState | None = None
    change_reason: str = attrs.field(default=INITIAL_REASON, repr=False)
    is_urgent: bool = False
    status_note: str | None = attrs.field(default=None, repr=False)
    status_at: datetime | None = None
    follow_up_on: date | None = None

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
        if (self.review is None) is (self.status is PrescriptionStatus.DRAFT):
            faults.append(
                Fault(
                    field="review",
                    problem="does not fit the status",
                    remedy="Say whose turn it is exactly while it is a draft.",
                )
            )
        for name in ("change_reason", "status_note"):
            text = getattr(self, name)
            if text is not None and not 0 < len(text.strip()) <= _LONGEST_REASON:
                remedy = f"Write 1 to {_LONGEST_REASON} characters."
                faults.append(Fault(field=name, problem="says nothing", remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)


def advance(
    prescription: Prescription,
    event: PrescriptionEvent,
    *,
    now: datetime,
    note: str | None = None,
) -> Prescription:
    """
    Take one step of the life cycle.

    Args:
        prescription: The newest version.
        event: What happens to it.
        now: When; aware.
        note: Why, in words; a draft that is handed back must say it (RX-12).

    Returns:
        The same version with its new status, and with a reason where it ended.

    Raises:
        IllegalTransitionError: The life cycle has no such step (RX-10, RX-14), or the draft
            was handed back and not revised (RX-12).
        InvalidInputError: The note is blank or too long, or misses where it is needed.
    """
    status, review = LIFECYCLE.after(prescription.status, event), prescription.review
    if review is not None:
        review = REVIEW.after(review, event)
    if event is PrescriptionEvent.RETAKE and note is None:
        remedy = "Say what should be written differently."
        raise InvalidInputError(Fault(field="note", problem="is missing", remedy=remedy))
    return attrs.evolve(
        prescription,
        status=status,
        end_reason=END_REASONS.get(event),
        review=review if status is PrescriptionStatus.DRAFT else None,
        status_note=note,
        status_at=require_aware(now, field="now"),
    )
