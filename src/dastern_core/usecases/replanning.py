"""
Replanning: a next version takes the place of what is in force, with its doses.
"""

from datetime import datetime

from dastern_core.kernel import AccountId
from dastern_core.notifications import NoticeKind
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import UnitOfWork
from dastern_core.prescriptions import (
    Prescription,
    PrescriptionStatus,
    ProposalEvent,
    close_proposal,
    plan_doses,
)
from dastern_core.schedule import DailyClock
from dastern_core.usecases.telling import tell

__all__ = ["drop_coming", "put_in_force", "supersede_stale"]


def put_in_force(
    work: UnitOfWork,
    version: Prescription,
    *,
    former: Prescription,
    actor_id: AccountId,
    daily_clock: DailyClock,
    now: datetime,
    entropy: Entropy,
) -> None:
    """
    Store a next version and plan its doses; the former one and what was taken stay (RX-18).

    Args:
        work: The unit of work of the step.
        version: The next version, which stands as the former one stood.
        former: The newest version, as it was loaded.
        actor_id: Whose step it is.
        daily_clock: The patient's meal and slot times.
        now: The instant that the use case read from the clock.
        entropy: Draws the notices' identifiers.

    Raises:
        ConflictError: Somebody changed, paused or ended it meanwhile.
        InvalidInputError: A line cannot be computed.
        PortError: The store failed; nothing is stored.
    """
    # Nobody pauses or stops it between the reading and the writing of the next version.
    work.prescriptions.change_status(former, expected=former)
    drop_coming(work, former, now=now)
    work.prescriptions.add(version)
    supersede_stale(work, version, actor_id=actor_id, now=now, entropy=entropy)
    if former.status is not PrescriptionStatus.PAUSED:  # or it is planned when it goes on
        work.doses.plan(plan_doses(version, daily_clock=daily_clock, now=now))


def supersede_stale(
    work: UnitOfWork,
    newest: Prescription,
    *,
    actor_id: AccountId,
    now: datetime,
    entropy: Entropy,
) -> None:
    """
    Close the proposals that an earlier version was the base of, and tell their author.

    Args:
        work: The unit of work of the step.
        newest: The newest version.
        actor_id: Whose step it is; where it is the author's own, they are told as well.
        now: The instant that the use case read from the clock.
        entropy: Draws the notices' identifiers.

    Raises:
        ConflictError: One was decided meanwhile.
        PortError: The store failed.
    """
    for waiting in work.proposals.pending(newest.patient_id):
        if waiting.prescription_id == newest.id and waiting.base_version < newest.version:
            closed = close_proposal(waiting, ProposalEvent.SUPERSEDE, now=now)
            work.proposals.change(closed, expected=waiting.status)
            tell(
                work,
                NoticeKind.CHANGE_SUPERSEDED,
                patient_id=waiting.patient_id,
                recipient_id=waiting.author_id,
                author_id=actor_id,
                about=waiting.id,
                also_oneself=True,
                now=now,
                entropy=entropy,
            )


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
