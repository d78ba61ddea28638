"""
A process that does one kind of work over and over, for tests that kill it.

The work is done in a fork: where that is killed, the next fork goes on, with new
connections, without a new start-up. It says ``pid`` of each fork, ``killed`` when one was,
and after each piece of work that committed what was done: ``swept`` and how many, ``wrote``
and the entry's identifier, or ``placed`` and how many. Its standard input's end ends it.
"""

import os
import select
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import attrs

from dastern_core.kernel import EntryId
from dastern_core.testing.fakes import SteppingClock
from dastern_core.testing.samples import sample_entry, sample_patient_id
from dastern_core.usecases.sequence_audit_log import sequence_audit_log
from dastern_core.usecases.sweep_missed import sweep_missed
from dastern_postgres import PostgresStore, postgres_store
from dastern_postgres.testing import SAMPLE_KEYS

_PAUSE_SECONDS = 0.005
_JUMPS = [timedelta(hours=hours) for hours in (-1, 0, 1)]


def say(*words: object) -> None:
    """
    Write one line at once.
    """
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())


def sweep(store: PostgresStore, now: datetime, dice: Random) -> None:
    """
    Sweep a chunk, by a clock that jumps by an hour.
    """
    clock = SteppingClock(now + dice.choice(_JUMPS))
    say("swept", sweep_missed(store=store, clock=clock, limit=dice.choice((1, 5, 20))))


def write(store: PostgresStore, _: datetime, dice: Random) -> None:
    """
    Append an entry.
    """
    number = EntryId(UUID(int=dice.getrandbits(128)))
    entry = sample_entry(dice.randrange(10), patient_id=sample_patient_id(1))
    with store.begin() as work:
        work.audit_log.append(attrs.evolve(entry, id=number), salt=dice.randbytes(16))
    say("wrote", number)


def place(store: PostgresStore, _: datetime, dice: Random) -> None:
    """
    Give some entries their places.
    """
    say("placed", sequence_audit_log(store=store, limit=dice.choice((1, 7, 50))))


_KINDS: dict[str, Callable[[PostgresStore, datetime, Random], None]] = {
    "sweep": sweep,
    "write": write,
    "place": place,
}


def main(dsn: str, kind: str, now: datetime, seed: str) -> int:
    """
    Fork a worker, and another one whenever one is killed.
    """
    while child := os.fork():
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return os.waitstatus_to_exitcode(status)
        say("killed", os.WTERMSIG(status))
    dice = Random(f"{seed}/{os.getpid()}")  # noqa: S311 - no secret
    say("pid", os.getpid())
    with postgres_store(dsn, keys=SAMPLE_KEYS) as store:
        owner = store if kind == "write" else store.acting_as_system()
        # A pause, so that whoever listens to several lanes hears each of them.
        while not select.select([sys.stdin], [], [], _PAUSE_SECONDS)[0]:
            _KINDS[kind](owner, now, dice)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3]), sys.argv[4]))
