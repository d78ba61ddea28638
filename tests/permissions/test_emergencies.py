"""
Emergency access: 30 minutes to the instant, for one doctor and one patient, on record.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import (
    AccountId,
    ActorRole,
    HospitalId,
    IllegalTransitionError,
    InvalidInputError,
    NotPermittedError,
    PatientId,
)
from dastern_core.permissions import (
    EMERGENCY_DURATION,
    EMERGENCY_REASONS,
    SYSTEM,
    Action,
    Actor,
    EmergencyAttempt,
    EmergencyRefusal,
    EmergencyRefusedError,
    EmergencySession,
    EmergencySessionId,
    EmergencyStatus,
    Resource,
    ResourceType,
    SecondFactor,
    Urgency,
    World,
    decide,
    end_session,
    expire_session,
    is_active,
    refusal,
    review,
    start_session,
    urgency,
)

TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
OTHER = AccountId(UUID(int=99))


@pytest.fixture
def attempt(doctor: Actor, patient: Actor) -> EmergencyAttempt:
    """
    Give an attempt that nothing speaks against.
    """
    return EmergencyAttempt(
        doctor=doctor, patient=patient, reason="Chest pain", factor=SecondFactor.OTP
    )


@pytest.fixture
def session(attempt: EmergencyAttempt, now: datetime) -> EmergencySession:
    """
    Give a running session.
    """
    return start_session(EmergencySessionId(UUID(int=3)), attempt, open_sessions=(), now=now)


@pytest.mark.rule("EPE-01")
@pytest.mark.rule("C01")
def test_a_session_lasts_thirty_minutes_to_the_instant(
    session: EmergencySession, now: datetime
) -> None:
    """
    It is open from its start up to, not including, its thirtieth minute.
    """
    ends = now + timedelta(minutes=30)

    assert ends == session.expires_at
    assert [False, True, True, False] == [
        is_active(session, now=instant) for instant in (now - TICK, now, ends - TICK, ends)
    ]


@pytest.mark.rule("EPE-05")
def test_a_session_of_a_later_clock_runs(
    session: EmergencySession, attempt: EmergencyAttempt, now: datetime
) -> None:
    """
    What another server started a moment from now is no reason to start a second one.
    """
    told = [
        refusal(attempt, open_sessions=[one], now=now - TICK)
        for one in (session, attrs.evolve(session, status=EmergencyStatus.REVOKED))
    ]

    assert [EmergencyRefusal.SESSION_ACTIVE, None] == told


@given(seconds=st.integers(min_value=-86_400, max_value=86_400), revoked=st.booleans())
def test_a_session_never_outlives_its_end(*, seconds: int, revoked: bool) -> None:
    """
    At no instant from its end on, and at none after it was revoked, is it open.
    """
    start = datetime.fromisoformat("2026-06-15T03:00:00+00:00")
    session = EmergencySession(
        id=EmergencySessionId(UUID(int=3)),
        patient_id=PatientId(UUID(int=1)),
        doctor_id=AccountId(UUID(int=2)),
        reason="Chest pain",
        factor=SecondFactor.OTP,
        granted_at=start,
        expires_at=start + EMERGENCY_DURATION,
        status=EmergencyStatus.REVOKED if revoked else EmergencyStatus.ACTIVE,
    )

    assert (not revoked and 0 <= seconds < 1800) is is_active(
        session, now=start + timedelta(seconds=seconds)
    )


@pytest.mark.rule("EPE-02")
@pytest.mark.rule("EPE-03")
@pytest.mark.rule("EPE-04")
@pytest.mark.rule("EPE-10")
@pytest.mark.rule("B028")
@pytest.mark.rule("B030")
@pytest.mark.parametrize(
    ("expected", "change"),
    [
        (EmergencyRefusal.NOT_A_DOCTOR, lambda one: {"doctor": one.patient}),
        (
            EmergencyRefusal.NOT_A_DOCTOR,
            lambda one: {"doctor": attrs.evolve(one.doctor, is_verified=False)},
        ),
        (EmergencyRefusal.AUTH_FAILED, lambda _: {"factor": None}),
        (EmergencyRefusal.PATIENT_NOT_FOUND, lambda _: {"patient": None}),
        (EmergencyRefusal.PATIENT_NOT_FOUND, lambda one: {"patient": one.doctor}),
        (
            EmergencyRefusal.PATIENT_DEACTIVATED,
            lambda one: {"patient": attrs.evolve(one.patient, is_active=False)},
        ),
        (EmergencyRefusal.REASON_TOO_SHORT, lambda _: {"reason": ""}),
        (EmergencyRefusal.REASON_TOO_SHORT, lambda _: {"reason": "   9 signs   "}),
        (EmergencyRefusal.REASON_TOO_SHORT, lambda _: {"reason": "x" * 501}),
        (EmergencyRefusal.REASON_TOO_SHORT, lambda _: {"reason": "." * 10}),
        (EmergencyRefusal.REASON_TOO_SHORT, lambda _: {"reason": "\u200b" * 10}),
        (EmergencyRefusal.REASON_TOO_SHORT, lambda _: {"reason": "a         b"}),
    ],
)
def test_what_is_missing_refuses_the_attempt(
    attempt: EmergencyAttempt,
    now: datetime,
    expected: EmergencyRefusal,
    change: Callable[[EmergencyAttempt], dict[str, object]],
) -> None:
    """
    Each refusal has its name, and no session begins.
    """
    refused = attrs.evolve(attempt, **change(attempt))  # type: ignore[arg-type]  # by field

    assert expected is refusal(refused, open_sessions=(), now=now)
    with pytest.raises(EmergencyRefusedError) as caught:
        start_session(EmergencySessionId(UUID(int=3)), refused, open_sessions=(), now=now)
    assert expected is caught.value.refusal


@pytest.mark.parametrize("role", list(ActorRole))
@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("is_verified", [True, False])
def test_nobody_starts_what_the_decision_denies(
    attempt: EmergencyAttempt, now: datetime, role: ActorRole, *, is_active: bool, is_verified: bool
) -> None:
    """
    Whoever is not refused by name here is allowed to begin a session there.
    """
    if role is ActorRole.SYSTEM:
        someone = SYSTEM
    else:
        someone = Actor(
            account_id=attempt.doctor.account_id,
            role=role,
            is_active=is_active,
            is_verified=is_verified and role is ActorRole.DOCTOR,
            hospital_id=HospitalId(UUID(int=9)) if role is ActorRole.OPERATOR else None,
        )
    thing = Resource(
        type=ResourceType.EMERGENCY_SESSION,
        patient_id=PatientId(UUID(int=1)),
        author_id=someone.account_id,
    )
    tried = attrs.evolve(attempt, doctor=someone)
    begins = refusal(tried, open_sessions=(), now=now) is None

    assert begins is (role is ActorRole.DOCTOR and is_active and is_verified)
    assert not begins or decide(someone, Action.CREATE, thing, World(), now=now).allowed


@pytest.mark.rule("EPE-05")
def test_a_pair_has_one_session_at_a_time(
    attempt: EmergencyAttempt, session: EmergencySession, now: datetime
) -> None:
    """
    A running one refuses the next; an expired one and those of others do not.
    """
    others = [
        attrs.evolve(session, doctor_id=OTHER),
        attrs.evolve(session, patient_id=PatientId(OTHER)),
    ]

    assert EmergencyRefusal.SESSION_ACTIVE is refusal(
        attempt, open_sessions=[*others, session], now=now
    )
    assert refusal(attempt, open_sessions=others, now=now) is None
    assert refusal(attempt, open_sessions=[session], now=session.expires_at) is None


@pytest.mark.rule("EPE-12")
def test_doctor_patient_and_administrator_end_it(
    session: EmergencySession, doctor: Actor, patient: Actor, now: datetime
) -> None:
    """
    Nobody else does, and what has ended, by whatever, is not ended again.
    """
    admin = Actor(account_id=OTHER, role=ActorRole.ADMIN)
    stranger = Actor(account_id=OTHER, role=ActorRole.PATIENT)
    for one in (doctor, patient, admin):
        ended = end_session(session, by=one, now=now + MINUTE)

        assert (EmergencyStatus.REVOKED, one.account_id, now + MINUTE) == (
            ended.status,
            ended.ended_by,
            ended.ended_at,
        )
        assert not is_active(ended, now=now + MINUTE)
        with pytest.raises(IllegalTransitionError):
            end_session(ended, by=one, now=now + MINUTE)
    with pytest.raises(NotPermittedError):
        end_session(session, by=stranger, now=now + MINUTE)
    with pytest.raises(IllegalTransitionError):
        end_session(session, by=patient, now=session.expires_at)


@pytest.mark.rule("EPE-13")
@pytest.mark.rule("B060")
def test_expiry_is_written_down_after_the_end(session: EmergencySession) -> None:
    """
    Not an instant before, and with the true end, however late the job comes.
    """
    late = expire_session(session, now=session.expires_at + MINUTE)

    assert (EmergencyStatus.EXPIRED, session.expires_at) == (late.status, late.ended_at)
    with pytest.raises(InvalidInputError, match="is before the end"):
        expire_session(session, now=session.expires_at - TICK)
    with pytest.raises(IllegalTransitionError):
        expire_session(late, now=session.expires_at)


@pytest.mark.rule("EPE-11")
def test_the_screen_grows_urgent(session: EmergencySession) -> None:
    """
    Five minutes before the end it is medium, two before it high, then expired.
    """
    left = [
        timedelta(minutes=5) + TICK,
        timedelta(minutes=5),
        timedelta(minutes=2) + TICK,
        timedelta(minutes=2),
        TICK,
        timedelta(0),
        -TICK,
    ]

    assert [
        Urgency.LOW,
        Urgency.MEDIUM,
        Urgency.MEDIUM,
        Urgency.HIGH,
        Urgency.HIGH,
        Urgency.EXPIRED,
        Urgency.EXPIRED,
    ] == [urgency(session, now=session.expires_at - one) for one in left]


@pytest.mark.rule("EPE-14")
def test_the_review_lists_the_newest_first(session: EmergencySession) -> None:
    """
    At most so many as were asked for, at least one.
    """
    hour = timedelta(hours=1)
    older = attrs.evolve(
        session, granted_at=session.granted_at - hour, expires_at=session.expires_at - hour
    )

    assert (session, older) == review([older, session], limit=50)
    assert (session,) == review([older, session], limit=1)
    with pytest.raises(InvalidInputError, match="limit is not positive"):
        review([session], limit=0)


def test_a_session_of_another_length_is_none(session: EmergencySession) -> None:
    """
    A stored session is checked like a new one, and its reason stays out of the repr.
    """
    with pytest.raises(InvalidInputError) as caught:
        attrs.evolve(session, expires_at=session.expires_at + TICK, reason="short")

    assert ["reason", "expires_at"] == [fault.field for fault in caught.value.faults]
    assert "Chest" not in repr(session)


def test_the_suggestions_are_long_enough_but_one() -> None:
    """
    Each suggested reason but the documented one passes as it is.
    """
    assert ["Seizure"] == [one for one in EMERGENCY_REASONS if len(one) < 10]


def test_a_reason_in_khmer_is_counted_with_its_vowels(
    attempt: EmergencyAttempt, now: datetime
) -> None:
    """
    A mark is part of what is read; the invisible space between words is not.
    """
    word = "\u178a\u17bd\u179b\u200b"
    refused = [
        refusal(attrs.evolve(attempt, reason=word * times), open_sessions=(), now=now)
        for times in (4, 3)
    ]

    assert [None, EmergencyRefusal.REASON_TOO_SHORT] == refused


def test_a_reason_can_be_stored(session: EmergencySession) -> None:
    """
    What no database keeps is refused by the field's name.
    """
    with pytest.raises(InvalidInputError, match="reason holds half of a surrogate pair"):
        attrs.evolve(session, reason="Chest pain\udc00")
