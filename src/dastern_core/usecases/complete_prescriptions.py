"""
Complete prescriptions: what has run out is closed, with its history (RX-16).
"""

from datetime import datetime, timedelta
from typing import Final

import attrs

from dastern_core.audit import AuditAction
from dastern_core.kernel import Period, PrescriptionId, UnreadableError
from dastern_core.permissions import SYSTEM
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import (
    Prescription,
    PrescriptionEvent,
    advance,
    remaining_order,
)
from dastern_core.schedule import DailyClock, DoseStatus
from dastern_core.usecases.auditing import record_prescription

__all__ = ["CompletedPrescriptions", "complete_prescriptions"]

_DAY: Final = timedelta(days=1)


@attrs.frozen(kw_only=True)
class CompletedPrescriptions:
    """
    What became of one page.

    Args:
        closed: How many were closed.
        unreadable: Which stay open because they or their doses cannot be read.
        after: Where the next page begins; None at the end.
    """

    closed: int
    unreadable: tuple[PrescriptionId, ...]
    after: PrescriptionId | None


def complete_prescriptions(
    *,
    after: PrescriptionId | None,
    limit: int,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> CompletedPrescriptions:
    """
    Close those of a page of active prescriptions whose every line has run out.

    One that still has a dose due waits until it was taken, skipped or swept, and what is
    taken as needed without an end never runs out. One that cannot be read stops no other.

    Args:
        after: Where the page before ended; None begins.
        limit: How many are looked at in this unit of work; at least 1.
        daily_clock: The meal and slot times by which lengths are counted.
        store: The system's store.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Raises:
        ConflictError: Somebody changed one meanwhile; run the page again.
        PortError: The store failed; nothing is closed.
    """
    now = clock.now()
    closed = 0
    with store.begin() as work:
        page = work.prescriptions.active(after=after, limit=limit)
        unreadable = list(page.unreadable)
        for active in page.readable:
            try:
                if not _has_run_out(work, active, daily_clock=daily_clock, now=now):
                    continue
            except UnreadableError:
                unreadable.append(active.id)
                continue
            completed = advance(active, PrescriptionEvent.COMPLETE, now=now)
            work.prescriptions.change_status(completed, expected=active)
            record_prescription(
                work,
                AuditAction.PRESCRIPTION_UPDATE,
                completed,
                actor=SYSTEM,
                details={"status": completed.status.value},
                at=now,
                entropy=entropy,
            )
            closed += 1
    return CompletedPrescriptions(closed=closed, unreadable=tuple(unreadable), after=page.after)


def _has_run_out(
    work: UnitOfWork, active: Prescription, *, daily_clock: DailyClock, now: datetime
) -> bool:
    if remaining_order(active, daily_clock=daily_clock, since=now, until=now) is not None:
        return False
    begun = datetime.combine(active.start, datetime.min.time(), tzinfo=active.zone)
    doses = work.doses.of_patient(
        active.patient_id, Period(start=min(begun, now) - _DAY, end=now + _DAY)
    )
    return not any(
        dose.prescription_id == active.id and dose.status is DoseStatus.DUE for dose in doses
    )
