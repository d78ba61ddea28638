"""
Missed doses: the contract, and what happens where several act at once.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from uuid import UUID

import attrs
import psycopg
import pytest

from dastern_core.kernel import AccountId, ConflictError, PatientId
from dastern_core.ports.unit_of_work import UnitOfWork
from dastern_core.schedule import Dose, DoseId, DoseStatus, take
from dastern_core.testing.contracts import MissedDosesContract
from dastern_core.testing.samples import sample_dose, sample_prescription
from dastern_postgres import PostgresStore

_ROUNDS = int(os.environ.get("DASTERN_FAULT_ROUNDS", "20"))
_CONTESTED = 200  # doses a round
_SWEEPS = 4
_WAITERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'
"""


class TestPostgresMissedDoses(MissedDosesContract):
    """
    The contract of every store of missed doses.
    """


@pytest.fixture
def three_doses(store: PostgresStore) -> tuple[Dose, ...]:
    """
    Give three stored doses of an active prescription, on three days.
    """
    prescription = sample_prescription(1, active=True)
    doses = tuple(sample_dose(prescription, days=day) for day in range(3))
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan(doses)
    return doses


@pytest.mark.rule("DST-13")
def test_two_sweeps_share_the_work(store: PostgresStore, three_doses: tuple[Dose, ...]) -> None:
    """
    A sweep passes over the doses that another sweep is marking.
    """
    later = three_doses[2].due_at + timedelta(hours=1)
    system = store.acting_as_system()
    with system.begin() as one, system.begin() as other:
        swept = (
            one.missed_doses.sweep(now=later, limit=2),
            other.missed_doses.sweep(now=later, limit=10),
        )
    with system.begin() as work:
        told = work.notices.to(AccountId(three_doses[0].patient_id), limit=10)

    assert (2, 1) == swept
    assert {dose.id for dose in three_doses} == {notice.about for notice in told}
    assert 3 == len(told)


@pytest.mark.rule("DST-13")
@pytest.mark.parametrize(("digits", "found"), [(("1", "1"), 0), (("1", "2"), 1)])
def test_sweeps_share_the_patients_of_a_day(
    store: PostgresStore, digits: tuple[str, str], found: int
) -> None:
    """
    A sweep leaves the patients of another one's share of the day to it, until that is done.
    """
    doses = []
    with store.begin() as work:
        for number, digit in enumerate(digits, start=1):
            prescription = attrs.evolve(
                sample_prescription(number, active=True),
                patient_id=PatientId(UUID(f"{digit}{number:031x}")),
            )
            doses.append(sample_dose(prescription, days=0))
            work.prescriptions.add(prescription)
            work.doses.plan(doses[-1:])
    later = doses[0].due_at + timedelta(hours=1)
    system = store.acting_as_system()
    with system.begin() as one, system.begin() as other:
        first = one.missed_doses.sweep(now=later, limit=1)
        second = other.missed_doses.sweep(now=later, limit=10)
    with system.begin() as work:
        rest = work.missed_doses.sweep(now=later, limit=10)

    assert (1, found, 1 - found) == (first, second, rest)


@pytest.mark.rule("DST-13")
def test_a_taker_waits_for_the_sweep(store: PostgresStore, three_doses: tuple[Dose, ...]) -> None:
    """
    Who takes a dose while it is swept is told, and no change is lost.
    """
    due = three_doses[0]
    later = due.due_at + timedelta(hours=1)

    def take_it() -> str:
        try:
            with store.begin() as work:
                taken = take(due, taken_at=due.due_at, now=later, offline=False)
                work.doses.change_status(taken, expected=due.status)
        except ConflictError as error:
            return str(error)
        return "taken"

    with ThreadPoolExecutor(1) as pool:
        with store.begin() as work:
            work.missed_doses.sweep(now=later, limit=10)
            answer = pool.submit(take_it)
        told = answer.result()
    with store.begin() as work:
        stored = work.doses.get(due.id)

    assert told == "the dose is missed by now: load it again"
    assert stored.status is DoseStatus.MISSED


@pytest.mark.rule("DST-13")
def test_a_sweep_passes_over_a_taker(store: PostgresStore, three_doses: tuple[Dose, ...]) -> None:
    """
    A dose that somebody is taking at this moment is not missed, now or later.
    """
    due, *rest = three_doses
    later = rest[1].due_at + timedelta(hours=1)
    with store.begin() as taker:
        taken = take(due, taken_at=due.due_at, now=later, offline=False)
        taker.doses.change_status(taken, expected=due.status)
        with store.begin() as work:
            meanwhile = work.missed_doses.sweep(now=later, limit=10)
    with store.begin() as work:
        after = work.missed_doses.sweep(now=later, limit=10)
        stored = work.doses.get(due.id)

    assert (2, 0, taken) == (meanwhile, after, stored)


