"""
Jobs: deferred with their cause, shared by real workers that end, or are killed.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

import psycopg
import pytest

from dastern_core.kernel import AccountId
from dastern_core.testing.samples import sample_patient_id, sample_prescription
from dastern_postgres import PostgresStore
from dastern_postgres.jobs import Job, WorkerError, run_worker

_LANE = Path(__file__).with_name("worker_lane.py")
_PATIENCE = 120  # seconds
_PROBE = """
CREATE SCHEMA probe;
CREATE TABLE probe.done (job text, worker text, at timestamptz DEFAULT clock_timestamp());
CREATE TABLE probe.held ();
"""
_JOBS = "SELECT task_name FROM jobs.procrastinate_jobs"


@pytest.fixture
def probe(database: str) -> Iterator[psycopg.Connection]:
    """
    Give a connection that sees what the workers wrote down.
    """
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(_PROBE)
        yield connection


@contextmanager
def workers(dsn: str, *names: str) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """
    Run workers for the length of a block; whatever still runs then is killed.
    """
    with ExitStack() as stack:
        running = []
        for name in names:
            process = subprocess.Popen([sys.executable, _LANE, dsn, name])
            running.append(stack.enter_context(process))
            stack.callback(process.kill)
        yield running


def until(connection: psycopg.Connection, query: str) -> None:
    """
    Wait until a query gives true.
    """
    nobody = Event()
    for _ in range(_PATIENCE * 20):
        if connection.execute(f"SELECT {query}").fetchone() == (True,):
            return
        nobody.wait(0.05)
    pytest.fail(f"never came: {query}")


def test_a_job_commits_with_its_cause(store: PostgresStore, database: str) -> None:
    """
    A transaction that fails leaves no job behind; one that commits leaves it, whoever acts.
    """

    def fail_halfway() -> None:
        with store.begin() as work:
            work.jobs.defer("lost", at=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    added = sample_prescription(1, active=True)
    with store.begin() as work:
        work.prescriptions.add(added)
        work.jobs.defer("with its cause", at=None)
    with store.acting_as(AccountId(sample_patient_id(1))).begin() as work:
        work.jobs.defer("by a person", at=added.created_at)
    with psycopg.connect(database) as connection:
        found = connection.execute(f"{_JOBS} ORDER BY id").fetchall()

    assert [("with its cause",), ("by a person",)] == found


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("queueing_lock", "'tick'"),
        ("lock", "'tick'"),
        ("args", "'{}'"),
        ("status", "'doing'"),
        ("priority", "9"),
        ("id", "1"),
    ],
)
def test_nobody_keeps_a_job_of_the_clock_waiting(
    database: str, store: PostgresStore, column: str, value: str
) -> None:
    """
    Whoever acts says what is to be done and when, and nothing that stands before another job.
    """
    del store
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL ROLE dastern_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                f"INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, {column})"  # noqa: S608 - names of this test
                f" VALUES ('dastern', 'tick', {value})"
            )


def test_two_workers_do_what_is_due_once(
    probe: psycopg.Connection, store: PostgresStore, database: str
) -> None:
    """
    Each second's job is deferred once; deferred jobs are done once; SIGTERM ends cleanly.
    """
    with workers(database, "one", "two") as running:
        until(probe, "count(*) >= 4 FROM probe.done WHERE job = 'tick'")
        with store.begin() as work:
            for _ in range(20):
                work.jobs.defer("once", at=None)
        until(probe, "count(*) >= 20 FROM probe.done WHERE job = 'once'")
        until(probe, "count(*) = 2 FROM jobs.procrastinate_workers")
        for process in running:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(timeout=_PATIENCE) for process in running]
    once = probe.execute("SELECT count(*) FROM probe.done WHERE job = 'once'").fetchone()
    # Were a second's job deferred by each worker, there would be twice as many as seconds.
    ticks = probe.execute(
        "SELECT count(*) <= extract(epoch FROM max(at) - min(at)) + 2, count(*) > 1"
        " FROM probe.done WHERE job = 'tick'"
    ).fetchone()
    left = probe.execute("SELECT count(*) FROM jobs.procrastinate_workers").fetchone()

    assert [0, 0] == codes
    assert ((20,), (True, True), (0,)) == (once, ticks, left)


def test_a_killed_workers_job_is_done_by_another(
    probe: psycopg.Connection, store: PostgresStore, database: str
) -> None:
    """
    The reaper puts back what the killed worker was doing.
    """
    with psycopg.connect(database) as holder:
        holder.execute("LOCK TABLE probe.held")
        with workers(database, "one") as (killed,):
            with store.begin() as work:
                work.jobs.defer("wait", at=None)
            until(probe, "count(*) = 1 FROM probe.done WHERE job = 'wait begun'")
            killed.kill()
            killed.wait(timeout=_PATIENCE)
        holder.rollback()
        before = probe.execute(
            "SELECT status FROM jobs.procrastinate_jobs WHERE task_name = 'wait'"
        )
        status = before.fetchone()
        with workers(database, "two"):
            until(probe, "count(*) = 1 FROM probe.done WHERE job = 'wait' AND worker = 'two'")

    assert ("doing",) == status


def test_a_worker_that_reaches_no_database_says_so(tmp_path: Path) -> None:
    """
    At once, and as a declared error: no socket lies in that folder.
    """
    with pytest.raises(WorkerError, match="cannot be reached"):
        run_worker(f"host={tmp_path} dbname=none", [Job(name="x", run=lambda: None)], name="one")


def test_without_jobs_a_worker_says_so(blank_database: str) -> None:
    """
    A database that was not migrated is a declared error.
    """
    with pytest.raises(WorkerError, match="migrated"):
        run_worker(blank_database, [Job(name="x", run=lambda: None)], name="one")
