"""
The gateway: the port, over Stripe's API by Stripe's own library.
"""

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import attrs
import stripe
from pydantic import SecretStr

from dastern_core.kernel import Currency, Fault, InvalidInputError
from dastern_core.payments import (
    AskedPayment,
    BankAnswerError,
    BankBusyError,
    BankDownError,
    BankError,
    BankRefusedError,
    BankTokenError,
    BankUnreachableError,
    Checkout,
    PaymentGateway,
    PaymentOrder,
    ReceivedPayment,
    Unpaid,
    UnpaidReason,
)
from dastern_core.subscriptions import PERIOD, Purchase
from dastern_stripe.records import Invoice, Session, instant, money, read

__all__ = ["LEAST_USD", "StripeGateway", "stripe_gateway"]

LEAST_USD = 50
"""
The smallest amount that Stripe takes, in cents. Source: Stripe, "Minimum and maximum charge
amounts", read in November 2026.
"""

_API = "https://api.stripe.com"
_SESSION_LIFE = timedelta(minutes=31)  # Stripe takes 30 minutes at least, by its own clock
_EXPANDED = ("invoice", "payment_intent.latest_charge")


@attrs.frozen(kw_only=True)
class _Pages:
    success: str
    cancel: str


class StripeGateway:
    """
    Asks Stripe; fulfils ``dastern_core.ports.gateway.Gateway``.

    It may be used by several threads at once. ``stripe_gateway`` makes one.

    Args:
        client: Stripe's own.
        account: The account that the key belongs to, such as ``acct_1``.
        success_address: Where the payer comes back to after paying.
        cancel_address: Where the payer comes back to after not paying.
    """

    def __init__(
        self,
        client: stripe.StripeClient,
        *,
        account: str,
        success_address: str,
        cancel_address: str,
    ) -> None:
        self._client = client
        self._account = account
        self._pages = _Pages(success=success_address, cancel=cancel_address)

    def begin(self, asked: AskedPayment) -> Checkout:
        """
        Prepare a page on which a payment is made; for a period, a subscription.

        Asking twice for one bill number prepares one page: it is the idempotency key.

        Raises:
            InvalidInputError: It costs less than Stripe takes, or is not in dollars.
            BankError: Stripe gave no answer.
        """
        if asked.price.currency is not Currency.USD or asked.price.minor < LEAST_USD:
            problem = f"is {asked.price}, of which Stripe takes 0.50 USD or more"
            remedy = "Have it paid by KHQR."
            raise InvalidInputError(Fault(field="price", problem=problem, remedy=remedy))
        params = self._session(asked)
        answer = _declared(
            lambda: self._client.v1.checkout.sessions.create(
                params,  # type: ignore[arg-type]  # the library's type has a hundred options
                {"idempotency_key": asked.bill_number},
            )
        )
        session = read(Session, answer)
        if session.client_reference_id != asked.bill_number or session.url is None:
            problem = "The answer is about another payment, or says not where to pay"
            raise BankAnswerError(problem)
        return Checkout(
            gateway=PaymentGateway.STRIPE,
            receiver=self._account,
            payload=session.id,
            address=session.url,
        )

    def find(self, order: PaymentOrder) -> ReceivedPayment | Unpaid:
        """
        Ask what became of an order: of its page, or of the invoice of a renewal.

        Raises:
            BankError: Stripe gave no answer, or one about something else.
        """
        if order.payload.startswith("in_"):
            return self._invoice(order)
        answer = _declared(
            lambda: self._client.v1.checkout.sessions.retrieve(
                order.payload, {"expand": list(_EXPANDED)}
            )
        )
        session = read(Session, answer)
        if (session.id, session.client_reference_id) != (order.payload, order.bill_number):
            problem = "The answer is about another payment than the one asked for"
            raise BankAnswerError(problem)
        if session.payment_status != "paid":
            over = session.status == "expired"
            return Unpaid(reason=UnpaidReason.FAILED if over else UnpaidReason.NOT_FOUND)
        return ReceivedPayment(
            md5=order.md5,
            amount=money(session.amount_total, session.currency),
            receiver=self._account,
            acknowledged_at=session.paid_at,
        )

    def _invoice(self, order: PaymentOrder) -> ReceivedPayment | Unpaid:
        answer = _declared(lambda: self._client.v1.invoices.retrieve(order.payload))
        invoice = read(Invoice, answer)
        if invoice.id != order.payload:
            problem = "The answer is about another payment than the one asked for"
            raise BankAnswerError(problem)
        if invoice.status != "paid":
            return Unpaid(reason=UnpaidReason.NOT_FOUND)
        return ReceivedPayment(
            md5=order.md5,
            amount=money(invoice.amount_paid, invoice.currency),
            receiver=self._account,
            acknowledged_at=instant(invoice.status_transitions.paid_at),
        )

    def _session(self, asked: AskedPayment) -> dict[str, Any]:
        named = {"account_id": str(asked.account_id), "tier": asked.tier.value}
        price: dict[str, Any] = {
            "currency": "usd",
            "unit_amount": asked.price.minor,
            "product_data": {"name": f"Das Tern {asked.tier.value}"},
        }
        params: dict[str, Any] = {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "client_reference_id": asked.bill_number,
            "expires_at": int((asked.created_at + _SESSION_LIFE).timestamp()),
            "success_url": self._pages.success,
            "cancel_url": self._pages.cancel,
            "metadata": named,
        }
        if asked.purchase is Purchase.PERIOD:
            price["recurring"] = {"interval": "day", "interval_count": PERIOD.days}
            params |= {"mode": "subscription", "subscription_data": {"metadata": named}}
        return params