@pytest.mark.rule("DST-13")
def test_of_thousands_contested_each_is_taken_or_missed(
    store: PostgresStore, database: str
) -> None:
    """
    Every dose is being taken while sweeps run, or being swept while somebody takes it.

    Takers hold half of each round's doses while four sweeps pass over them, and commit or are
    undone; a sweep holds the others while their takers, who saw them due, wait for it, and
    commits or is undone. Nothing depends on who is faster.
    """
    taken: set[DoseId] = set()
    late: list[int] = []
    contested = [
        _contest((store, database), number, taken=taken, late=late) for number in range(_ROUNDS)
    ]
    doses = [one for some in contested for one in some]
    with store.begin() as work:
        stored = {one.id: work.doses.get(one.id).status for one in doses}
        told = Counter(
            notice.about
            for patient in {AccountId(one.patient_id) for one in doses}
            for notice in work.notices.to(patient, limit=10 * _CONTESTED)
        )
    missed = stored.keys() - taken

    assert _ROUNDS * _CONTESTED == len(stored)
    assert (
        dict.fromkeys(taken, DoseStatus.TAKEN_ON_TIME) | dict.fromkeys(missed, DoseStatus.MISSED)
        == stored
    )
    assert Counter(missed) == told
    assert [0] * _ROUNDS == late  # a sweep finds nothing that is held
    assert _ROUNDS * _CONTESTED // 2 == len(taken)


def _contest(
    at: tuple[PostgresStore, str], number: int, *, taken: set[DoseId], late: list[int]
) -> list[Dose]:
    store, database = at
    prescription = sample_prescription(number, active=True)
    first = sample_dose(prescription, days=0)
    doses = [
        sample_dose(prescription, days=day, due_at=first.due_at + timedelta(minutes=day))
        for day in range(_CONTESTED)
    ]
    held, swept = doses[::2], doses[1::2]
    now, is_undone = doses[-1].due_at + timedelta(hours=1), number % 2 == 1
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan(held)
    with ThreadPoolExecutor(_SWEEPS) as pool:
        with _maybe_undone(store, is_undone=is_undone) as taker:
            taken_here = {one.id for one in held if _took(taker, one)}
            sweeps = [pool.submit(_swept, store, now) for _ in range(_SWEEPS)]
            late.append(sum(one.result() for one in sweeps))
        taken |= set() if is_undone else taken_here
        with store.begin() as work:
            work.doses.plan(swept)
        parts = [swept[part::_SWEEPS] for part in range(_SWEEPS)]
        with _maybe_undone(store, is_undone=is_undone) as sweeper:
            sweeper.missed_doses.sweep(now=now, limit=len(doses))
            takers = [pool.submit(_take_all, store, part) for part in parts]
            _wait_for_waiters(database, _SWEEPS)
        taken |= set().union(*(one.result() for one in takers))
    while _swept(store, now):
        pass
    return doses


@contextmanager
def _maybe_undone(store: PostgresStore, *, is_undone: bool) -> Iterator[UnitOfWork]:
    with suppress(_UndoneError), store.begin() as work:
        yield work
        if is_undone:
            raise _UndoneError


class _UndoneError(Exception):
    """
    What undoes a transaction, as a killed process does.
    """


def _took(work: UnitOfWork, dose: Dose) -> bool:
    try:
        taken = take(dose, taken_at=dose.due_at, now=dose.due_at, offline=False)
        work.doses.change_status(taken, expected=DoseStatus.DUE)
    except ConflictError:
        return False
    return True


def _take_all(store: PostgresStore, doses: Sequence[Dose]) -> set[DoseId]:
    with store.begin() as work:
        return {one.id for one in doses if _took(work, one)}


def _swept(store: PostgresStore, now: datetime) -> int:
    with store.begin() as work:
        return work.missed_doses.sweep(now=now, limit=_CONTESTED)


def _wait_for_waiters(database: str, count: int) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        for _ in range(3000):
            (waiting,) = connection.execute(_WAITERS).fetchone() or (0,)
            if waiting >= count:
                return
    pytest.fail(f"fewer than {count} takers wait for the sweep")
