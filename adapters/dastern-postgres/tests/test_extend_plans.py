"""
Extending plans in the database: once, with several workers, and never behind a stop.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from threading import Event

import attrs
import psycopg
import pytest

from dastern_core.kernel import Period
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import Prescription, PrescriptionEvent, advance, plan_doses
from dastern_core.schedule import CAMBODIA_CLOCK, DoseId, Slot, slot_dosages
from dastern_core.testing.fakes import SeededEntropy, SteppingClock
from dastern_core.testing.samples import NOW, sample_prescription
from dastern_core.usecases.complete_prescriptions import complete_prescriptions
from dastern_core.usecases.extend_plans import extend_plans
from dastern_postgres import PostgresStore

_EVER = Period(start=datetime(2000, 1, 1, tzinfo=UTC), end=datetime(2100, 1, 1, tzinfo=UTC))
_LATER = NOW + timedelta(days=10)
_NEW = 10 * 2  # doses a prescription
_WORKERS = 2


@pytest.fixture
def endless(store: PostgresStore) -> tuple[Prescription, ...]:
    """
    Give stored prescriptions of several patients that go on, planned for 30 days.
    """
    dosages = slot_dosages(
        {Slot.MORNING: Fraction(1), Slot.NIGHT: Fraction(1)}, unit="tablet", duration_days=None
    )
    found = []
    for number in range(1, 9):
        prescription = sample_prescription(number, active=True)
        line = attrs.evolve(prescription.medications[0], dosages=dosages)
        found.append(attrs.evolve(prescription, medications=(line,)))
    with store.begin() as work:
        for prescription in found:
            work.prescriptions.add(prescription)
            work.doses.plan(plan_doses(prescription, daily_clock=CAMBODIA_CLOCK, now=NOW))
    return tuple(found)


class Watched:
    """
    A store that says when a unit of work is over.
    """

    def __init__(self, store: Store, over: Event) -> None:
        self._store = store
        self._over = over

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """
        Begin a transaction.
        """
        with self._store.begin() as work:
            yield work
        self._over.set()


def _extend(store: Store, *, limit: int = 3) -> int:
    planned, after = 0, None
    for _ in range(99):
        page = extend_plans(
            after=after,
            limit=limit,
            daily_clock=CAMBODIA_CLOCK,
            store=store,
            clock=SteppingClock(_LATER),
        )
        planned, after = planned + page.planned, page.after
        if after is None:
            return planned
    pytest.fail("the pages never end")


@pytest.mark.rule("DOSE-27")
def test_one_that_cannot_be_read_stops_no_other(
    store: PostgresStore, endless: tuple[Prescription, ...], database: str
) -> None:
    """
    It is named, by both jobs, and every other plan goes on.
    """
    bad, *others = endless
    with psycopg.connect(database) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE medications SET sealed = sealed || 'x' WHERE prescription_id = %s", [bad.id]
        )
    system, clock = store.acting_as_system(), SteppingClock(_LATER)
    extended = extend_plans(
        after=None, limit=99, daily_clock=CAMBODIA_CLOCK, store=system, clock=clock
    )
    completed = complete_prescriptions(
        after=None,
        limit=99,
        daily_clock=CAMBODIA_CLOCK,
        store=system,
        clock=clock,
        entropy=SeededEntropy("night"),
    )

    assert ((bad.id,), _NEW * len(others)) == (extended.refused, extended.planned)
    assert ((bad.id,), None) == (completed.unreadable, completed.after)


@pytest.mark.rule("DOSE-27")
@pytest.mark.rule("DOSE-34")
def test_workers_at_once_plan_each_dose_once(
    store: PostgresStore, endless: tuple[Prescription, ...]
) -> None:
    """
    Two workers over the same pages plan what one would have planned, and then nothing.
    """
    with ThreadPoolExecutor(_WORKERS) as pool:
        planned = sum(pool.map(_extend, [store.acting_as_system()] * _WORKERS))
    again = _extend(store.acting_as_system())
    with store.begin() as work:
        found = {
            one.id: work.doses.of_patient(one.patient_id, Period(start=_LATER, end=_EVER.end))
            for one in endless
        }

    assert (_NEW * len(endless), 0) == (planned, again)
    assert {one.id: _coming(one) for one in endless} == {
        key: sorted(dose.id for dose in doses) for key, doses in found.items()
    }


def test_no_dose_comes_behind_a_stop(
    store: PostgresStore, endless: tuple[Prescription, ...]
) -> None:
    """
    The job waits for whoever is stopping a prescription, and then leaves it alone.
    """
    stopped = endless[0]
    listed = Event()
    system = Watched(store.acting_as_system(), listed)
    ended = advance(stopped, PrescriptionEvent.PAUSE, now=NOW)
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as work:
            work.prescriptions.change_status(ended, expected=stopped)
            work.doses.drop_due(
                stopped.patient_id,
                medication_ids=[line.id for line in stopped.medications],
                since=NOW,
            )
            job = pool.submit(_extend, system, limit=99)
            assert listed.wait(timeout=60)  # the job has seen it as it was
        planned = job.result()
    with store.begin() as work:
        left = work.doses.of_patient(stopped.patient_id, _EVER)

    assert (_NEW * (len(endless) - 1), ()) == (planned, left)


def _coming(prescription: Prescription) -> list[DoseId]:
    doses = plan_doses(prescription, daily_clock=CAMBODIA_CLOCK, now=_LATER)
    return sorted(dose.id for dose in doses)
