"""
Encode: from an account to the text of its KHQR, byte for byte the official SDK's.

Source: EMV QRCPS Merchant-Presented Mode 1.1, sections 3 and 4; the SDK's order of
checks and of tags (rules PAY-16 to PAY-30). Drawing the text is ``picture``'s.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import accumulate

from dastern_core.kernel import Currency
from dastern_core.khqr import tags
from dastern_core.khqr.amount import is_amount
from dastern_core.khqr.checksums import crc
from dastern_core.khqr.payload import Account, Individual, milliseconds
from dastern_core.khqr.problems import KhqrError, Problem, problem
from dastern_core.khqr.tlv import LONGEST, SIZES, units, utf16_length

__all__ = ["encode"]

_STATIC, _DYNAMIC = "11", "12"
_WIDTH = 13
_FIRST_OF_WIDTH, _END_OF_WIDTH = 10 ** (_WIDTH - 1), 10**_WIDTH
_NUMBER = re.compile(r"\s*[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?\s*")


def encode(account: Account, *, now: datetime) -> str:
    """
    Write the payload of a KHQR.

    Args:
        account: Whom it pays, how much, and what for.
        now: The moment of creation, aware; a dynamic code carries it.

    Returns:
        The payload, as the official SDK writes it.

    Raises:
        KhqrError: The account breaks a rule; every broken rule is in ``problems``, the
            one that the SDK reports first.
        InvalidInputError: ``now`` is naive.

    Source:
        Rules PAY-16 to PAY-29; ``tests/vectors/khqr/valid.jsonl``.

    Example:
        >>> from datetime import UTC
        >>> account = Individual(bakong_account_id="john_smith@devb", merchant_name="John Smith")
        >>> encode(account, now=datetime(2026, 1, 1, tzinfo=UTC))[-36:]
        '5910John Smith6010Phnom Penh63046BFA'
    """
    found: list[Problem] = []
    created = milliseconds(now, field="now")
    values = vars(account)
    payload = "".join(
        (
            "000201",  # 4.7.1: payload format indicator
            f"0102{_DYNAMIC if account.amount else _STATIC}",  # 4.7.2: point of initiation
            _elements(values, (tags.UNION_PAY,), found),  # PAY-29, vectors "upi len 1", "upi 100"
            _payee(account, found),  # 4.7.4: merchant account information; PAY-22
            _elements(values, (tags.CATEGORY,), found),  # vectors "mcc 12", "mcc 12345"
            _currency_and_amount(account, found),  # 4.7.7: transaction amount; PAY-24
            "5802KH",  # PAY-17
            _elements(
                values, (tags.NAME, tags.CITY), found
            ),  # PAY-23, vector "precedence name<city"
            _template("62", values, tags.ADDITIONAL, found),  # table 3.7, vector "62 precedence 1"
            _language(account, found),  # PAY-28, vectors "lang full", "lang without name"
            _timestamps(account, created, found),  # PAY-20, vectors "exp missing", "exp length"
            "6304",  # 4.7.3: the checksum comes last and covers its own tag and length
        )
    )
    if found:
        raise KhqrError(*found)
    return payload + crc(payload)


def _payee(account: Account, found: list[Problem]) -> str:
    if isinstance(account, Individual):
        return _template("29", vars(account), tags.INDIVIDUAL, found)
    return _template("30", vars(account), tags.MERCHANT, found)


def _currency_and_amount(account: Account, found: list[Problem]) -> str:
    currency, amount = account.currency, account.amount
    if not isinstance(currency, Currency):
        too_long = isinstance(currency, str) and len(units(currency)) > tags.CURRENCY.limit
        code = tags.CURRENCY.too_long if too_long else tags.CURRENCY.wrong
        found.append(tags.CURRENCY.problem(code))
        return ""
    if account.union_pay_merchant and currency is Currency.USD:
        # PAY-29, vector "upi usd dyn".
        found.append(tags.UNION_PAY.problem("upi_account_information_invalid_currency"))
    if amount is None:
        return f"5303{currency.value}"
    if not is_amount(amount, currency):
        found.append(tags.AMOUNT.problem(tags.AMOUNT.wrong))
        return ""
    return f"5303{currency.value}54{SIZES[len(amount)]}{amount}"


def _language(account: Account, found: list[Problem]) -> str:
    preference, name, _ = tags.LANGUAGE
    if account.language_preference and not account.merchant_name_alternate_language:
        found.append(name.problem("merchant_name_alternate_language_required"))
    elif account.merchant_name_alternate_language and not account.language_preference:
        found.append(preference.problem("language_preference_required"))
    return _template("64", vars(account), tags.LANGUAGE, found)


def _timestamps(account: Account, created: int, found: list[Problem]) -> str:
    if account.amount is None:
        return ""
    code = _expiration_fault(account.expiration_timestamp, created)
    if code:
        found.append(tags.EXPIRATION.problem(code))
        return ""
    creation = str(created)
    body = f"00{SIZES[len(creation)]}{creation}01{_WIDTH}{account.expiration_timestamp}"
    return f"99{len(body)}{body}"


def _expiration_fault(expiration: int | str | None, created: int) -> str | None:
    match expiration:
        case int() if created <= expiration and _FIRST_OF_WIDTH <= expiration < _END_OF_WIDTH:
            return None
        case int() if -_FIRST_OF_WIDTH < expiration < _END_OF_WIDTH:
            # The SDK counts a minus sign.
            wide = len(str(expiration)) == _WIDTH
            return "expiration_timestamp_in_the_past" if wide else tags.EXPIRATION.too_long
        case int():
            return tags.EXPIRATION.too_long
        case str() if _NUMBER.fullmatch(expiration):
            return tags.EXPIRATION.too_long
        case _:
            return tags.EXPIRATION.empty


def _template(
    tag: str, values: Mapping[str, str | None], fields: tuple[tags.Field, ...], found: list[Problem]
) -> str:
    body = _elements(values, fields, found)
    if not body:
        return ""
    size = utf16_length(body)
    if size > LONGEST:  # two digits of length (PAY-16); vectors "62 = 145", "29/30 = 108"
        parts = (_elements(values, (field,), []) for field in fields)
        ends = accumulate(utf16_length(part) for part in parts)
        first = next(field for field, end in zip(fields, ends, strict=True) if end > LONGEST)
        found.append(problem("template_too_long", field=first.name, tag=tag))
        return ""
    return f"{tag}{SIZES[size]}{body}"


def _elements(
    values: Mapping[str, str | None], fields: tuple[tags.Field, ...], found: list[Problem]
) -> str:
    """
    Write those of some fields that an account has, and note what is wrong with them.

    One loop without calls: this is where encoding spends its time (``bench/khqr.py``).
    """
    written = ""
    for field in fields:
        value = values[field.name]
        if not value:
            if field.missing:
                found.append(field.problem(field.missing))
            continue
        try:
            size = len(value) if str.isascii(value) else utf16_length(value)
        except (TypeError, UnicodeEncodeError):  # no text, or half of a surrogate pair
            found.append(field.problem("not_text"))
            continue
        if size > field.limit or (field.allowed and not field.allowed(value)):
            found.extend(filter(None, (field.judge(value, size),)))
        else:
            written += field.headers[size] + value
    return written
