"""
Telling: the notice that a step leaves for somebody, in the step's own unit of work (RX-34).
"""

from datetime import datetime
from uuid import UUID

from dastern_core.kernel import AccountId, PatientId
from dastern_core.notifications import Notice, NoticeId, NoticeKind
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.notices import Notified

__all__ = ["tell", "tell_other_side"]


def tell(
    work: Notified,
    kind: NoticeKind,
    *,
    patient_id: PatientId,
    recipient_id: AccountId | None = None,
    author_id: AccountId | None,
    about: UUID,
    reason: str | None = None,
    also_oneself: bool = False,
    now: datetime,
    entropy: Entropy,
) -> None:
    """
    Store a notice; of what somebody did themselves they are told only where it is asked for.

    Args:
        work: The unit of work of the step.
        kind: What is told.
        patient_id: About whom.
        recipient_id: To whom; None for the patient.
        author_id: Whose step it is; None for the system's.
        about: The thing's identifier.
        reason: Why, in the author's words, or None.
        also_oneself: Whether the author hears of it, too.
        now: The instant that the use case read from the clock.
        entropy: Draws the notice's identifier.

    Raises:
        PortError: The store failed; the step must not happen either.
    """
    recipient_id = AccountId(patient_id) if recipient_id is None else recipient_id
    if recipient_id == author_id and not also_oneself:
        return
    notice = Notice(
        id=NoticeId(entropy.identifier()),
        kind=kind,
        patient_id=patient_id,
        recipient_id=recipient_id,
        author_id=author_id,
        about=about,
        reason=reason,
        sent_at=now,
    )
    work.notices.add(notice)


def tell_other_side(
    work: Notified,
    kind: NoticeKind,
    *,
    actor_id: AccountId,
    sides: tuple[PatientId, AccountId],
    about: UUID,
    reason: str | None = None,
    now: datetime,
    entropy: Entropy,
) -> None:
    """
    Tell the other of two people what one of them did; the notice is about the patient.

    Whoever wrote the reason, it is the patient's, and is erased with what else is (EPD-08).

    Args:
        work: The unit of work of the step.
        kind: What is told.
        actor_id: Who did it.
        sides: The patient and the other, one of whom did it.
        about: The thing's identifier.
        reason: Why, in the author's words, or None.
        now: The instant that the use case read from the clock.
        entropy: Draws the notice's identifier.

    Raises:
        PortError: The store failed; the step must not happen either.
    """
    patient_id, member = sides
    tell(
        work,
        kind,
        patient_id=patient_id,
        recipient_id=member if actor_id == patient_id else AccountId(patient_id),
        author_id=actor_id,
        about=about,
        reason=reason,
        now=now,
        entropy=entropy,
    )
