"""
Counts of doses: exact after whatever happened, and nobody's to write.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

import attrs
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dastern_core.kernel import AccountId, ActorRole, ConflictError, NotFoundError
from dastern_core.permissions import Actor
from dastern_core.ports.unit_of_work import UnitOfWork
from dastern_core.prescriptions import Prescription
from dastern_core.schedule import Dose, DoseStatus, Slot, skip, take
from dastern_core.testing.fakes import SeededEntropy, SteppingClock
from dastern_core.testing.record_samples import sample_batch
from dastern_core.testing.samples import NOW, sample_dose, sample_prescription
from dastern_core.usecases.take_batch import take_batch
from dastern_postgres import PostgresStore, downgrade, migrate
from dastern_postgres.engine import connect
from dastern_postgres.partitions import make_partitions, retire_partitions
from dastern_postgres.testing import unseal

_COUNTED = """
SELECT patient_id, day, prescription_id, due, taken_on_time, taken_late, missed, skipped
FROM dose_counts ORDER BY 1, 2, 3
"""
_RECOUNTED = """
SELECT patient_id, local::date, prescription_id, count(*) FILTER (WHERE status = 'due'),
    count(*) FILTER (WHERE status = 'taken_on_time'),
    count(*) FILTER (WHERE status = 'taken_late'), count(*) FILTER (WHERE status = 'missed'),
    count(*) FILTER (WHERE status = 'skipped')
FROM doses GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("plan", "load", "take", "late", "skip", "undo", "sweep", "drop", "move")),
        st.integers(min_value=0, max_value=5),
        st.booleans(),
    ),
    max_size=12,
)
_MOVE = "local = local + interval '1 day', due_at = due_at + interval '1 day'"
_numbers = count(1)


class _UndoneError(Exception):
    """
    What undoes a transaction.
    """


def _counts(database: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with psycopg.connect(database) as connection:
        return (
            connection.execute(_COUNTED).fetchall(),
            connection.execute(_RECOUNTED).fetchall(),
        )


@contextmanager
def _maybe_undone(store: PostgresStore, *, is_undone: bool) -> Iterator[UnitOfWork]:
    with suppress(_UndoneError, ConflictError), store.begin() as work:
        yield work
        if is_undone:
            raise _UndoneError


def _act(work: UnitOfWork, prescription: Prescription, what: str, day: int) -> None:
    doses = [sample_dose(prescription, days=one) for one in range(day, day + 3)]
    dose, later = doses[0], doses[0].due_at + timedelta(hours=3)
    if what == "plan":
        work.doses.plan(doses)
    elif what == "load":
        work.doses.load(doses)
    elif what == "sweep":
        work.missed_doses.sweep(now=later, limit=2)
    elif what == "drop":
        lines = [one.id for one in prescription.medications]
        work.doses.drop_due(prescription.patient_id, medication_ids=lines, since=dose.due_at)
    else:
        marked = (
            skip(dose, skipped_at=dose.due_at, now=later, offline=False)
            if what == "skip"
            else take(
                dose,
                taken_at=later if what == "late" else dose.due_at,
                now=later,
                offline=False,
            )
        )
        work.doses.change_status(marked, expected=DoseStatus.DUE)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=_STEPS)
def test_they_equal_what_is_counted_anew(
    store: PostgresStore, database: str, steps: list[tuple[str, int, bool]]
) -> None:
    """
    After any plans, loads, marks, sweeps, drops, corrections by the owner and rollbacks.
    """
    prescription = sample_prescription(next(_numbers), active=True)
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan([sample_dose(prescription, days=one) for one in range(2)])
    for what, day, is_undone in steps:
        if what in {"undo", "move"}:
            change = "status = 'due'" if what == "undo" else _MOVE
            with psycopg.connect(database) as connection:
                connection.execute(f"UPDATE doses SET {change}")  # noqa: S608 - as above
                connection.execute("DELETE FROM notices")  # what is missed again is told again
                if is_undone:
                    connection.rollback()
            continue
        with _maybe_undone(store, is_undone=is_undone) as work, suppress(NotFoundError):
            _act(work, prescription, what, day)
    counted, recounted = _counts(database)

    assert recounted == counted


def test_they_stay_exact_where_many_change_doses_at_once(
    store: PostgresStore, database: str
) -> None:
    """
    Sweeps and takers of the same days go on beside each other, and nobody is sent away.
    """
    prescriptions = [sample_prescription(one, active=True) for one in (1, 2, 3)]
    doses = [
        sample_dose(one, days=day, due_at=NOW + timedelta(minutes=day))
        for one in prescriptions
        for day in range(60)
    ]
    with store.begin() as work:
        for one in prescriptions:
            work.prescriptions.add(one)
        work.doses.plan(doses)
    later = NOW + timedelta(hours=9)

    def sweep() -> int:
        swept = 0
        while found := _swept(store, later):
            swept += found
        return swept

    def take_some(mine: list[Dose]) -> int:
        return sum(_took(store, one) for one in mine)

    with ThreadPoolExecutor(4) as pool:
        sweeps = [pool.submit(sweep) for _ in range(2)]
        takers = [pool.submit(take_some, doses[part::5]) for part in (0, 3)]
        missed, taken = (sum(one.result() for one in some) for some in (sweeps, takers))
    counted, recounted = _counts(database)

    assert len(doses) == missed + taken
    assert recounted == counted


