"""
Payload: what one KHQR says, for an individual or for a merchant.

Making a value only tidies it: a scanned code may break a rule and must still be
readable. ``encode`` judges a value, ``verify`` judges a text. Empty values (``None``,
``""``, ``0``, ``False``) are dropped and numbers become text, as in the official SDK.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

import attrs

from dastern_core.kernel import Currency, Money, require_aware
from dastern_core.khqr.amount import AmountInput, amount_text
from dastern_core.khqr.problems import KhqrError, problem

__all__ = [
    "Account",
    "ExpirationInput",
    "Individual",
    "Merchant",
    "TextInput",
    "milliseconds",
    "money",
    "tidied",
]

_DEFAULT_CITY = "Phnom Penh"
_DEFAULT_CATEGORY = "5999"

TextInput = str | float | Decimal | None
"""
Text, or a number that stands for its digits.
"""

ExpirationInput = datetime | float | Decimal | str | None
"""
An aware instant, or milliseconds since 1970.
"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LARGEST_EXACT = 2**53 - 1  # the SDK rounds a larger number
_SHORT_DIGITS = re.compile(r"-?[0-9]{1,20}")
_CURRENCIES: dict[object, Currency] = {
    name: one for one in Currency for name in (one, one.name, one.value, int(one.value))
}


def milliseconds(instant: datetime, *, field: str) -> int:
    """
    Give an aware instant as whole milliseconds since 1970, the unit of tag 99.

    Raises:
        InvalidInputError: The instant is naive.
    """
    return (require_aware(instant, field=field) - _EPOCH) // _MILLISECOND


def _text(value: TextInput) -> str | None:
    """
    Tidy a text; what is neither text nor an exact number stays, for ``encode`` to refuse.
    """
    if not value:
        return None
    if isinstance(value, str):
        return value
    return str(int(value)) if _is_exact(value) else cast("str", value)


def _is_exact(number: float | Decimal) -> bool:
    """
    Tell whether a number is a whole one that the SDK would not round.
    """
    if type(number) is Decimal and not number.is_finite():
        return False  # comparing it would raise
    if type(number) not in {int, float, Decimal}:
        return False
    return -_LARGEST_EXACT <= number <= _LARGEST_EXACT and number == int(number)


def _required(value: TextInput) -> str:
    return value if isinstance(value, str) else _text(value) or ""


def _city(value: TextInput) -> str:
    return _text(value) or _DEFAULT_CITY


def _category(value: TextInput) -> str:
    return _text(value) or _DEFAULT_CATEGORY


def _currency(value: Currency | float | str | None) -> Currency | str | float:
    """
    Find the currency; what is neither riel nor dollars stays, for ``encode`` to refuse.
    """
    if not value:
        return Currency.KHR
    try:
        return _CURRENCIES[value]
    except (KeyError, TypeError):  # a TypeError where it cannot even be looked up
        return value


def _amount(value: AmountInput) -> str | None:
    return cast("str | None", value)  # becomes text once the currency is known


def _expiration(value: ExpirationInput) -> int | str | None:
    """
    Find the milliseconds; what is no whole number stays, for ``encode`` to refuse.
    """
    match value:
        case _ if not value:
            return None
        case int():
            return int(value)
        case str():
            return int(value) if _SHORT_DIGITS.fullmatch(value.strip()) else value
        case datetime():
            return milliseconds(value, field="expiration_timestamp")
        case float() | Decimal() if _is_exact(value):
            return int(value)
        case _:
            return str(value)


