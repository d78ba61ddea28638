"""
Jobs: work that is done by whichever worker is free, stored beside the data it is about.

A job is deferred in the transaction of its cause, so that either both are there or neither
(procrastinate keeps them, in the schema ``jobs``). Any number of workers share them, on any
number of machines. A job may be done again where its worker was killed, so each has to bear
being done twice.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import attrs
import psycopg
from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.jobs import Job as StoredJob
from procrastinate.manager import JobManager
from sqlalchemy import Connection, text

from dastern_core.kernel import PortError

__all__ = ["JOBS_SCHEMA", "Job", "PostgresJobs", "WorkerError", "run_worker"]

JOBS_SCHEMA: Final = "jobs"
"""
Where the jobs are kept; it holds nothing about anybody.
"""

_QUEUE = "dastern"
_SESSION = f"-c search_path={JOBS_SCHEMA} -c role=dastern_worker -c timezone=UTC"
_CONNECT_SECONDS = 10
_REAPER = "reap"
_EVERY_MINUTE = "* * * * *"
_DEFER = text(
    """
    INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, scheduled_at)
    VALUES (:queue, :name, CAST(:at AS timestamptz))
    """
)


class WorkerError(PortError):
    """
    The worker cannot reach its jobs.
    """

    code = "worker_failure"


@attrs.frozen(kw_only=True)
class Job:
    """
    One kind of work.

    Args:
        name: What it is called among the jobs; it stays the same over releases.
        run: Does it; again where that was cut short.
        every: When it is due by itself, as cron says it, in UTC; a sixth field means
            seconds. None for work that is only deferred.
    """

    name: str
    run: Callable[[], object]
    every: str | None = None


class PostgresJobs:
    """
    The jobs, as one transaction defers them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def defer(self, name: str, *, at: datetime | None) -> None:
        """
        Have a job done once this transaction has committed.

        Args:
            name: A job that the workers know.
            at: When, at the earliest; None for as soon as a worker is free.
        """
        self._connection.execute(_DEFER, {"queue": _QUEUE, "name": name, "at": at})


def run_worker(
    dsn: str,
    jobs: Sequence[Job],
    *,
    name: str,
    threads: int = 2,
    heartbeat_seconds: float = 10.0,
    stalled_seconds: float = 30.0,
    stopping_seconds: float = 30.0,
) -> None:
    """
    Do jobs until the process is asked to end; SIGTERM and SIGINT let those that run end.

    What is due by the clock is deferred once, however many workers there are. A job whose
    worker fell silent is put back, and another worker does it.

    Args:
        dsn: A connection string for libpq, of a login that may act as ``dastern_worker``.
        jobs: What this worker can do.
        name: What to call it in the logs.
        threads: How many jobs at once.
        heartbeat_seconds: How often it says that it lives.
        stalled_seconds: How long another worker may be silent.
        stopping_seconds: How long running jobs may take to end.

    Raises:
        WorkerError: The database cannot be reached, or has no jobs: migrate it first.
    """
    app = _app(dsn, jobs, stalled_seconds=stalled_seconds)

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(
                name=name,
                queues=[_QUEUE],
                concurrency=threads,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                shutdown_graceful_timeout=stopping_seconds,
                update_heartbeat_interval=heartbeat_seconds,
                stalled_worker_timeout=stalled_seconds,
            )

    try:
        # The pool would try for half a minute, and write a traceback, before it gave up.
        psycopg.connect(dsn, options=_SESSION, connect_timeout=_CONNECT_SECONDS).close()
        asyncio.run(work())
    except (exceptions.ConnectorException, psycopg.Error) as error:
        message = (
            "the jobs cannot be reached: is the database there and migrated, and may this "
            "login act as dastern_worker?"
        )
        raise WorkerError(message) from error


def _app(dsn: str, jobs: Sequence[Job], *, stalled_seconds: float) -> App:
    app = App(connector=PsycopgConnector(conninfo=dsn, kwargs={"options": _SESSION}))
    for job in jobs:
        _register(app, job)

    async def reap(timestamp: int) -> None:
        del timestamp
        for stalled in await app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=stalled_seconds
        ):
            await _put_back(app.job_manager, stalled)

    task = app.task(name=_REAPER, queue=_QUEUE, queueing_lock=_REAPER)(reap)
    app.periodic(cron=_EVERY_MINUTE)(task)
    return app


def _register(app: App, job: Job) -> None:
    def run(timestamp: int | None = None) -> None:
        del timestamp
        job.run()

    # One of a kind waits at a time: a worker that comes late has no pile to work off.
    lock = None if job.every is None else job.name
    task = app.task(name=job.name, queue=_QUEUE, queueing_lock=lock)(run)
    if job.every is not None:
        app.periodic(cron=job.every)(task)


async def _put_back(manager: JobManager, stalled: StoredJob) -> None:
    try:
        await manager.retry_job(stalled)
    except exceptions.ConnectorException:
        # The same work waits already, or another reaper was faster: then this one is over.
        await manager.finish_job(stalled, status=Status.FAILED, delete_job=False)
