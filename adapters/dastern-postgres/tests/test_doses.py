"""
Stored doses: the contract, and what happens where several act at once.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import attrs
import psycopg
import pytest
from psycopg import sql

from dastern_core.kernel import AccountId, ConflictError, PortError
from dastern_core.schedule import Dose, DoseStatus, take
from dastern_core.testing.contracts import DosesContract
from dastern_core.testing.samples import sample_dose, sample_patient_id, sample_prescription
from dastern_postgres import PostgresStore, close_to_public

_AT_ONCE = 8


class TestPostgresDoses(DosesContract):
    """
    The contract of every store of doses.
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


def _all_at_once(act: Callable[[], str]) -> list[str]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return sorted(future.result() for future in [pool.submit(act) for _ in range(_AT_ONCE)])


@pytest.mark.rule("DST-13")
def test_of_many_takers_one_wins(store: PostgresStore, three_doses: tuple[Dose, ...]) -> None:
    """
    Threads that all saw the dose due take it at once: one does, the others are told.
    """
    due = three_doses[0]
    all_loaded = Barrier(_AT_ONCE)

    def take_it() -> str:
        try:
            with store.begin() as work:
                dose = work.doses.get(due.id)
                all_loaded.wait()
                taken = take(dose, taken_at=dose.due_at, now=dose.due_at, offline=False)
                work.doses.change_status(taken, expected=dose.status)
        except ConflictError:
            return "refused"
        return "taken"

    outcomes = _all_at_once(take_it)
    with store.begin() as work:
        stored = work.doses.get(due.id)

    assert ["refused"] * (_AT_ONCE - 1) + ["taken"] == outcomes
    assert stored.status is DoseStatus.TAKEN_ON_TIME


@pytest.mark.rule("DOSE-34")
def test_of_many_planners_one_plans(store: PostgresStore) -> None:
    """
    Threads that plan the same doses at once store each dose once.
    """
    prescription = sample_prescription(1, active=True)
    doses = tuple(sample_dose(prescription, days=day) for day in range(30))
    with store.begin() as work:
        work.prescriptions.add(prescription)
    all_ready = Barrier(_AT_ONCE)

    def plan_them() -> str:
        all_ready.wait()
        with store.begin() as work:
            return str(work.doses.plan(doses))

    assert ["0"] * (_AT_ONCE - 1) + ["30"] == _all_at_once(plan_them)


@pytest.mark.parametrize(("hours", "planned"), [(-13, 0), (-12, 1), (14, 1), (15, 0)])
def test_a_wall_clock_is_one_of_this_earth(store: PostgresStore, hours: int, planned: int) -> None:
    """
    A dose whose wall clock no zone shows at that instant is refused: no sweep would find it.
    """
    prescription = sample_prescription(1, active=True)
    dose = sample_dose(prescription, days=0)
    shown = dose.due_at.replace(tzinfo=None) + timedelta(hours=hours)
    stored = 0
    with store.begin() as work:
        work.prescriptions.add(prescription)
    with suppress(PortError), store.begin() as work:
        stored = work.doses.plan([attrs.evolve(dose, local=shown)])

    assert planned == stored


@pytest.mark.rule("DOSE-34")
def test_a_dose_that_moved_to_another_month_is_planned_once(store: PostgresStore) -> None:
    """
    What is stored in one partition is not stored again in another.
    """
    prescription = sample_prescription(1, active=True)
    dose = sample_dose(prescription, days=0)
    moved = sample_dose(prescription, days=0, due_at=dose.due_at + timedelta(days=40))
    with store.begin() as work:
        work.prescriptions.add(prescription)
        planned = [work.doses.plan([one]) for one in (dose, moved)]
        found = work.doses.get(dose.id)

    assert ([1, 0], dose) == (planned, found)


@pytest.mark.rule("DOSE-34")
def test_more_doses_than_a_statement_has_parameters(store: PostgresStore) -> None:
    """
    Seventy thousand are planned in one call, and a second call finds them all.
    """
    prescription = sample_prescription(1, active=True)
    first = sample_dose(prescription, days=0).due_at
    doses = tuple(
        sample_dose(prescription, days=day, due_at=first + timedelta(minutes=day % 20_000))
        for day in range(70_000)
    )
    with store.begin() as work:
        work.prescriptions.add(prescription)
        planned = [work.doses.plan(doses) for _ in range(2)]

    assert [70_000, 0] == planned


def test_two_that_wait_for_each_other_are_parted(
    store: PostgresStore, three_doses: tuple[Dose, ...]
) -> None:
    """
    Of two transactions that wait for each other one goes on, the other is told.
    """
    first, second, _ = three_doses
    both_hold_one = Barrier(2)

    def mark(doses: tuple[Dose, Dose]) -> str:
        try:
            with store.begin() as work:
                for dose in doses:
                    taken = take(dose, taken_at=dose.due_at, now=dose.due_at, offline=False)
                    work.doses.change_status(taken, expected=dose.status)
                    if dose is doses[0]:
                        both_hold_one.wait()
        except ConflictError as error:
            return str(error)
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(mark, [(first, second), (second, first)]))

    assert ["somebody else is changing the same things: try again", "taken"] == answers


@pytest.mark.rule("DOSE-34")
def test_loads_and_plans_at_once_store_each_dose_once(store: PostgresStore) -> None:
    """
    Workers that load and plan the same doses at the same moment store each of them once.
    """
    prescription = sample_prescription(1, active=True)
    doses = [sample_dose(prescription, days=day) for day in range(60)]
    with store.begin() as work:
        work.prescriptions.add(prescription)
    together, system = Barrier(_AT_ONCE), store.acting_as_system()

    def put(number: int) -> int:
        with system.begin() as work:
            together.wait()
            return work.doses.load(doses) if number % 2 else work.doses.plan(doses)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        added = sum(pool.map(put, range(_AT_ONCE)))

    assert len(doses) == added


def test_nobody_loads_what_they_may_not_plan(store: PostgresStore) -> None:
    """
    Row security judges what is loaded as it judges what is planned; COPY goes around nothing.
    """
    prescription = sample_prescription(1, active=True)
    with store.begin() as work:
        work.prescriptions.add(prescription)
    stranger = store.acting_as(AccountId(sample_patient_id(2)))
    with pytest.raises(PortError, match="InsufficientPrivilege"), stranger.begin() as work:
        work.doses.load([sample_dose(prescription, days=0)])


def test_a_closed_database_needs_the_right_to_load(store: PostgresStore, database: str) -> None:
    """
    Where the public is shut out, the system loads once its role may make temporary tables.
    """
    prescription = sample_prescription(1, active=True)
    dose = sample_dose(prescription, days=0)
    with store.begin() as work:
        work.prescriptions.add(prescription)
    close_to_public(database)
    system = store.acting_as_system()
    with pytest.raises(PortError, match="InsufficientPrivilege"), system.begin() as work:
        work.doses.load([dose])
    with psycopg.connect(database) as connection:
        name = sql.Identifier(connection.info.dbname)
        grant = sql.SQL("GRANT TEMPORARY ON DATABASE {} TO dastern_worker")
        connection.execute(grant.format(name))
    with system.begin() as work:
        added = work.doses.load([dose])

    assert 1 == added