# Without slots: making a value of eighteen fields is a third of the work of encoding it, and
# a frozen class sets its fields a quarter faster in a dictionary (bench/khqr.py).
@attrs.frozen(kw_only=True, slots=False)
class _Shared:
    """
    What individuals and merchants have in common.
    """

    bakong_account_id: str = attrs.field(converter=_required)
    merchant_name: str = attrs.field(converter=_required)
    merchant_city: str = attrs.field(default=None, converter=_city)
    currency: Currency | str | float = attrs.field(default=None, converter=_currency)
    amount: str | None = attrs.field(default=None, converter=_amount)
    expiration_timestamp: int | str | None = attrs.field(default=None, converter=_expiration)
    bill_number: str | None = attrs.field(default=None, converter=_text)
    mobile_number: str | None = attrs.field(default=None, converter=_text)
    store_label: str | None = attrs.field(default=None, converter=_text)
    terminal_label: str | None = attrs.field(default=None, converter=_text)
    purpose_of_transaction: str | None = attrs.field(default=None, converter=_text)
    language_preference: str | None = attrs.field(default=None, converter=_text)
    merchant_name_alternate_language: str | None = attrs.field(default=None, converter=_text)
    merchant_city_alternate_language: str | None = attrs.field(default=None, converter=_text)
    union_pay_merchant: str | None = attrs.field(default=None, converter=_text)
    merchant_category_code: str = attrs.field(default=None, converter=_category)

    def __attrs_post_init__(self) -> None:
        """
        Write the amount as its currency has it; without one there is no expiration.
        """
        amount: AmountInput = self.amount
        if amount is not None and isinstance(self.currency, Currency):
            amount = vars(self)["amount"] = amount_text(amount, self.currency)
        if amount is None:
            vars(self)["expiration_timestamp"] = None


@attrs.frozen(kw_only=True, slots=False)
class Individual(_Shared):
    """
    A code that pays a person's account (tag 29).

    Args:
        bakong_account_id: Such as ``"name@bank"``; at most 32 long.
        merchant_name: The name that the payer sees; at most 25 long. A Khmer name
            belongs in ``merchant_name_alternate_language``.
        merchant_city: At most 15 long; ``"Phnom Penh"`` where left out.
        currency: ``Currency.KHR`` where left out; also 116, 840, ``"KHR"``, ``"USD"``.
            What is neither stays as it is, for ``encode`` to refuse.
        amount: Exact, in major units, or ``Money``; none or zero makes a static code.
            Kept as the text of tag 54.
        expiration_timestamp: Until when the payer may pay: an aware instant, or
            milliseconds since 1970, which is how it is kept. A dynamic code needs it,
            a static one drops it.
        bill_number: At most 25 long, like the next four.
        mobile_number: Digits only; banks refuse ``+`` and spaces (rule PAY-25).
        store_label: The shop's branch.
        terminal_label: The cash desk.
        purpose_of_transaction: What is paid for.
        language_preference: ISO 639 code of the next two, such as ``"km"``.
        merchant_name_alternate_language: At most 25 long; needs the preference.
        merchant_city_alternate_language: At most 15 long.
        union_pay_merchant: UnionPay's account, at most 99 long; not with dollars.
        merchant_category_code: One to four digits of ISO 18245; ``"5999"`` where left out.
        account_information: At most 32 long.
        acquiring_bank: At most 32 long.

    Units:
        Lengths count UTF-16 code units: a Khmer letter one, most emoji two.

    Source:
        EMV QRCPS Merchant-Presented Mode 1.1, section 4; rules PAY-17 to PAY-28.
    """

    account_information: str | None = attrs.field(default=None, converter=_text)
    acquiring_bank: str | None = attrs.field(default=None, converter=_text)


@attrs.frozen(kw_only=True, slots=False)
class Merchant(_Shared):
    """
    A code that pays a registered merchant (tag 30).

    Args:
        merchant_id: The number that the bank gave the merchant; at most 32 long.
        acquiring_bank: The merchant's bank; at most 32 long.

    The other fields are those of ``Individual``.

    Source:
        Rule PAY-22.
    """

    merchant_id: str = attrs.field(converter=_required)
    acquiring_bank: str = attrs.field(converter=_required)


Account = Individual | Merchant
"""
What a KHQR pays.
"""


def tidied(kind: type[Account], fields: dict[str, Any]) -> Account:
    """
    Make a value of fields that are tidy already, without tidying them once more.

    Args:
        kind: Which.
        fields: Every field of it, as the value keeps it.
    """
    account = object.__new__(kind)
    vars(account).update(fields)
    return account


def money(account: Account) -> Money | None:
    """
    Give the amount that an account asks for.

    Returns:
        Exact money; ``None`` for a static code.

    Raises:
        InvalidInputError: A scanned code's amount or currency is none.
    """
    if account.amount is None:
        return None
    if not isinstance(account.currency, Currency):
        raise KhqrError(problem("unsupported_currency", field="currency", tag="53"))
    return Money.parse(account.amount, currency=account.currency)
