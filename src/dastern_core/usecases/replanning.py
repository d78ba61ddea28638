"""
Replanning: a next version takes the place of what is in force, with its doses.
"""

from datetime import datetime

from dastern_core.ports.unit_of_work import UnitOfWork
from dastern_core.prescriptions import Prescription, PrescriptionStatus, plan_doses
from dastern_core.schedule import DailyClock

__all__ = ["drop_coming", "put_in_force"]


def put_in_force(
    work: UnitOfWork,
    version: Prescription,
    *,
    former: Prescription,
    daily_clock: DailyClock,
    now: datetime,
) -> None:
    """
    Store a next version and plan its doses; the former one and what was taken stay (RX-18).

    Args:
        work: The unit of work of the step.
        version: The next version, which stands as the former one stood.
        former: The newest version, as it was loaded.
        daily_clock: The patient's meal and slot times.
        now: The instant that the use case read from the clock.

    Raises:
        ConflictError: Somebody changed, paused or ended it meanwhile.
        InvalidInputError: A line cannot be computed.
        PortError: The store failed; nothing is stored.
    """
    # Nobody pauses or stops it between the reading and the writing of the next version.
    work.prescriptions.change_status(former, expected=former)
    work.prescriptions.add(version)
    drop_coming(work, former, now=now)
    if former.status is not PrescriptionStatus.PAUSED:  # or it is planned when it goes on
        work.doses.plan(plan_doses(version, daily_clock=daily_clock, now=now))


def drop_coming(work: UnitOfWork, prescription: Prescription, *, now: datetime) -> None:
    """
    Remove the doses that are still to come; what was due during a pause was not asked for.

    Args:
        work: The unit of work of the step.
        prescription: The newest version, as it stood until now.
        now: The instant that the use case read from the clock.

    Raises:
        PortError: The store failed.
    """
    was_paused = prescription.status is PrescriptionStatus.PAUSED
    since = prescription.status_at if was_paused and prescription.status_at else now
    work.doses.drop_due(
        prescription.patient_id,
        medication_ids=[line.id for line in prescription.medications],
        since=since,
    )
