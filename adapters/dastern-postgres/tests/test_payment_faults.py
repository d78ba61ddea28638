"""
Payments under faults: told by three sources in any order, by processes that are killed.

The sources are the real ones: signed webhooks, the polling plan, and the payer's client. One
payment in five is told of by the polling alone.

The test session runs 200 payments and 10 kills, a small part of what is claimed. The full
size takes minutes and is run by hand::

    export DASTERN_FAULT_PAYMENTS=5000 DASTERN_FAULT_KILLS=100
    pytest adapters/dastern-postgres/tests/test_payment_faults.py -rP

Another ``DASTERN_FAULT_SEED`` gives other payments, another order and other kills.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from threading import Event
from typing import IO

import attrs

from dastern_core.audit import AuditAction, AuditEntry
from dastern_core.kernel import AccountId
from dastern_core.payments import PaymentOrder, PaymentReason, PaymentSource, PaymentStatus
from dastern_core.subscriptions import PERIOD, Subscription, SubscriptionStatus
from dastern_core.testing.samples import NOW, sample_order
from dastern_core.usecases.sequence_audit_log import sequence_audit_log
from dastern_postgres import PostgresPaymentStore

_TELLER = Path(__file__).with_name("teller.py")
_PAYMENTS = int(os.environ.get("DASTERN_FAULT_PAYMENTS", "200"))
_KILLS = int(os.environ.get("DASTERN_FAULT_KILLS", "10"))
_SEED = int(os.environ.get("DASTERN_FAULT_SEED", "20261121"))

_LOST = 0.1  # of the bank's answers
_EARLY = 0.15  # of the tellings come before the bank has the money
_POLLED_ALONE = 5  # of so many payments one is told of by nobody
_NEIGHBOURS = 4.0  # how far tellings of one payment stray between the sources
_LATEST = 30  # minutes: half of the tellings come after the order's time
_OVER = 76  # minutes: the last question of the plan is due
_RENEWALS = 10  # every tenth order is one more of the account before it
_PAID_AFTER = timedelta(minutes=2)  # as the teller's bank says
_IN_BETWEEN = frozenset({PaymentReason.ASKED, PaymentReason.TIMED_OUT})
_PAUSE = 0.012  # seconds: a kill strikes anywhere in a telling, which takes about as long


@attrs.frozen(kw_only=True)
class Truth:
    """
    What the bank knows of one order.

    Args:
        order: The order.
        answer: Minor units, currency and receiver of the money; None where none came.
        differing: The field that is not the one asked for, where one is not.
    """

    order: PaymentOrder
    answer: tuple[str, str, str] | None
    differing: str | None


@attrs.frozen(kw_only=True)
class Job:
    """
    One thing to do.

    Args:
        minutes: After the samples' instant.
        kind: ``webhook``, ``client``, ``poll`` or ``sweep``.
        md5: Of the order, where it is about one.
        account: Who asks, where the client does.
        fate: What becomes of the gateway's answer.
    """

    minutes: int
    kind: str
    md5: str = ""
    account: str = ""
    fate: str = "mixed"


def truth_of(number: int, dice: Random) -> Truth:
    """
    Decide what the bank knows of an order: one in eight is paid wrongly, one in 25 never.
    """
    order = sample_order(number)
    if number % _RENEWALS == _RENEWALS - 1:
        order = attrs.evolve(order, account_id=sample_order(number - 1).account_id)
    minor, currency = str(order.price.minor), order.price.currency.name
    right = (minor, currency, order.receiver)
    wrong = {
        "amount": (str(order.price.minor + dice.choice([-1, 1, 50])), currency, order.receiver),
        "currency": (minor, "KHR", order.receiver),
        "receiver": (minor, currency, "somebody@else"),
    }
    drawn = dice.random()
    if drawn < 0.04:
        return Truth(order=order, answer=None, differing=None)
    differing = dice.choice(sorted(wrong)) if drawn < 0.165 else None
    answer = right if differing is None else wrong[differing]
    return Truth(order=order, answer=answer, differing=differing)


def tellings(truths: Sequence[Truth], kind: str, dice: Random) -> deque[Job]:
    """
    Order one source's tellings: each payment up to three times, once at least in earnest.
    """
    placed: list[tuple[float, Job]] = []
    for position, truth in enumerate(truths):
        if position % _POLLED_ALONE == 0:
            continue
        for repeated in range(dice.randint(1, 3)):
            drawn = 1.0 if repeated == 0 else dice.random()
            fate = "lost" if drawn < _LOST else "early" if drawn < _LOST + _EARLY else "told"
            spot = position if repeated == 0 else dice.randrange(len(truths))
            job = Job(
                minutes=dice.randint(3, _LATEST),
                kind=kind,
                md5=truth.order.md5,
                account=str(truth.order.account_id),
                fate=fate,
            )
            placed.append((dice.gauss(spot, _NEIGHBOURS), job))
    return deque(job for _, job in sorted(placed, key=lambda pair: pair[0]))


def rounds(kind: str, number: int, dice: Random) -> deque[Job]:
    """
    Order polls or sweeps; each reads its own clock.
    """
    return deque(Job(minutes=dice.randint(3, _LATEST), kind=kind) for _ in range(number))


@contextmanager
def teller(dsn: str, truth: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    """
    Run a teller for the length of a block, and see that it ends well.
    """
    process = subprocess.Popen(
        [sys.executable, _TELLER, dsn, truth],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        yield process.stdin, process.stdout
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def run_lane(dsn: str, truth: Path, jobs: deque[Job], *, kills: int, dice: Random) -> Counter[str]:
    """
    Do a lane's jobs one after the other, in a process that is killed on the way.

    A job whose acknowledgement did not arrive is done again at once; one that was in
    conflict with somebody, again at the end.
    """
    strikes = set(dice.sample(range(1, len(jobs) + 1), kills))
    told: Counter[str] = Counter()
    serials, nobody = count(1), Event()
    with teller(dsn, truth) as (orders, answers):
        pid = int(_expect(answers, "pid"))
        while jobs:
            job = jobs.popleft()
            serial = next(serials)
            orders.write(json.dumps(attrs.asdict(job) | {"serial": serial}) + "\n")
            orders.flush()
            if serial in strikes:
                nobody.wait(dice.uniform(0, _PAUSE))  # so that it strikes anywhere in the work
                os.kill(pid, signal.SIGKILL)
                told[f"killed by {_expect(answers, 'killed')}"] += 1
                pid = int(_expect(answers, "pid"))
                jobs.appendleft(job)
                continue
            outcome = _expect(answers, str(serial))
            told[outcome] += 1
            if outcome == "CONFLICT":
                jobs.append(job)
    return told


def _expect(answers: IO[str], first: str) -> str:
    """
    Read on to the line that begins with a word, and give its rest.

    What is passed over acknowledges a job whose worker was killed a moment later.
    """
    for line in answers:
        word, _, rest = line.strip().partition(" ")
        if word == first:
            return rest
    message = f"the teller ended before it said {first}"
    raise AssertionError(message)


def whole(order: PaymentOrder, truth: Truth) -> bool:
    """
    Tell whether an order stands where the bank's truth leads, by a history without a hole.
    """
    reasons = [change.reason for change in order.history if change.reason not in _IN_BETWEEN]
    differing = order.history[-1].differing
    if truth.answer is None:
        undecided = {PaymentStatus.PENDING, PaymentStatus.EXPIRED}
        return (reasons, differing) == ([], ()) and order.status in undecided
    if truth.differing is not None:
        failed = ([PaymentReason.MISMATCHED], (truth.differing,), PaymentStatus.FAILED)
        return (reasons, differing, order.status) == failed
    paid = ([PaymentReason.CONFIRMED], (), PaymentStatus.PAID, NOW + _PAID_AFTER)
    return (reasons, differing, order.status, order.paid_at) == paid


def bought_once(subscription: Subscription, bills: Sequence[str]) -> bool:
    """
    Tell whether a subscription counts each of its payments once, and nothing else.
    """
    found = sorted(str(change.bill_number) for change in subscription.history)
    ends_at = NOW + _PAID_AFTER + len(bills) * PERIOD if bills else None
    status = SubscriptionStatus.ACTIVE if bills else SubscriptionStatus.PENDING
    return (found, subscription.ends_at, subscription.status) == (sorted(bills), ends_at, status)


def paid_bills(truths: Sequence[Truth]) -> dict[AccountId, list[str]]:
    """
    Give each account's orders that were paid as they were asked for.
    """
    bills: dict[AccountId, list[str]] = {truth.order.account_id: [] for truth in truths}
    for truth in truths:
        if truth.answer is not None and truth.differing is None:
            bills[truth.order.account_id].append(truth.order.bill_number)
    return bills


def changes_told(entries: Sequence[AuditEntry]) -> Counter[tuple[str, str]]:
    """
    Count what was audited, by payment and by what became of it.
    """
    return Counter(
        (entry.resource_id, details["status"])
        if entry.action is AuditAction.PAYMENT_CHANGE
        else (details["payment"], "BOUGHT")
        for entry in entries
        for details in [dict(entry.details)]
    )


def changes_made(
    orders: Sequence[PaymentOrder], subscriptions: Sequence[Subscription]
) -> Counter[tuple[str, str]]:
    """
    Count what the histories hold, by payment and by what became of it.
    """
    made = Counter(
        (order.bill_number, change.after.value) for order in orders for change in order.history[1:]
    )
    made.update(
        (str(change.bill_number), "BOUGHT") for one in subscriptions for change in one.history
    )
    return made


def test_each_subscription_is_activated_once(
    payment_store: PostgresPaymentStore, payment_database: str, tmp_path: Path
) -> None:
    """
    After all tellings each payment has bought one period, and a wrong one nothing.

    Signed webhooks and the payers' clients tell of four payments in five one to three
    times, the polling asks about all by its plan, while orders expire; some answers are lost
    or come too early. The processes are killed in their work, and do again what they could
    not acknowledge. One order in ten is the renewal of another, so that two payments change
    one subscription at once.
    """
    dice = Random(_SEED)  # noqa: S311 - a seeded order, no secret
    truths = [truth_of(number, dice) for number in range(_PAYMENTS)]
    known = tmp_path / "truth.json"
    known.write_text(json.dumps({one.order.md5: one.answer for one in truths if one.answer}))
    with payment_store.begin() as work:
        for truth in truths:
            work.payments.add(truth.order)
    lanes = [tellings(truths, kind, dice) for kind in ("webhook", "client")]
    lanes.append(rounds("poll", max(_PAYMENTS // 10, _KILLS), dice))
    lanes.append(rounds("sweep", max(_PAYMENTS // 20, _KILLS), dice))
    told_of = sum(map(len, lanes))
    kills = [_KILLS // 4 + (number < _KILLS % 4) for number in range(4)]

    with ThreadPoolExecutor(len(lanes)) as pool:
        running = [
            pool.submit(
                partial(run_lane, payment_database, known, lane),
                kills=killed,
                dice=Random(_SEED + number),  # noqa: S311 - as above
            )
            for number, (lane, killed) in enumerate(zip(lanes, kills, strict=True))
        ]
        told = sum((lane.result() for lane in running), start=Counter[str]())
    last = deque([Job(minutes=_OVER, kind="poll", fate="told")] * (_PAYMENTS // 50 + 2))
    told_last = run_lane(payment_database, known, last, kills=0, dice=dice)

    bills = paid_bills(truths)
    while sequence_audit_log(store=payment_store):
        pass
    with payment_store.begin() as work:
        orders = [work.payments.get(truth.order.md5) for truth in truths]
        subscriptions = [work.subscriptions.get(account_id) for account_id in bills]
        entries = [entry for entry, _ in work.audit_log.entries(start=0, end=9 * _PAYMENTS)]
    wrong = [truth for truth in truths if truth.differing is not None]
    sources = Counter(dict(entry.details).get("source", "NOBODY") for entry in entries)
    sys.stdout.write(
        f"{_PAYMENTS} payments: {sum(map(len, bills.values()))} right, {len(wrong)} wrong;"
        f" {told_of} jobs, seed {_SEED}\n"
        f"{dict(sorted(told.items()))}\n"
        f"settled by {dict(sorted(sources.items()))}\n"
    )

    assert told[f"killed by {signal.SIGKILL.value}"] == _KILLS
    assert told_last["NOTHING_DUE"] > 0
    assert {one.value for one in PaymentSource} <= set(sources)
    assert [] == [
        truth.order.bill_number
        for truth, order in zip(truths, orders, strict=True)
        if not whole(order, truth)
    ]
    assert [] == [
        one.account_id for one in subscriptions if not bought_once(one, bills[one.account_id])
    ]
    assert changes_made(orders, subscriptions) == changes_told(entries)
