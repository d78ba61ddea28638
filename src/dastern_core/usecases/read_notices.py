"""
Read notices: what somebody was told, by them alone (NOT-03).
"""

from dastern_core.kernel import AccountId, PatientId
from dastern_core.notifications import Notice, NoticeId, mark_read
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.authorising import judge

__all__ = ["read_notice", "read_notices"]


def read_notices(
    actor_id: AccountId, *, limit: int, store: Store, clock: Clock, entropy: Entropy
) -> tuple[Notice, ...]:
    """
    Read the notices to oneself, the newest first (NOT-04).

    Args:
        actor_id: Who reads.
        limit: At most so many; at least 1.
        store: Where they are.
        clock: Tells when.
        entropy: Draws a refusal's identifier and salt.

    Raises:
        NotPermittedError: The account is closed; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed.
    """
    now = clock.now()
    thing = Resource(
        type=ResourceType.NOTICE, patient_id=PatientId(actor_id), counterpart_id=actor_id
    )
    notices: tuple[Notice, ...] = ()
    with store.begin() as work:
        judged = judge(work, Action.READ, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            notices = work.notices.to(actor_id, limit=limit)
    require(judged.decision)
    return notices


def read_notice(
    notice_id: NoticeId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> Notice:
    """
    Say that a notice was read; only its recipient can (NOT-03, B004).

    Args:
        notice_id: Which one.
        actor_id: Who read it.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: It is to somebody else; audited.
        ConflictError: It was read before.
        NotFoundError: There is no such notice, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        notice = work.notices.get(notice_id)
        thing = Resource(
            type=ResourceType.NOTICE,
            patient_id=notice.patient_id,
            author_id=notice.author_id,
            counterpart_id=notice.recipient_id,
        )
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            notice = mark_read(notice, now=now)
            work.notices.mark(notice)
    require(judged.decision)
    return notice
