"""
Answers: what the bank's JSON says of a payment, an account, a link or a token.

Shapes are those of the Bakong Open API 1.0.5 as public copies and clients show them
(``docs/how-to/accept-a-payment.md`` names them). What cannot be read is an error, never an
unpaid order.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr

from dastern_bakong.replies import Answer, Part, part, refusal
from dastern_bakong.tokens import BEARER, LONGEST_TOKEN
from dastern_core.kernel import Currency, InvalidInputError, Money
from dastern_core.payments import (
    AccountStatus,
    BankAnswerError,
    HashKey,
    Md5Key,
    Paid,
    Transaction,
    TransactionKey,
    Unpaid,
    UnpaidReason,
    Unreadable,
    contradicts_key,
)

__all__ = ["account_status", "link", "lookup", "lookups", "new_token"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_REASONS = {1: UnpaidReason.NOT_FOUND, 2: UnpaidReason.STATIC, 3: UnpaidReason.FAILED}
_ACCOUNTS = {11: AccountStatus.UNKNOWN, 12: AccountStatus.INVALID}
_STATUSES = {one.value: one for one in UnpaidReason} | {"STATIC_QR": UnpaidReason.STATIC}


_Model = TypeVar("_Model", bound=Part)


_LATEST_MS = 253_402_300_800_000  # the year 10000, which no datetime has
_DIGITS = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")


def _number(value: object) -> object:
    """
    Take a JSON number, or one that is written as a text of ASCII digits.

    Python would read a truth value, other scripts' digits and underscores as well.
    """
    if type(value) is int or (isinstance(value, str) and _DIGITS.fullmatch(value)):
        return Decimal(value)
    return value


_Number = Annotated[Decimal, BeforeValidator(_number)]
_Milliseconds = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, lt=_LATEST_MS)] | None


class _Record(Part):
    hash: Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{8,128}$")]
    to_account_id: Annotated[str, Field(min_length=1, max_length=100)]
    amount: _Number
    currency: str
    from_account_id: str | None = None
    created_date_ms: _Milliseconds = None
    acknowledged_date_ms: _Milliseconds = None
    instruction_ref: str | None = None
    external_ref: str | None = None


class _Item(Part):
    status: str
    data: object = Field(default=None, validation_alias=AliasChoices("data", "transaction"))


class _Link(Part):
    short_link: Annotated[str, Field(pattern=r"^https://[!-~]+$", max_length=2000)]


class _Token(Part):
    token: Annotated[str, Field(pattern=f"^{BEARER}$", max_length=LONGEST_TOKEN)]


def lookup(answer: Answer, *, key: TransactionKey) -> Paid | Unpaid:
    """
    Read what became of one payment.

    Args:
        answer: To the question about the key.
        key: What was asked about.

    Raises:
        BankError: The bank refused, or its record cannot be read or is about another.
    """
    if answer.response_code == 0:
        return _paid(answer.data, key=key)
    if answer.error_code in _REASONS:
        if answer.data:
            problem = "The answer's errorCode says unpaid and its data does not"
            raise BankAnswerError(problem)
        return Unpaid(reason=_REASONS[answer.error_code])
    raise refusal(answer)


def lookups(
    answer: Answer, *, keys: Sequence[Md5Key] | Sequence[HashKey]
) -> tuple[Paid | Unpaid | Unreadable, ...]:
    """
    Read what became of many payments.

    Args:
        answer: To the question about the keys.
        keys: What was asked about.

    Returns:
        One for each key, in their order; one that cannot be read spoils no other.

    Raises:
        BankError: The bank refused, or the answer is no list.
    """
    if answer.response_code != 0:
        raise refusal(answer)
    if not isinstance(answer.data, list):
        problem = "The answer has no usable data"
        raise BankAnswerError(problem)
    items: dict[str, list[object]] = {}
    for one in answer.data:
        if isinstance(one, dict):
            name = one.get("md5", one.get("hash"))
            if isinstance(name, str):
                items.setdefault(name.lower(), []).append(one)
    return tuple(_one_of_many(items, key=key) for key in keys)


def _one_of_many(
    items: Mapping[str, list[object]], *, key: Md5Key | HashKey
) -> Paid | Unpaid | Unreadable:
    found = items.get(key.md5 if isinstance(key, Md5Key) else key.hash, [])
    if len(found) != 1:
        return Unreadable(problem=f"The answer tells of it {len(found)} times")
    try:
        item = part(_Item, found[0])
        if isinstance(found[0], dict) and {"data", "transaction"} <= found[0].keys():
            return Unreadable(problem="The answer has both data and transaction")
        if item.status == "SUCCESS":
            return _paid(item.data, key=key)
    except BankAnswerError as error:
        return Unreadable(problem=error.problem)
    if item.status in _STATUSES:
        return Unpaid(reason=_STATUSES[item.status])
    return Unreadable(problem="The answer has a status that the bank does not document")


def _paid(data: object, *, key: TransactionKey) -> Paid:
    record = part(_Record, data)
    try:
        amount = Money.parse(record.amount, currency=Currency[record.currency])
        if amount.minor <= 0:
            problem = "The answer has an amount that nobody can have paid"
            raise BankAnswerError(problem)
        transaction = Transaction(
            hash=record.hash.lower(),
            amount=amount,
            receiver=record.to_account_id,
            payer=record.from_account_id,
            created_at=_instant(record.created_date_ms),
            acknowledged_at=_instant(record.acknowledged_date_ms),
            instruction_reference=record.instruction_ref,
            external_reference=record.external_ref,
        )
    except (KeyError, InvalidInputError) as error:
        problem = (
            "The answer has no exact amount, a currency that is neither KHR nor USD, or no time"
        )
        raise BankAnswerError(problem) from error
    if contradicts_key(transaction, key):
        problem = "The answer is about another payment than the one asked for"
        raise BankAnswerError(problem)
    return Paid(transaction=transaction)


def _instant(milliseconds: Decimal | None) -> datetime | None:
    if milliseconds is None:
        return None
    return _EPOCH + timedelta(microseconds=int(milliseconds.scaleb(3)))


def account_status(answer: Answer) -> AccountStatus:
    """
    Read whether an account exists.

    Raises:
        BankError: The bank refused.
    """
    if answer.response_code == 0:
        return AccountStatus.KNOWN
    if answer.error_code in _ACCOUNTS:
        return _ACCOUNTS[answer.error_code]
    raise refusal(answer)


def link(answer: Answer) -> str:
    """
    Read the link that opens the bank's app.

    Raises:
        BankError: The bank refused, or the answer is no secure address.
    """
    return _done(answer, _Link).short_link


def new_token(answer: Answer) -> SecretStr:
    """
    Read the token that replaces the one before.

    Raises:
        BankError: The bank refused, or the answer is no token.
    """
    return SecretStr(_done(answer, _Token).token)


def _done(answer: Answer, model: type[_Model]) -> _Model:
    if answer.response_code != 0:
        raise refusal(answer)
    return part(model, answer.data)
