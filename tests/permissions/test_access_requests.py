"""
Access requests: one access at a time, approved by the patient.
"""

from datetime import datetime, timedelta
from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import AccountId, IllegalTransitionError, InvalidInputError, PatientId
from dastern_core.permissions import (
    LONGEST_ACCESS,
    AccessRequest,
    AccessRequestId,
    AccessRequestStatus,
    approve,
    ask_access,
    close_request,
    is_open,
)

TICK = timedelta(microseconds=1)


@pytest.fixture
def asked(patient_id: PatientId, doctor_id: AccountId, now: datetime) -> AccessRequest:
    """
    Give a doctor's request.
    """
    return ask_access(
        AccessRequestId(UUID(int=4)),
        patient_id=patient_id,
        requester_id=doctor_id,
        reason="Your blood pressure",
        now=now,
    )


@pytest.mark.rule("CON-06")
def test_an_approval_holds_for_its_time_exactly(asked: AccessRequest, now: datetime) -> None:
    """
    It opens at the approval, and at its end it is over.
    """
    approved = approve(asked, lasting=timedelta(hours=1), now=now)
    instants = (now - TICK, now, now + timedelta(hours=1) - TICK, now + timedelta(hours=1))

    assert [False, True, True, False] == [is_open(approved, now=one) for one in instants]
    assert not is_open(asked, now=now)
    assert not is_open(close_request(approved), now=now)


def test_an_approval_is_given_once(asked: AccessRequest, now: datetime) -> None:
    """
    What is closed or approved cannot be approved, and what is closed not closed.
    """
    closed = close_request(asked)
    for again in (closed, approve(asked, lasting=LONGEST_ACCESS, now=now)):
        with pytest.raises(IllegalTransitionError):
            approve(again, lasting=LONGEST_ACCESS, now=now)
    with pytest.raises(IllegalTransitionError):
        close_request(closed)


@pytest.mark.parametrize("lasting", [timedelta(0), -TICK, LONGEST_ACCESS + TICK])
def test_an_approval_is_bounded(asked: AccessRequest, now: datetime, lasting: timedelta) -> None:
    """
    An access lasts longer than nothing and at most a day.
    """
    with pytest.raises(InvalidInputError, match="lasting is out of range"):
        approve(asked, lasting=lasting, now=now)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_request_says_why(asked: AccessRequest, reason: str) -> None:
    """
    The patient reads a reason before deciding.
    """
    with pytest.raises(InvalidInputError, match="reason is blank"):
        attrs.evolve(asked, reason=reason)


def test_an_approval_has_both_ends(asked: AccessRequest, now: datetime) -> None:
    """
    An approval without its times, or with one of them, is none.
    """
    for fields in ({"status": AccessRequestStatus.APPROVED}, {"opens_at": now}):
        with pytest.raises(InvalidInputError, match="ends_at is missing"):
            attrs.evolve(asked, **fields)
