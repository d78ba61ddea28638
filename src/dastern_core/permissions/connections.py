"""
Connections: two people who agree that one may see what the other allows.

Rules: either side asks (CON-03), only the one who was asked accepts, and only while the
request stands (CON-04, B006); either side ends it, with immediate effect (CON-10); what
has ended can be asked for again (CON-12, B079).
"""

from datetime import datetime
from enum import Enum
from typing import ClassVar, NewType
from uuid import UUID

import attrs

from dastern_core.kernel import (
    AccountId,
    ConflictError,
    Fault,
    InvalidInputError,
    NotPermittedError,
    PatientId,
    TransitionTable,
    require_aware,
    text_fault,
)
from dastern_core.permissions.levels import AccessLevel, ConnectionKind

__all__ = [
    "CONNECTION_LIFE",
    "CaregiverLimitError",
    "Connection",
    "ConnectionEnd",
    "ConnectionEvent",
    "ConnectionId",
    "ConnectionStatus",
    "DuplicateConnectionError",
    "accept",
    "ask_again",
    "end",
    "request",
]

ConnectionId = NewType("ConnectionId", UUID)
"""
One connection, over all its requests.
"""

_LONGEST_REASON = 1_000  # as a notice tells it to the other side


class DuplicateConnectionError(ConflictError):
    """
    The two are connected already, or one of them has asked already.
    """

    code: ClassVar[str] = "duplicate_connection"


class CaregiverLimitError(NotPermittedError):
    """
    The patient's plan allows no further relative (CON-27, CON-28).
    """

    code: ClassVar[str] = "limit_reached"


class ConnectionStatus(Enum):
    """
    Where a connection stands (CON-02).
    """

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    REVOKED = "REVOKED"


class ConnectionEvent(Enum):
    """
    What can happen to a connection.
    """

    ACCEPT = "ACCEPT"
    DECLINE = "DECLINE"
    WITHDRAW = "WITHDRAW"
    REVOKE = "REVOKE"
    ASK_AGAIN = "ASK_AGAIN"


class ConnectionEnd(Enum):
    """
    How a connection ended (C27).
    """

    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    DISCONNECTED = "DISCONNECTED"
    """
    By the doctor, with a reason (CON-11).
    """


CONNECTION_LIFE: TransitionTable[ConnectionStatus, ConnectionEvent] = TransitionTable(
    name="connection",
    start=ConnectionStatus.PENDING,
    steps={
        (ConnectionStatus.PENDING, ConnectionEvent.ACCEPT): ConnectionStatus.ACCEPTED,
        (ConnectionStatus.PENDING, ConnectionEvent.DECLINE): ConnectionStatus.REVOKED,
        (ConnectionStatus.PENDING, ConnectionEvent.WITHDRAW): ConnectionStatus.REVOKED,
        (ConnectionStatus.ACCEPTED, ConnectionEvent.REVOKE): ConnectionStatus.REVOKED,
        (ConnectionStatus.REVOKED, ConnectionEvent.ASK_AGAIN): ConnectionStatus.PENDING,
    },
)
"""
The life of a connection (CON-02, CON-12, C27).
"""


