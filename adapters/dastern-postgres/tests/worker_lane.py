"""
A worker whose jobs write down that they were done, for tests that end or kill it.

``tick`` is due every second, ``once`` only when it is deferred, and ``wait`` does not end
while a row stands in ``held``.
"""

import sys

import psycopg

from dastern_postgres.jobs import Job, run_worker


def main(dsn: str, name: str) -> None:
    """
    Work until asked to end.
    """

    def write(job: str) -> None:
        with psycopg.connect(dsn) as connection:
            connection.execute("INSERT INTO probe.done VALUES (%s, %s)", [job, name])

    def wait() -> None:
        write("wait begun")
        with psycopg.connect(dsn) as connection:
            connection.execute("LOCK TABLE probe.held")
        write("wait")

    run_worker(
        dsn,
        [
            Job(name="tick", run=lambda: write("tick"), every="* * * * * */1"),
            Job(name="once", run=lambda: write("once")),
            Job(name="wait", run=wait),
        ],
        name=name,
        heartbeat_seconds=0.2,
        stalled_seconds=2,
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
