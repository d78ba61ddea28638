"""
A process that owns an embedded server, for tests that kill it.

It prints ``in`` once the server runs, then the number of every committed row. With
``linger`` it stays in the block until its standard input ends; with ``fork`` it first
leaves a child behind that holds copies of all its descriptors.
"""

import os
import sys
from pathlib import Path

import psycopg

from dastern_postgres.embedded import embedded_postgres


def say(word: object) -> None:
    """
    Write one line at once.
    """
    os.write(sys.stdout.fileno(), f"{word}\n".encode())


def main(folder: Path, how: str) -> None:
    """
    Own the server in a folder.
    """
    with embedded_postgres(folder) as dsn:
        if how == "fork" and os.fork() == 0:
            sys.stdin.read()
            os._exit(0)
        say("in")
        if how != "count":
            sys.stdin.read()
            return
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS counted (number integer)")
            found = connection.execute("SELECT coalesce(max(number), 0) FROM counted").fetchone()
            number = found[0] if found else 0
            while True:
                number += 1
                connection.execute("INSERT INTO counted VALUES (%s)", [number])
                say(number)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
