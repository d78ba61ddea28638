"""
Take a webhook: a verified hint that makes us ask the gateway, once.

What a message says is never believed (C38); it is the reason to ask now, not later.
"""

from collections.abc import Mapping, Sequence
from enum import Enum

import attrs

from dastern_core.kernel import ConflictError
from dastern_core.payments import (
    PaymentHint,
    PaymentMismatchError,
    PaymentSource,
    WebhookSecret,
    read_hint,
    verify_webhook,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.gateway import Gateways
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.usecases.settle_payment import Settlement, SettlementOutcome, settle_payment

__all__ = ["TakenHint", "TakenOutcome", "take_hint", "take_webhook"]


class TakenOutcome(Enum):
    """
    What was done about a message.
    """

    ASKED = "ASKED"
    """
    The gateway was asked, and the settlement tells what came of it.
    """

    MISMATCHED = "MISMATCHED"
    """
    The gateway has other money than was asked for; that is stored, and owed to the payer.
    """

    REPEATED = "REPEATED"
    """
    The message was dealt with before.
    """

    UNCONCERNED = "UNCONCERNED"
    """
    The message is about nothing of ours.
    """


@attrs.frozen(kw_only=True)
class TakenHint:
    """
    A message that was taken; answer it with 200, or with 202 where it is still unpaid.

    Args:
        outcome: What was done about it.
        settlement: What came of asking.
    """

    outcome: TakenOutcome
    settlement: Settlement | None = None


def take_webhook(
    body: bytes,
    headers: Mapping[str, str],
    *,
    sender: str,
    secrets: Sequence[WebhookSecret],
    gateways: Gateways,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> TakenHint:
    """
    Take a message that is signed as Standard Webhooks says.

    Args:
        body: As it arrived, byte for byte.
        headers: As they arrived.
        sender: Whose secrets these are.
        secrets: Those that are accepted.
        gateways: Those that are open.
        store: Where the orders, and the ids of messages, are.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Raises:
        WebhookError: It is not our partner's, or not of now: answer 401.
        InvalidInputError: It is, and says nothing that can be read: answer 400.
        NotFoundError: There is no such order: answer 404.
        ConflictError: Somebody changed the same order at the same moment, or another
            message has this id: answer 409; the sender repeats it.
        PaymentTimeError: As for ``settle_payment``: answer 503; the sender repeats it.
        PortError: The gateway gave no answer, or the store failed: answer 503.
    """
    message = verify_webhook(body, headers, secrets=secrets, now=clock.now())
    return take_hint(
        read_hint(message, sender=sender),
        gateways=gateways,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def take_hint(
    hint: PaymentHint,
    *,
    gateways: Gateways,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> TakenHint:
    """
    Act on a message whose signature was verified.

    It is remembered once something is decided, after that: a process that dies in between
    is told again, and the settlement makes nothing of it twice.

    Args:
        hint: What the message says.
        gateways: Those that are open.
        store: Where the orders, and the ids of messages, are.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Raises:
        NotFoundError: As for `take_webhook`, like the others.
        ConflictError: As for `take_webhook`.
        PaymentTimeError: As for `take_webhook`.
        PortError: As for `take_webhook`.
    """
    with store.begin() as work:
        if work.inbox.knows(hint.sender, hint.id, content=hint.content):
            return TakenHint(outcome=TakenOutcome.REPEATED)
    _place(hint, store=store)
    settlement, outcome = None, TakenOutcome.UNCONCERNED
    if hint.md5 is not None:
        try:
            settlement = settle_payment(
                hint.md5,
                source=PaymentSource.WEBHOOK,
                gateways=gateways,
                store=store,
                clock=clock,
                entropy=entropy,
            )
            outcome = TakenOutcome.ASKED
        except PaymentMismatchError:
            outcome = TakenOutcome.MISMATCHED
    if settlement is None or settlement.outcome is not SettlementOutcome.UNPAID:
        with store.begin() as work:
            work.inbox.remember(hint.sender, hint.id, content=hint.content, at=clock.now())
    return TakenHint(outcome=outcome, settlement=settlement)


def _place(hint: PaymentHint, *, store: PaymentStore) -> None:
    if hint.new_order is None:
        return
    try:
        with store.begin() as work:
            work.payments.add(hint.new_order)
    except ConflictError:
        return  # an earlier message of the same renewal has placed it
