"""
Checkouts: what somebody is asked to pay, and how a gateway takes it.

Asking is pure: the price is the plan's. A KHQR is made here as well; what another gateway
needs, its adapter has made (``dastern_core.ports.gateway``). The two together are an order.
"""

from datetime import datetime, timedelta

import attrs

from dastern_core.kernel import AccountId, Fault, InvalidInputError, Money, require_aware
from dastern_core.khqr import Individual, encode
from dastern_core.payments.lifecycle import ORDER_LIFE, PaymentChange, PaymentReason
from dastern_core.payments.orders import PaymentGateway, PaymentOrder, bill_number
from dastern_core.subscriptions import PLANS, PlanTier, Purchase

__all__ = [
    "ORDER_LIFETIME",
    "AskedPayment",
    "Checkout",
    "ask_payment",
    "khqr_checkout",
    "open_order",
    "place_order",
    "subscription_receiver",
]

ORDER_LIFETIME = timedelta(minutes=15)
"""
How long an order can be paid: it is the expiry in its KHQR as well (C36, tag 99.01).
"""


@attrs.frozen(kw_only=True)
class AskedPayment:
    """
    What somebody is asked to pay, before a gateway knows of it.

    Args:
        account_id: Who subscribes and pays.
        tier: The plan that is paid for.
        purchase: Whether a whole period is paid for, or lifting the running one.
        bill_number: As `bill_number` makes it.
        price: The amount asked for.
        created_at: Aware.

    Raises:
        InvalidInputError: It costs nothing, or the instant is naive.
    """

    account_id: AccountId
    tier: PlanTier
    purchase: Purchase
    bill_number: str
    price: Money
    created_at: datetime

    def __attrs_post_init__(self) -> None:
        """
        Refuse what needs no payment.
        """
        require_aware(self.created_at, field="created_at")
        if self.price.minor <= 0:
            remedy = "Choose a plan that has a price; what costs nothing needs no payment."
            raise InvalidInputError(Fault(field="tier", problem="costs nothing", remedy=remedy))

    @property
    def expires_at(self) -> datetime:
        """
        From when on it has expired (C36).
        """
        return self.created_at + ORDER_LIFETIME


@attrs.frozen(kw_only=True)
class Checkout:
    """
    How a gateway takes a payment.

    Args:
        gateway: Which one.
        receiver: The account that gets the money, as the gateway names it.
        payload: By what the gateway knows the payment: the KHQR's text, or an identifier.
        address: Where the payer goes to pay; None where the payload is shown instead.
    """

    gateway: PaymentGateway
    receiver: str
    payload: str
    address: str | None = None


def ask_payment(
    tier: PlanTier,
    *,
    account_id: AccountId,
    now: datetime,
    entropy: bytes,
    upgrade_price: Money | None = None,
) -> AskedPayment:
    """
    Say what an account is asked to pay for a plan.

    Args:
        tier: The plan; its price is the amount, whatever a client says (PAY-07).
        account_id: Who is to pay.
        now: The moment of the order, aware.
        entropy: ``BILL_ENTROPY_BYTES`` random bytes.
        upgrade_price: What lifting the running period to the plan costs, as
            ``dastern_core.subscriptions.upgrade_price`` computes it; None asks for a
            whole period.

    Raises:
        InvalidInputError: The plan or the upgrade costs nothing, or ``now`` is naive.

    Source:
        Rules PAY-07, PAY-15, SUB-01.
    """
    return AskedPayment(
        account_id=account_id,
        tier=tier,
        purchase=Purchase.PERIOD if upgrade_price is None else Purchase.UPGRADE,
        bill_number=bill_number(now=now, entropy=entropy),
        price=PLANS[tier].price if upgrade_price is None else upgrade_price,
        created_at=now,
    )


def subscription_receiver(bakong_account_id: str) -> Individual:
    """
    Give the receiver as the payer's bank shows it.

    Args:
        bakong_account_id: The account that receives subscriptions, such as ``name@bank``.

    Source:
        Rule PAY-18.
    """
    return Individual(
        bakong_account_id=bakong_account_id,
        merchant_name="Das Tern",
        merchant_city="Phnom Penh",
        store_label="Das Tern Subscription",
        terminal_label="Web",
        merchant_category_code="5999",
    )


def khqr_checkout(asked: AskedPayment, *, receiver: Individual) -> Checkout:
    """
    Make the KHQR that pays what was asked; no gateway has to be told of it.

    Args:
        asked: What is to be paid.
        receiver: Who is to be paid, without amount, bill number and expiry.

    Raises:
        InvalidInputError: The KHQR cannot carry the receiver.

    Source:
        Rules PAY-15, PAY-20 and decisions C36, C37.
    """
    account = attrs.evolve(
        receiver,
        currency=asked.price.currency,
        amount=asked.price,
        bill_number=asked.bill_number,
        expiration_timestamp=asked.expires_at,
    )
    return Checkout(
        gateway=PaymentGateway.BAKONG,
        receiver=receiver.bakong_account_id,
        payload=encode(account, now=asked.created_at),
    )


def place_order(asked: AskedPayment, checkout: Checkout) -> PaymentOrder:
    """
    Give the pending order of what was asked, as a gateway takes it.
    """
    beginning = PaymentChange(
        before=None, after=ORDER_LIFE.start, at=asked.created_at, reason=PaymentReason.ASKED
    )
    return PaymentOrder(
        account_id=asked.account_id,
        tier=asked.tier,
        purchase=asked.purchase,
        bill_number=asked.bill_number,
        price=asked.price,
        gateway=checkout.gateway,
        receiver=checkout.receiver,
        payload=checkout.payload,
        created_at=asked.created_at,
        expires_at=asked.expires_at,
        status=ORDER_LIFE.start,
        paid_at=None,
        history=(beginning,),
    )


def open_order(
    tier: PlanTier,
    *,
    account_id: AccountId,
    receiver: Individual,
    now: datetime,
    entropy: bytes,
    upgrade_price: Money | None = None,
) -> PaymentOrder:
    """
    Ask an account to pay for a plan by KHQR.

    Args:
        tier: As for `ask_payment`, like all that is not said here.
        account_id: Who is to pay.
        receiver: Who is to be paid, without amount, bill number and expiry.
        now: The moment of the order, aware.
        entropy: ``BILL_ENTROPY_BYTES`` random bytes.
        upgrade_price: What an upgrade costs; None asks for a whole period.

    Returns:
        A pending order with its KHQR.

    Raises:
        InvalidInputError: The plan or the upgrade costs nothing, or the KHQR cannot carry
            the receiver.
    """
    asked = ask_payment(
        tier, account_id=account_id, now=now, entropy=entropy, upgrade_price=upgrade_price
    )
    return place_order(asked, khqr_checkout(asked, receiver=receiver))
