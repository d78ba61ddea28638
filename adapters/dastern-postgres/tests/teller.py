"""
A process that tells of payments, for tests that kill it.

It reads one job a line, does it, and acknowledges it. The work is done in a fork: where
that is killed, the next fork goes on, with new connections, without a new start-up.

A job is JSON: ``serial``, by which it is acknowledged; ``minutes`` after the samples'
instant; its ``kind``: a signed ``webhook`` or a question of the ``client``, about the order
``md5``, a ``poll`` or a ``sweep``; and the ``fate`` of the gateway's answers: ``told``,
``early`` (nothing is found), ``lost``, or ``mixed``, which differs by order. What the gateway
knows stands in a file: by MD5, minor units, currency and receiver.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import attrs

from dastern_core.kernel import AccountId, ActorRole, ConflictError, Currency, Money
from dastern_core.payments import (
    AskedPayment,
    BankUnreachableError,
    Checkout,
    PaymentGateway,
    PaymentMismatchError,
    PaymentOrder,
    ReceivedPayment,
    Unpaid,
    UnpaidReason,
    WebhookMessage,
    WebhookSecret,
    hint_body,
    sign_webhook,
)
from dastern_core.permissions import Actor
from dastern_core.ports.gateway import Gateway
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import NOW
from dastern_core.usecases.expire_payments import expire_payments
from dastern_core.usecases.poll_payments import poll_payments
from dastern_core.usecases.settle_payment import settle_own_payment
from dastern_core.usecases.take_webhook import take_webhook
from dastern_postgres import PostgresPaymentStore, payment_store

_PAID_AFTER = timedelta(minutes=2)
_SECRET = WebhookSecret(key=bytes(24))
_FATES = ("told", "told", "told", "early", "lost")

Truth = Mapping[str, Sequence[str]]


class UncertainGateway:
    """
    Knows the truth, and loses or delays its answers as a job says.
    """

    def __init__(self, truth: Truth, *, fate: str, seed: str) -> None:
        self._truth = truth
        self._fate = fate
        self._seed = seed

    def begin(self, asked: AskedPayment) -> Checkout:
        """
        Begin nothing: the orders are there.
        """
        message = f"no job begins a payment: {asked.bill_number}"
        raise BankUnreachableError(message)

    def find(self, order: PaymentOrder) -> ReceivedPayment | Unpaid:
        """
        Look an order up.
        """
        dice = Random(self._seed + order.md5)  # noqa: S311 - a seeded fate, no secret
        fate = dice.choice(_FATES) if self._fate == "mixed" else self._fate
        if fate == "lost":
            message = "the answer was lost"
            raise BankUnreachableError(message)
        known = self._truth.get(order.md5)
        if known is None or fate == "early":
            return Unpaid(reason=UnpaidReason.NOT_FOUND)
        minor, currency, receiver = known
        return ReceivedPayment(
            md5=order.md5,
            amount=Money(minor=int(minor), currency=Currency[currency]),
            receiver=receiver,
            acknowledged_at=NOW + _PAID_AFTER,
        )


@attrs.frozen(kw_only=True)
class Desk:
    """
    All that a job needs.
    """

    store: PostgresPaymentStore
    entropy: SeededEntropy
    truth: Truth

    def do(self, job: Mapping[str, str]) -> str:
        """
        Do one job, and give what came of it in a word.
        """
        clock = SteppingClock(NOW + timedelta(minutes=int(job["minutes"])))
        gateway: Gateway = UncertainGateway(
            self.truth, fate=job.get("fate", ""), seed=str(job["serial"])
        )
        gateways = {PaymentGateway.BAKONG: gateway}
        try:
            return self._do(job, gateways, clock)
        except PaymentMismatchError:
            return "MISMATCHED"
        except BankUnreachableError:
            return "LOST"
        except ConflictError:
            return "CONFLICT"

    def _do(
        self,
        job: Mapping[str, str],
        gateways: Mapping[PaymentGateway, Gateway],
        clock: SteppingClock,
    ) -> str:
        match job["kind"]:
            case "webhook":
                return self._webhook(job, gateways, clock)
            case "client":
                account_id, people = AccountId(UUID(job["account"])), InMemoryStore()
                with people.begin() as work:
                    work.actors.put(Actor(account_id=account_id, role=ActorRole.PATIENT))
                settlement = settle_own_payment(
                    job["md5"],
                    account_id=account_id,
                    gateways=gateways,
                    people=people,
                    store=self.store,
                    clock=clock,
                    entropy=self.entropy,
                )
                return str(settlement.outcome.value)
            case "poll":
                polled = poll_payments(
                    gateways=gateways, store=self.store, clock=clock, entropy=self.entropy
                )
                return "POLLED" if polled else "NOTHING_DUE"
        expire_payments(store=self.store, clock=clock, entropy=self.entropy)
        return "SWEPT"

    def _webhook(
        self,
        job: Mapping[str, str],
        gateways: Mapping[PaymentGateway, Gateway],
        clock: SteppingClock,
    ) -> str:
        body = hint_body("payment.completed", md5=job["md5"], timestamp="2026-06-15T03:02:00Z")
        message = WebhookMessage(id=f"msg_{job['md5']}", sent_at=clock.now(), body=body)
        taken = take_webhook(
            body,
            sign_webhook(message, secrets=[_SECRET]),
            sender="payments",
            secrets=[_SECRET],
            gateways=gateways,
            store=self.store,
            clock=clock,
            entropy=self.entropy,
        )
        outcome = taken.outcome if taken.settlement is None else taken.settlement.outcome
        return str(outcome.value)


def work(dsn: str, truth: Truth) -> None:
    """
    Do the jobs that come in, until none comes any more.
    """
    entropy = SeededEntropy(os.urandom(16).hex())
    say("pid", os.getpid())
    with payment_store(dsn) as store:
        desk = Desk(store=store, entropy=entropy, truth=truth)
        for line in lines():
            job = json.loads(line)
            say(job["serial"], desk.do(job))


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


def main(dsn: str, truth: Path) -> int:
    """
    Fork a worker, and another one whenever one is killed.
    """
    known = json.loads(truth.read_text(encoding="utf-8"))
    while child := os.fork():
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return os.waitstatus_to_exitcode(status)
        say("killed", os.WTERMSIG(status))
    work(dsn, known)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