@attrs.frozen(kw_only=True)
class Connection:
    """
    What stands between two people.

    Args:
        id: Its identifier; one pair has one connection.
        kind: As what the member is connected.
        patient_id: The patient.
        member_id: The doctor or the relative.
        initiator_id: Who asked; one of the two.
        status: Where it stands.
        end_reason: How it ended, where it has.
        offered_level: What the patient's invitation offered; a proposal, never a right.
        requested_at: When it was asked for, the last time; aware.
        accepted_at: When it was accepted; None before.
        ended_at: When it ended; None before.

    Raises:
        InvalidInputError: Both are the same person, the initiator is a third one, an
            instant is naive, or the end contradicts the status.
    """

    id: ConnectionId
    kind: ConnectionKind
    patient_id: PatientId
    member_id: AccountId
    initiator_id: AccountId
    status: ConnectionStatus
    end_reason: ConnectionEnd | None = None
    offered_level: AccessLevel | None = None
    requested_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a connection that contradicts itself, naming every fault.
        """
        require_aware(self.requested_at, field="requested_at")
        faults = []
        if self.patient_id == self.member_id:
            problem = "is the patient: You cannot connect to your own account"
            remedy = "Name somebody else."
            faults.append(Fault(field="member_id", problem=problem, remedy=remedy))
        if self.initiator_id not in {self.patient_id, self.member_id}:
            remedy = "Name the patient or the member."
            faults.append(Fault(field="initiator_id", problem="is a third", remedy=remedy))
        ended = self.status is ConnectionStatus.REVOKED
        if (self.end_reason is not None) is not ended or (self.ended_at is not None) is not ended:
            problem = f"contradicts {self.status.value}"
            remedy = "Give reason and time of the end where it has ended, and only there."
            faults.append(Fault(field="end_reason", problem=problem, remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)

    @property
    def recipient_id(self) -> AccountId:
        """
        Who was asked, and alone may accept (CON-04).
        """
        asked = self.member_id if self.initiator_id == self.patient_id else self.patient_id
        return AccountId(asked)

    def other(self, account_id: AccountId) -> AccountId:
        """
        Give the other side.

        Raises:
            NotPermittedError: The account is neither of the two.
        """
        pair = (AccountId(self.patient_id), self.member_id)
        if account_id not in pair:
            message = "only the two who are connected may do that"
            raise NotPermittedError(message)
        return pair[account_id == pair[0]]


def request(
    connection_id: ConnectionId,
    kind: ConnectionKind,
    *,
    patient_id: PatientId,
    member_id: AccountId,
    initiator_id: AccountId,
    offered_level: AccessLevel | None = None,
    now: datetime,
) -> Connection:
    """
    Ask for a connection for the first time.

    Raises:
        InvalidInputError: Somebody would be connected to themselves (CON-13), or is asked
            for by a third person.
    """
    return Connection(
        id=connection_id,
        kind=kind,
        patient_id=patient_id,
        member_id=member_id,
        initiator_id=initiator_id,
        status=CONNECTION_LIFE.start,
        offered_level=offered_level,
        requested_at=now,
    )


def ask_again(
    connection: Connection,
    *,
    initiator_id: AccountId,
    offered_level: AccessLevel | None = None,
    now: datetime,
) -> Connection:
    """
    Ask anew after an end; the same row lives again (B079).

    Raises:
        DuplicateConnectionError: It has not ended (CON-12).
        InvalidInputError: A third person asks.
    """
    if connection.status is not ConnectionStatus.REVOKED:
        message = f"the connection is {connection.status.value} already"
        raise DuplicateConnectionError(message)
    return attrs.evolve(
        connection,
        initiator_id=initiator_id,
        status=CONNECTION_LIFE.after(connection.status, ConnectionEvent.ASK_AGAIN),
        end_reason=None,
        offered_level=offered_level,
        requested_at=now,
        accepted_at=None,
        ended_at=None,
    )


def accept(connection: Connection, *, by: AccountId, now: datetime) -> Connection:
    """
    Accept a request.

    Raises:
        NotPermittedError: Somebody else than the one who was asked accepts (CON-04).
        IllegalTransitionError: No request stands (B006).
    """
    if by != connection.recipient_id:
        message = "only the one who was asked may accept"
        raise NotPermittedError(message)
    status = CONNECTION_LIFE.after(connection.status, ConnectionEvent.ACCEPT)
    return attrs.evolve(connection, status=status, accepted_at=require_aware(now, field="now"))


def end(connection: Connection, *, by: AccountId, reason: str | None, now: datetime) -> Connection:
    """
    End a connection or a request; either side may, with immediate effect (CON-10).

    Args:
        connection: As it stands.
        by: Who ends it.
        reason: In words; a doctor who leaves a patient has to give one (CON-11).
        now: When.

    Raises:
        NotPermittedError: A third person would end it.
        IllegalTransitionError: It has ended.
        InvalidInputError: The doctor gives no reason, or it is longer than 1,000 characters.
    """
    connection.other(by)
    pending = connection.status is ConnectionStatus.PENDING
    leaving = connection.kind is ConnectionKind.DOCTOR and by == connection.member_id
    if pending and by == connection.initiator_id:
        event, how = ConnectionEvent.WITHDRAW, ConnectionEnd.WITHDRAWN
    elif pending:
        event, how = ConnectionEvent.DECLINE, ConnectionEnd.DECLINED
    else:
        event = ConnectionEvent.REVOKE
        how = ConnectionEnd.DISCONNECTED if leaving else ConnectionEnd.REVOKED
    status = CONNECTION_LIFE.after(connection.status, event)
    if how is ConnectionEnd.DISCONNECTED and not (reason or "").strip():
        remedy = "Tell the patient why."
        raise InvalidInputError(Fault(field="reason", problem="is missing", remedy=remedy))
    if len(reason or "") > _LONGEST_REASON:
        problem = f"is longer than {_LONGEST_REASON} characters"
        remedy = "Say it in fewer words."
        raise InvalidInputError(Fault(field="reason", problem=problem, remedy=remedy))
    if (unstorable := text_fault(reason or "", field="reason")) is not None:
        raise InvalidInputError(unstorable)
    return attrs.evolve(
        connection, status=status, end_reason=how, ended_at=require_aware(now, field="now")
    )
