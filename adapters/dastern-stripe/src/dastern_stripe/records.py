"""
Records: what Stripe's JSON says of a checkout session or an invoice, read strictly.

Field names are those of Stripe's API reference (checkout session, invoice, charge), as the
types of the `stripe` library show them. What cannot be read is an error, never "unpaid".
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dastern_core.kernel import Currency, Money
from dastern_core.payments import BankAnswerError

__all__ = ["Invoice", "Part", "Session", "instant", "money", "read"]

_Seconds = Annotated[int, Field(gt=0, lt=253_402_300_800)]  # before the year 10000
_KHR_DECIMALS = 100  # Stripe counts the riel in hundredths, ISO 4217 and the bank do not


class Part(BaseModel):
    """
    A JSON object of Stripe's; fields that are not asked for are ignored.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, strict=True)


class _Charge(Part):
    created: _Seconds


class _Intent(Part):
    latest_charge: _Charge | None = None


class _Transitions(Part):
    paid_at: _Seconds | None = None


class _Details(Part):
    metadata: dict[str, str] | None = None


class _Parent(Part):
    subscription_details: _Details | None = None


class Invoice(Part):
    """
    What a subscription's period was billed with.

    Args:
        id: Of the invoice.
        status: ``paid`` where it was.
        amount_paid: In Stripe's smallest unit.
        currency: Three lower-case letters.
        created: Seconds of the epoch.
        billing_reason: Why it was billed.
        status_transitions: When it was paid.
        parent: Of which subscription it is.
    """

    id: Annotated[str, Field(pattern=r"^in_[A-Za-z0-9_]{1,250}$")]
    status: str | None
    amount_paid: Annotated[int, Field(ge=0)]
    currency: str
    created: _Seconds
    billing_reason: str | None = None
    status_transitions: _Transitions = _Transitions()
    parent: _Parent | None = None


class Session(Part):
    """
    A page on which somebody pays.

    Args:
        id: Of the session.
        client_reference_id: The order's bill number.
        status: ``open``, ``complete`` or ``expired``.
        payment_status: ``paid``, ``unpaid`` or ``no_payment_required``.
        amount_total: In Stripe's smallest unit.
        currency: Three lower-case letters.
        url: Where the payer goes; None once it is over.
        invoice: Of the first period of a subscription.
        payment_intent: Of a single payment.
    """

    id: Annotated[str, Field(pattern=r"^cs_[A-Za-z0-9_]{1,250}$")]
    client_reference_id: str | None
    status: Literal["open", "complete", "expired"]
    payment_status: Literal["paid", "unpaid", "no_payment_required"]
    amount_total: Annotated[int, Field(ge=0)]
    currency: str
    url: Annotated[str, Field(pattern=r"^https?://[!-~]+$", max_length=5000)] | None = None
    invoice: Invoice | None = None
    payment_intent: _Intent | None = None

    @property
    def paid_at(self) -> datetime | None:
        """
        When the money came; None where Stripe does not say.
        """
        if self.invoice is not None:
            return instant(self.invoice.status_transitions.paid_at)
        charge = None if self.payment_intent is None else self.payment_intent.latest_charge
        return None if charge is None else instant(charge.created)


_Model = TypeVar("_Model", bound=Part)


def read(model: type[_Model], value: Any) -> _Model:  # noqa: ANN401 - parsed JSON
    """
    Read an object of an answer.

    Raises:
        BankAnswerError: It is no object, or a field is missing or of another kind.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        fields = sorted({".".join(map(str, one["loc"])) or "data" for one in error.errors()})
        problem = f"The answer has no usable {', '.join(fields)}"
        raise BankAnswerError(problem) from error


def money(amount: int, currency: str) -> Money:
    """
    Give an amount of Stripe's as ours.

    Raises:
        BankAnswerError: The currency is neither the dollar nor the riel, or the riel is
            not whole.
    """
    if currency == "usd":
        return Money(minor=amount, currency=Currency.USD)
    if currency == "khr" and amount % _KHR_DECIMALS == 0:
        return Money(minor=amount // _KHR_DECIMALS, currency=Currency.KHR)
    problem = "The answer has a currency that is neither USD nor whole KHR"
    raise BankAnswerError(problem)


def instant(seconds: int | None) -> datetime | None:
    """
    Give an instant of Stripe's; None where there is none.
    """
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
