"""
Ties between people, where two of them act at the same moment.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import TypedDict
from uuid import UUID

import attrs
import psycopg
import pytest

from dastern_core.kernel import AccountId, ActorRole, DasternError, InvalidInputError, PatientId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    AccessLevel,
    AccessRequestStatus,
    Actor,
    CaregiverLimitError,
    Connection,
    ConnectionId,
    ConnectionKind,
    Grant,
    InvitationRateError,
    NudgeAnswer,
    accept,
    ask_again,
    request,
)
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.fakes import SeededEntropy, SteppingClock
from dastern_core.testing.fakes.rate_limits import GENEROUS, InMemoryRateLimits
from dastern_core.testing.samples import sample_dose, sample_patient_id, sample_prescription
from dastern_core.usecases.access_once import approve_access, request_access
from dastern_core.usecases.answer_connection import end_connection, set_grant
from dastern_core.usecases.invite_member import invite_member
from dastern_core.usecases.nudge_patient import (
    answer_nudge,
    nudge_patient,
    unanswered_nudges,
)
from dastern_core.usecases.read_notices import read_notices
from dastern_postgres import PostgresStore

PATIENT_ID = sample_patient_id(1)
PATIENT = AccountId(PATIENT_ID)
DOCTOR, RELATIVE = (AccountId(UUID(int=number)) for number in (1, 2))
FREE = PlanTier.FREEMIUM
ROUNDS = 20


class Parts(TypedDict):
    """
    What steps need beside the store.
    """

    clock: SteppingClock
    entropy: SeededEntropy


@pytest.fixture
def now(database: str) -> datetime:
    """
    Give the database's own time, which its checks go by.
    """
    with psycopg.connect(database) as connection:
        (now,) = connection.execute("SELECT now()").fetchone() or (None,)
    assert isinstance(now, datetime)
    return now


@pytest.fixture
def tie(store: PostgresStore, now: datetime) -> Connection:
    """
    Give the accepted connection of a patient and a doctor, at the level REQUEST.
    """
    asked = request(
        ConnectionId(UUID(int=9)),
        ConnectionKind.DOCTOR,
        patient_id=PATIENT_ID,
        member_id=DOCTOR,
        initiator_id=DOCTOR,
        now=now,
    )
    tied = accept(asked, by=PATIENT, now=now)
    with store.begin() as work:
        work.actors.put(Actor(account_id=PATIENT, role=ActorRole.PATIENT))
        work.actors.put(Actor(account_id=DOCTOR, role=ActorRole.DOCTOR, is_verified=True))
        work.connections.add(tied)
        work.grants.put(_granted(AccessLevel.REQUEST))
    return tied


def _granted(level: AccessLevel) -> Grant:
    return Grant(patient_id=PATIENT_ID, grantee_id=DOCTOR, level=level)


def _connect_again(store: PostgresStore, tie: Connection, now: datetime) -> None:
    with store.begin() as work:
        ended = work.connections.get(tie.id)
        again = ask_again(ended, initiator_id=DOCTOR, now=now)
        work.connections.change(again, expected=ended.status)
        work.connections.change(accept(again, by=PATIENT, now=now), expected=again.status)
        work.grants.put(_granted(AccessLevel.REQUEST))


def _parts(now: datetime, seed: str) -> Parts:
    return Parts(clock=SteppingClock(now), entropy=SeededEntropy(seed))


def _at_once(*steps: Callable[[], object]) -> list[type[DasternError] | None]:
    """
    Take steps at the same moment, and give how each was refused, or None.
    """
    all_ready = Barrier(len(steps))

    def take(step: Callable[[], object]) -> type[DasternError] | None:
        all_ready.wait()
        try:
            step()
        except DasternError as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))


@pytest.mark.rule("CON-10")
@pytest.mark.rule("C28")
def test_no_level_outlives_its_connection(
    store: PostgresStore, now: datetime, tie: Connection
) -> None:
    """
    Set at the moment at which the doctor leaves, it goes with the connection or is refused.
    """

    def leave(number: int) -> None:
        given = _parts(now, f"leave {number}")
        doctors = store.acting_as(DOCTOR)
        end_connection(tie.id, actor_id=DOCTOR, reason="Moving away", store=doctors, **given)

    def allow(number: int) -> None:
        given = _parts(now, f"allow {number}")
        patients = store.acting_as(PATIENT)
        set_grant(
            _granted(AccessLevel.ALLOWED), actor_id=PATIENT, tier=FREE, store=patients, **given
        )

    left = []
    for number in range(ROUNDS):
        _at_once(partial(leave, number), partial(allow, number))
        with store.begin() as work:
            left.append(work.grants.get(PATIENT_ID, DOCTOR))
        _connect_again(store, tie, now)

    assert [None] * ROUNDS == left


@pytest.mark.rule("C28")
@pytest.mark.parametrize("as_owner", [True, False])
def test_a_stranger_is_granted_nothing(
    *, store: PostgresStore, now: datetime, tie: Connection, as_owner: bool
) -> None:
    """
    The patient is told which field is wrong, whatever store the step runs on.
    """
    stranger = AccountId(UUID(int=5))
    grant = attrs.evolve(_granted(AccessLevel.ALLOWED), grantee_id=stranger)
    patients = store if as_owner else store.acting_as(PATIENT)
    with pytest.raises(InvalidInputError, match="grantee_id has no accepted connection"):
        set_grant(grant, actor_id=PATIENT, tier=FREE, store=patients, **_parts(now, "stranger"))
    with store.begin() as work:
        stored = work.grants.get(PATIENT_ID, stranger)

    assert (DOCTOR, None) == (tie.member_id, stored)


@pytest.mark.rule("CON-06")
@pytest.mark.rule("CON-10")
def test_no_request_outlives_its_connection(
    store: PostgresStore, now: datetime, tie: Connection
) -> None:
    """
    Asked for at the moment at which the patient ends the connection, it is closed or refused.
    """

    def leave(number: int) -> None:
        given = _parts(now, f"leave {number}")
        patients = store.acting_as(PATIENT)
        end_connection(tie.id, actor_id=PATIENT, reason=None, store=patients, **given)

    def ask(number: int) -> None:
        given = _parts(now, f"ask {number}")
        doctors = store.acting_as(DOCTOR)
        request_access(PATIENT_ID, actor_id=DOCTOR, reason="Check-up", store=doctors, **given)

    for number in range(ROUNDS):
        _at_once(partial(leave, number), partial(ask, number))
        _connect_again(store, tie, now)
    with store.begin() as work:
        left = {one.status for one in work.access_requests.between(PATIENT_ID, DOCTOR)}

    assert left <= {AccessRequestStatus.CLOSED}


@pytest.mark.rule("CON-06")
def test_a_new_level_closes_what_was_approved(
    store: PostgresStore, now: datetime, tie: Connection
) -> None:
    """
    Row security opens nothing once the level was lowered and is REQUEST again.
    """
    prescription = sample_prescription(1, active=True)
    given = _parts(now, "levels")
    patients, doctors = store.acting_as(PATIENT), store.acting_as(DOCTOR)
    with store.begin() as work:
        work.prescriptions.add(prescription)
    asked = request_access(PATIENT_ID, actor_id=DOCTOR, reason="Check-up", store=doctors, **given)
    lasting = timedelta(hours=24)
    approve_access(asked.id, actor_id=PATIENT, lasting=lasting, store=patients, **given)
    with doctors.begin() as work:
        seen = [work.prescriptions.of_patient(PATIENT_ID).things]
    for level in (AccessLevel.NOT_ALLOWED, AccessLevel.REQUEST):
        set_grant(_granted(level), actor_id=PATIENT, tier=FREE, store=patients, **given)
    with doctors.begin() as work:
        seen.append(work.prescriptions.of_patient(PATIENT_ID).things)

    assert (DOCTOR, [(prescription,), ()]) == (tie.member_id, seen)


@pytest.mark.rule("CON-16")
@pytest.mark.rule("CON-27")
def test_of_many_who_turn_round_the_free_plan_takes_one(
    store: PostgresStore, now: datetime, tie: Connection
) -> None:
    """
    Relatives who asked as patients are let see the record at the same moment: one of them.
    """
    relatives = [AccountId(UUID(int=number)) for number in range(20, 26)]
    with store.begin() as work:
        for number, relative in enumerate(relatives):
            work.actors.put(Actor(account_id=relative, role=ActorRole.FAMILY_MEMBER))
            asked = request(
                ConnectionId(UUID(int=100 + number)),
                ConnectionKind.FAMILY,
                patient_id=PatientId(relative),
                member_id=PATIENT,
                initiator_id=relative,
                now=now,
            )
            work.connections.add(accept(asked, by=PATIENT, now=now))

    def allow(relative: AccountId) -> None:
        given = _parts(now, f"allow {relative}")
        grant = attrs.evolve(_granted(AccessLevel.ALLOWED), grantee_id=relative)
        patients = store.acting_as(PATIENT)
        set_grant(grant, actor_id=PATIENT, tier=FREE, store=patients, **given)

    told = _at_once(*(partial(allow, relative) for relative in relatives))
    with store.begin() as work:
        seen_by = [one for one in relatives if work.grants.get(PATIENT_ID, one) is not None]

    assert (DOCTOR, 1, 5) == (tie.member_id, len(seen_by), told.count(CaregiverLimitError))


@pytest.mark.rule("CON-20")
def test_of_many_invitations_at_once_five_are_made(
    store: PostgresStore, now: datetime, tie: Connection
) -> None:
    """
    The others are told that an hour has five, also where one was made before.
    """
    limits = InMemoryRateLimits(SteppingClock(now), table=GENEROUS)

    def ask(number: int) -> None:
        invite_member(
            ConnectionKind.FAMILY,
            patient_id=PATIENT_ID,
            level=AccessLevel.SELECTED,
            hashing_key=bytes(32),
            store=store.acting_as(PATIENT),
            limits=limits,
            **_parts(now, f"invite {number}"),
        )

    ask(0)
    told = _at_once(*(partial(ask, number) for number in range(1, 11)))
    with store.begin() as work:
        made = work.invitations.made_since(PATIENT_ID, now)

    assert (DOCTOR, 5, 6) == (tie.member_id, made, told.count(InvitationRateError))


@pytest.mark.rule("CON-35")
@pytest.mark.rule("CON-36")
def test_a_nudge_and_its_answer_arrive(
    store: PostgresStore, now: datetime, tie: Connection
) -> None:
    """
    Row security lets either side write its notice, and the patient list what waits.
    """
    prescription = sample_prescription(1, active=True)
    due = sample_dose(prescription, days=0, due_at=now - timedelta(hours=3))
    asked = request(
        ConnectionId(UUID(int=10)),
        ConnectionKind.FAMILY,
        patient_id=PATIENT_ID,
        member_id=RELATIVE,
        initiator_id=RELATIVE,
        now=now,
    )
    with store.begin() as work:
        work.actors.put(Actor(account_id=RELATIVE, role=ActorRole.FAMILY_MEMBER))
        work.connections.add(accept(asked, by=PATIENT, now=now))
        level = AccessLevel.SELECTED
        work.grants.put(Grant(patient_id=PATIENT_ID, grantee_id=RELATIVE, level=level))
        work.prescriptions.add(prescription)
        work.doses.plan([due])
    with store.acting_as_system().begin() as work:
        work.missed_doses.sweep(now=now, limit=9)
    given = _parts(now, "nudge")
    patients, relatives = store.acting_as(PATIENT), store.acting_as(RELATIVE)
    sent = nudge_patient(due.id, actor_id=RELATIVE, store=relatives, **given)
    waiting = unanswered_nudges(PATIENT_ID, store=patients, **given)
    answer_nudge(sent.id, NudgeAnswer.TAKEN, actor_id=PATIENT, store=patients, **given)
    left = unanswered_nudges(PATIENT_ID, store=patients, **given)
    heard = [
        {one.kind for one in read_notices(who, limit=9, store=store.acting_as(who), **given)}
        for who in (PATIENT, RELATIVE)
    ]

    assert (DOCTOR, (sent,), ()) == (tie.member_id, waiting, left)
    assert [True, True] == [
        NoticeKind.NUDGE_SENT in heard[0],
        NoticeKind.NUDGE_TAKEN in heard[1],
    ]
