"""
Connections: who asks, who accepts, and how it ends.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import (
    AccountId,
    IllegalTransitionError,
    InvalidInputError,
    NotPermittedError,
    PatientId,
)
from dastern_core.permissions import (
    AccessLevel,
    Connection,
    ConnectionEnd,
    ConnectionId,
    ConnectionKind,
    ConnectionStatus,
    DuplicateConnectionError,
    accept,
    ask_again,
    end,
    request,
)

THIRD = AccountId(UUID(int=9))
Make = Callable[..., Connection]


@pytest.fixture
def asked(patient_id: PatientId, doctor_id: AccountId, now: datetime) -> Make:
    """
    Give a maker of requests between patient and doctor.
    """

    def make(
        initiator: AccountId = doctor_id, kind: ConnectionKind = ConnectionKind.DOCTOR
    ) -> Connection:
        return request(
            ConnectionId(UUID(int=3)),
            kind,
            patient_id=patient_id,
            member_id=doctor_id,
            initiator_id=initiator,
            offered_level=AccessLevel.SELECTED,
            now=now,
        )

    return make


@pytest.mark.rule("CON-01")
@pytest.mark.rule("CON-03")
@pytest.mark.rule("CON-04")
def test_only_the_one_who_was_asked_accepts(
    asked: Make, patient_id: PatientId, doctor_id: AccountId, now: datetime
) -> None:
    """
    Either side asks; neither the one who asked nor a third person accepts.
    """
    later = now + timedelta(hours=1)
    patient = AccountId(patient_id)
    for initiator, recipient in ((patient, doctor_id), (doctor_id, patient)):
        connection = asked(initiator)
        for other in (initiator, THIRD):
            with pytest.raises(NotPermittedError):
                accept(connection, by=other, now=later)
        accepted = accept(connection, by=recipient, now=later)

        assert (ConnectionStatus.ACCEPTED, later) == (accepted.status, accepted.accepted_at)
        assert recipient == connection.recipient_id
        assert initiator == connection.other(recipient)


@pytest.mark.rule("B006")
def test_an_ended_connection_is_not_accepted(
    asked: Make, patient_id: PatientId, now: datetime
) -> None:
    """
    What was revoked does not rise again by accepting.
    """
    ended = end(asked(), by=AccountId(patient_id), reason=None, now=now)

    with pytest.raises(IllegalTransitionError):
        accept(ended, by=AccountId(patient_id), now=now)


@pytest.mark.rule("CON-10")
@pytest.mark.rule("CON-11")
def test_either_side_ends_it_in_its_own_way(
    asked: Make, patient_id: PatientId, doctor_id: AccountId, now: datetime
) -> None:
    """
    A request is withdrawn or declined, a connection revoked, by its doctor with a reason.
    """
    patient = AccountId(patient_id)
    accepted = accept(asked(), by=patient, now=now)
    family = accept(asked(doctor_id, ConnectionKind.FAMILY), by=patient, now=now)
    ends = [
        end(asked(), by=doctor_id, reason=None, now=now),
        end(asked(), by=patient, reason=None, now=now),
        end(accepted, by=patient, reason=None, now=now),
        end(accepted, by=doctor_id, reason="Moved to Battambang", now=now),
        end(family, by=doctor_id, reason=None, now=now),
    ]

    assert [
        ConnectionEnd.WITHDRAWN,
        ConnectionEnd.DECLINED,
        ConnectionEnd.REVOKED,
        ConnectionEnd.DISCONNECTED,
        ConnectionEnd.REVOKED,
    ] == [one.end_reason for one in ends]
    assert {now} == {one.ended_at for one in ends}
    for reason in (None, " "):
        with pytest.raises(InvalidInputError, match="reason is missing"):
            end(accepted, by=doctor_id, reason=reason, now=now)
    with pytest.raises(NotPermittedError):
        end(accepted, by=THIRD, reason="none of my business", now=now)


@pytest.mark.parametrize("reason", ["x" * 1_001, "x\0", "x\udc00"])
def test_a_reason_fits_into_a_notice(
    asked: Make, patient_id: PatientId, now: datetime, reason: str
) -> None:
    """
    A longer one, and what no database keeps, is refused by the field's name.
    """
    with pytest.raises(InvalidInputError, match=r"reason (is longer than 1000|holds)"):
        end(asked(), by=AccountId(patient_id), reason=reason, now=now)


@pytest.mark.rule("CON-12")
@pytest.mark.rule("B079")
def test_the_pair_can_connect_again_after_an_end(
    asked: Make, patient_id: PatientId, doctor_id: AccountId, now: datetime
) -> None:
    """
    While it stands a second request is a duplicate; after its end the row lives again.
    """
    later = now + timedelta(days=1)
    patient = AccountId(patient_id)
    accepted = accept(asked(), by=patient, now=now)
    for standing in (asked(), accepted):
        with pytest.raises(DuplicateConnectionError):
            ask_again(standing, initiator_id=doctor_id, now=later)
    again = ask_again(
        end(accepted, by=patient, reason=None, now=now), initiator_id=patient, now=later
    )

    assert (ConnectionStatus.PENDING, later, None, None, None) == (
        again.status,
        again.requested_at,
        again.accepted_at,
        again.ended_at,
        again.offered_level,
    )
    assert (accepted.id, doctor_id) == (again.id, again.recipient_id)


@pytest.mark.rule("CON-13")
def test_nobody_connects_to_themselves(patient_id: PatientId, now: datetime) -> None:
    """
    Every fault of a request is told at once, in the words that the app shows.
    """
    with pytest.raises(InvalidInputError) as caught:
        request(
            ConnectionId(UUID(int=3)),
            ConnectionKind.FAMILY,
            patient_id=patient_id,
            member_id=AccountId(patient_id),
            initiator_id=THIRD,
            now=now,
        )

    assert ["member_id", "initiator_id"] == [fault.field for fault in caught.value.faults]
    assert "You cannot connect to your own account" in str(caught.value)


def test_the_end_fits_the_status(asked: Make, now: datetime) -> None:
    """
    A standing connection has no end, and an ended one has a reason and a time.
    """
    for fields in (
        {"end_reason": ConnectionEnd.DECLINED, "ended_at": now},
        {"status": ConnectionStatus.REVOKED, "ended_at": now},
        {"status": ConnectionStatus.REVOKED, "end_reason": ConnectionEnd.DECLINED},
    ):
        with pytest.raises(InvalidInputError, match="end_reason contradicts"):
            attrs.evolve(asked(), **fields)