class _Between(SeededEntropy):
    """
    Entropy that lets something happen when it is first asked: between one mark and the next.

    Args:
        happens: What.
    """

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__("between")
        self._happens = [happens]

    def identifier(self) -> UUID:
        """
        Draw an identifier.
        """
        while self._happens:
            self._happens.pop()()
        return super().identifier()


def test_a_batch_and_a_sweep_do_not_wait_for_each_other(store: PostgresStore) -> None:
    """
    A sweep that comes between two marks of a batch passes its doses over; nobody is sent away.
    """
    prescription, batch = sample_prescription(1, active=True), sample_batch(1)
    pair = [sample_dose(prescription, days=0, slot=one) for one in (Slot.EVENING, Slot.NIGHT)]
    taken_at = pair[0].due_at
    with store.begin() as work:
        work.actors.put(Actor(account_id=AccountId(batch.patient_id), role=ActorRole.PATIENT))
        work.prescriptions.add(prescription)
        work.batches.add(batch)
        work.doses.plan(pair)
    with ThreadPoolExecutor(1) as pool:
        sweeps: list[Future[int]] = []

        def sweep_meanwhile() -> None:
            sweeps.append(pool.submit(_swept, store, taken_at + timedelta(hours=9)))
            wait(sweeps, timeout=0.5)  # a sweep that waits for the batch is not done by then

        taken = take_batch(
            batch.id,
            day=pair[0].local.date(),
            actor_id=AccountId(batch.patient_id),
            store=store,
            clock=SteppingClock(taken_at),
            entropy=_Between(sweep_meanwhile),
        )
        swept = [one.result() for one in sweeps]
    with store.acting_as(AccountId(batch.patient_id)).begin() as work:
        held = work.doses.hold([one.id for one in pair])

    assert {*taken} == {*held}
    assert ([0], [DoseStatus.TAKEN_ON_TIME] * 2) == (swept, [one.status for one in taken])


_DAY = datetime(2026, 6, 15, 18)  # noqa: DTZ001 - a wall clock


def _swept(store: PostgresStore, now: datetime) -> int:
    with store.begin() as work:
        return work.missed_doses.sweep(now=now, limit=7)


def _took(store: PostgresStore, dose: Dose) -> int:
    with suppress(ConflictError), store.begin() as work:
        taken = take(dose, taken_at=dose.due_at, now=dose.due_at, offline=False)
        work.doses.change_status(taken, expected=DoseStatus.DUE)
        return 1
    with store.begin() as work:  # it was swept before; nothing else sends a taker away
        assert DoseStatus.MISSED is work.doses.get(dose.id).status
    return 0


def test_what_is_stored_is_counted_by_the_step(store: PostgresStore, database: str) -> None:
    """
    A database that had no counts has them all after the step, and none after it is undone.
    """
    _fill(store, days=(0, 0, 1))
    unseal(database)
    downgrade(database, revision="0015")
    with psycopg.connect(database) as connection:
        gone = connection.execute("SELECT to_regclass('dose_counts')").fetchone()
    migrate(database)
    counted, recounted = _counts(database)

    assert ((None,), recounted, 2) == (gone, counted, len(counted))


def test_a_retired_month_takes_its_counts_along(store: PostgresStore, database: str) -> None:
    """
    A local day that lies in two months of UTC keeps the count of the other.
    """
    _fill(store, days=())
    prescription = sample_prescription(1, active=True)
    edge = datetime(2001, 3, 31, 23, 59, 59, tzinfo=UTC)
    with store.begin() as work:
        work.doses.plan(
            [
                attrs.evolve(
                    sample_dose(prescription, days=day, due_at=edge + timedelta(seconds=day)),
                    status=DoseStatus.MISSED,
                )
                for day in (0, 1)
            ]
        )
    engine = connect(database)
    with engine.begin() as connection:
        make_partitions(connection, "doses", now=edge, months=1)
        gone = retire_partitions(connection, "doses", before=edge + timedelta(days=1))
    engine.dispose()
    with store.begin() as work:
        (left,) = work.doses.tallies(
            prescription.patient_id, first=date(2001, 4, 1), last=date(2001, 4, 1)
        )
    counted, recounted = _counts(database)

    assert (("doses_2001_03",), 1, recounted) == (gone, left.tally.missed, counted)


@pytest.mark.parametrize("role", ["dastern_app", "dastern_worker", "dastern_readonly"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO dose_counts VALUES (gen_random_uuid(), now(), gen_random_uuid(), 0,0,0,0,0)",
        "UPDATE dose_counts SET missed = 0",
        "DELETE FROM dose_counts",
        (
            "CREATE TEMPORARY TABLE own (LIKE doses); CREATE TRIGGER own AFTER INSERT ON own"
            " REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION count_doses()"
        ),
        "SET ROLE dastern_counter",
    ],
)
def test_nobody_writes_a_count(database: str, role: str, statement: str) -> None:
    """
    Not directly, not by hanging the counting on a table of one's own, not as its role.
    """
    with psycopg.connect(database) as connection:
        connection.execute(f"SET SESSION AUTHORIZATION {role}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def _fill(store: PostgresStore, *, days: tuple[int, ...]) -> None:
    prescription = sample_prescription(1, active=True)
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan([sample_dose(prescription, days=day) for day in days])
