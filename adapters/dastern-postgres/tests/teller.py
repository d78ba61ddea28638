"""
A process that tells of payments, for tests that kill it.

It reads one job a line, does it, and acknowledges it. The work is done in a fork: where
that is killed, the next fork goes on, with new connections, without a new start-up.

A job is JSON: ``serial``, by which it is acknowledged; ``minutes`` after the samples'
instant; and either ``md5``, ``source`` and the bank's ``answer`` (null where it is lost,
a list of nothing where nothing is found, else minor units, currency and receiver), or
nothing more, which sweeps for expired orders.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

from dastern_core.kernel import ConflictError, Currency, Money
from dastern_core.payments import (
    BankUnreachableError,
    Paid,
    PaymentMismatchError,
    PaymentSource,
    Transaction,
    TransactionKey,
    Unpaid,
    UnpaidReason,
)
from dastern_core.testing.fakes import SeededEntropy, SteppingClock
from dastern_core.testing.fakes.bank import BankLedger, InMemoryBank
from dastern_core.testing.samples import NOW
from dastern_core.usecases.expire_payments import expire_payments
from dastern_core.usecases.settle_payment import settle_payment
from dastern_postgres import PostgresStore, postgres_store

_PAID_AFTER = timedelta(minutes=2)


class OneAnswer(InMemoryBank):
    """
    Gives a job's answer to whatever it is asked.
    """

    def __init__(self, answer: list[str] | None) -> None:
        super().__init__(BankLedger(paid={}, unpaid={}, accounts=frozenset()))
        self._answer = answer

    def find(self, key: TransactionKey) -> Paid | Unpaid:
        """
        Look one payment up.
        """
        del key
        if self._answer is None:
            message = "the answer was lost"
            raise BankUnreachableError(message)
        if not self._answer:
            return Unpaid(reason=UnpaidReason.NOT_FOUND)
        minor, currency, receiver = self._answer
        return Paid(
            transaction=Transaction(
                hash="0" * 64,
                amount=Money(minor=int(minor), currency=Currency[currency]),
                receiver=receiver,
                acknowledged_at=NOW + _PAID_AFTER,
            )
        )


def tell(
    md5: str,
    source: str,
    answer: list[str] | None,
    *,
    now: datetime,
    store: PostgresStore,
    entropy: SeededEntropy,
) -> str:
    """
    Tell of one payment, and give what came of it in a word.
    """
    try:
        settlement = settle_payment(
            md5,
            source=PaymentSource(source),
            bank=OneAnswer(answer),
            store=store,
            clock=SteppingClock(now),
            entropy=entropy,
        )
    except PaymentMismatchError:
        return "MISMATCHED"
    except BankUnreachableError:
        return "LOST"
    except ConflictError:
        return "CONFLICT"
    return settlement.outcome.value


def sweep(*, now: datetime, store: PostgresStore, entropy: SeededEntropy) -> str:
    """
    Let one chunk of orders expire.
    """
    try:
        expire_payments(store=store, clock=SteppingClock(now), entropy=entropy)
    except ConflictError:
        return "CONFLICT"
    return "SWEPT"


def work(dsn: str) -> None:
    """
    Do the jobs that come in, until none comes any more.
    """
    entropy = SeededEntropy(os.urandom(16).hex())
    say("pid", os.getpid())
    with postgres_store(dsn) as store:
        for line in lines():
            job = json.loads(line)
            now = NOW + timedelta(minutes=job["minutes"])
            if "md5" in job:
                told = tell(
                    job["md5"],
                    job["source"],
                    job["answer"],
                    now=now,
                    store=store,
                    entropy=entropy,
                )
            else:
                told = sweep(now=now, store=store, entropy=entropy)
            say(job["serial"], told)


def lines() -> Iterator[bytes]:
    """
    Read whole lines at once, so that a kill leaves no half of one to the next fork.

    Whoever writes waits for each answer, and a line fits a pipe.
    """
    while written := os.read(sys.stdin.fileno(), 65_536):
        yield from written.splitlines()


def say(*words: object) -> None:
    """
    Write one line at once.
    """
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())


def main(dsn: str) -> int:
    """
    Fork a worker, and another one whenever one is killed.
    """
    while child := os.fork():
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return os.waitstatus_to_exitcode(status)
        say("killed", os.WTERMSIG(status))
    work(dsn)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
