"""
Missed doses: the contract, and what happens where several act at once.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.schedule import Dose, DoseStatus, take
from dastern_core.testing.contracts import MissedDosesContract
from dastern_core.testing.samples import sample_dose, sample_prescription
from dastern_postgres import PostgresStore


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