@contextmanager
def stripe_gateway(
    key: SecretStr,
    *,
    account: str,
    success_address: str,
    cancel_address: str,
    base_url: str = _API,
    connect_seconds: float = 5.0,
    silence_seconds: float = 15.0,
    retries: int = 2,
) -> Iterator[StripeGateway]:
    """
    Open a channel to Stripe for the length of a block.

    Args:
        key: The secret or restricted API key; it is shown in no message, log or repr.
        account: The account that the key belongs to.
        success_address: Where the payer comes back to after paying.
        cancel_address: Where the payer comes back to after not paying.
        base_url: Where the API is; TLS is required but to this computer.
        connect_seconds: To make a connection.
        silence_seconds: Between two parts of the answer.
        retries: How often Stripe's library repeats a request that failed, with its own
            back-off, and under the same idempotency key (SIG-06).

    Raises:
        InvalidInputError: The address would send the key in the open.
    """
    client = stripe.RequestsClient(timeout=(connect_seconds, silence_seconds))
    api = stripe.StripeClient(
        key.get_secret_value(),
        base_addresses={"api": _secure(base_url)},
        http_client=client,
        max_network_retries=retries,
    )
    try:
        yield StripeGateway(
            api, account=account, success_address=success_address, cancel_address=cancel_address
        )
    finally:
        client.close()  # type: ignore[no-untyped-call]  # the library leaves it untyped


def _declared(ask: Callable[[], stripe.StripeObject]) -> dict[str, Any]:
    try:
        return ask().to_dict()
    except stripe.StripeError as error:
        raise _failure(error) from None  # its text and its chain quote what was asked
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # The library takes any JSON for an object of Stripe's, and breaks on what is none.
        problem = "The answer is none of Stripe's"
        raise BankAnswerError(problem) from error


def _failure(error: stripe.StripeError) -> BankError:
    problem = f"Stripe answered HTTP {error.http_status} ({type(error).__name__})"
    match error:
        case stripe.APIConnectionError():
            return BankUnreachableError("The connection to Stripe broke off, or there is none")
        case stripe.RateLimitError():
            return BankBusyError(problem)
        case stripe.AuthenticationError():
            return BankTokenError(problem)
        case stripe.APIError() if (error.http_status or 0) >= 500:  # noqa: PLR2004 - HTTP
            return BankDownError(problem)
        case stripe.APIError():
            return BankAnswerError("The answer is none of Stripe's")
    return BankRefusedError(problem)


def _secure(address: str) -> str:
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and here)):
        problem = "would send the key in the open"
        remedy = "Give an https address, such as https://api.stripe.com."
        raise InvalidInputError(Fault(field="base_url", problem=problem, remedy=remedy))
    return address
