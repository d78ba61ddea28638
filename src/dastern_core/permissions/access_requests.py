"""
Access requests: a doctor of the level REQUEST asks, and the patient approves each access.

An access is one consultation: an approval opens the data for as long as the patient said, for
each reading within that time, and the patient ends it at any moment before. Its end is exact:
at that instant nothing is open any more. A new level and the end of the connection close it.
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import NewType
from uuid import UUID

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    PatientId,
    TransitionTable,
    require_aware,
)

__all__ = [
    "ACCESS_REQUEST_LIFE",
    "LONGEST_ACCESS",
    "AccessRequest",
    "AccessRequestEvent",
    "AccessRequestId",
    "AccessRequestStatus",
    "approve",
    "ask_access",
    "close_request",
    "is_open",
]

AccessRequestId = NewType("AccessRequestId", UUID)
"""
One request for one access.
"""

LONGEST_ACCESS = timedelta(hours=24)
"""
How long one approval may last at most: the life of an invitation (C29), our choice.
"""

_LONGEST_REASON = 500


class AccessRequestStatus(Enum):
    """
    Where a request stands.
    """

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    CLOSED = "CLOSED"
    """
    Denied, withdrawn or ended; an approval whose time is over needs no step.
    """


class AccessRequestEvent(Enum):
    """
    What can happen to a request.
    """

    APPROVE = "APPROVE"
    CLOSE = "CLOSE"


ACCESS_REQUEST_LIFE: TransitionTable[AccessRequestStatus, AccessRequestEvent] = TransitionTable(
    name="access request",
    start=AccessRequestStatus.PENDING,
    steps={
        (AccessRequestStatus.PENDING, AccessRequestEvent.APPROVE): AccessRequestStatus.APPROVED,
        (AccessRequestStatus.PENDING, AccessRequestEvent.CLOSE): AccessRequestStatus.CLOSED,
        (AccessRequestStatus.APPROVED, AccessRequestEvent.CLOSE): AccessRequestStatus.CLOSED,
    },
)
"""
The life of a request for one access (CON-06).
"""


@attrs.frozen(kw_only=True)
class AccessRequest:
    """
    What a doctor asks of a patient.

    Args:
        id: Its identifier.
        patient_id: Whose data.
        requester_id: Who asks.
        reason: Why, for the patient to read; up to 500 characters.
        status: Where it stands.
        requested_at: When it was asked; aware.
        opens_at: From when on the approval holds; None before it.
        ends_at: Until when, not included; None before it.

    Raises:
        InvalidInputError: The reason is blank or long, an instant is naive, or the
            approval's times contradict the status.
    """

    id: AccessRequestId
    patient_id: PatientId
    requester_id: AccountId
    reason: str = attrs.field(repr=False)
    status: AccessRequestStatus
    requested_at: datetime
    opens_at: datetime | None = None
    ends_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a request that says nothing or contradicts itself.
        """
        require_aware(self.requested_at, field="requested_at")
        faults = []
        if not 0 < len(self.reason.strip()) <= _LONGEST_REASON:
            problem = f"is blank or longer than {_LONGEST_REASON} characters"
            remedy = "Tell the patient in a sentence why."
            faults.append(Fault(field="reason", problem=problem, remedy=remedy))
        given = (self.opens_at is not None, self.ends_at is not None)
        approved = self.status is AccessRequestStatus.APPROVED
        if given[0] is not given[1] or (approved and not given[0]):
            remedy = "Give both ends of an approval."
            faults.append(Fault(field="ends_at", problem="is missing", remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)


def ask_access(
    request_id: AccessRequestId,
    *,
    patient_id: PatientId,
    requester_id: AccountId,
    reason: str,
    now: datetime,
) -> AccessRequest:
    """
    Ask for one access.

    Raises:
        InvalidInputError: The reason is blank or too long.
    """
    return AccessRequest(
        id=request_id,
        patient_id=patient_id,
        requester_id=requester_id,
        reason=reason,
        status=ACCESS_REQUEST_LIFE.start,
        requested_at=now,
    )


def approve(asked: AccessRequest, *, lasting: timedelta, now: datetime) -> AccessRequest:
    """
    Approve a request for a time.

    Args:
        asked: The pending request.
        lasting: For how long; more than nothing and at most 24 hours.
        now: From when on; aware.

    Raises:
        IllegalTransitionError: It is not pending.
        InvalidInputError: The time is too short or too long.
    """
    status = ACCESS_REQUEST_LIFE.after(asked.status, AccessRequestEvent.APPROVE)
    if not timedelta(0) < lasting <= LONGEST_ACCESS:
        remedy = f"Give more than nothing and at most {LONGEST_ACCESS}."
        raise InvalidInputError(Fault(field="lasting", problem="is out of range", remedy=remedy))
    return attrs.evolve(
        asked, status=status, opens_at=require_aware(now, field="now"), ends_at=now + lasting
    )


def close_request(asked: AccessRequest) -> AccessRequest:
    """
    Deny, withdraw or end a request, with immediate effect.

    Raises:
        IllegalTransitionError: It is closed.
    """
    return attrs.evolve(
        asked, status=ACCESS_REQUEST_LIFE.after(asked.status, AccessRequestEvent.CLOSE)
    )


def is_open(asked: AccessRequest, *, now: datetime) -> bool:
    """
    Tell whether an approval holds at an instant: from its start up to, not including, its end.
    """
    if asked.status is not AccessRequestStatus.APPROVED:
        return False
    return (
        asked.opens_at is not None
        and asked.ends_at is not None
        and (asked.opens_at <= now < asked.ends_at)
    )
