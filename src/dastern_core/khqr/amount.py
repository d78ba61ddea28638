"""
Amount: the text of tag 54, exact or not at all.

Source: EMV QRCPS Merchant-Presented Mode 1.1, section 4.7.7; rule PAY-24; the vectors
``usd amount`` and ``khr amount``.
"""

import re
from decimal import Decimal

from dastern_core.kernel import Currency, Money

__all__ = ["AmountInput", "amount_text", "is_amount", "is_exact"]

AmountInput = Money | Decimal | int | float | str | None
"""
An amount in major units, or money. A float counts as the decimal that Python prints.
"""

_LONGEST = 13
# Zeros are matched possessively: given back one by one they would cost quadratic time.
_ZERO = re.compile(r"[+-]?(?=\.?0)0*+\.?0*")
_RIEL = re.compile(r"\+?0*+([0-9]+)(?:\.0*)?")
_DOLLARS_AND_CENTS = re.compile(r"0*+([0-9]*)\.([0-9]{0,2})")
_WRITTEN_RIEL = re.compile(r"[0-9]+")
_WRITTEN_DOLLARS = re.compile(r"[0-9]+(?:\.[0-9]{2})?")
# What an amount may be in a code of somebody else's: EMV lets the mark end it, and zeros.
_EXACT_RIEL = re.compile(r"[0-9]+(?:\.0*)?")
_EXACT_DOLLARS = re.compile(r"(?=\.?[0-9])[0-9]*(?:\.[0-9]{0,2}0*)?")
_NO_AMOUNT = "no amount"


def amount_text(amount: AmountInput, currency: Currency) -> str | None:
    """
    Write an amount as tag 54 has it.

    Args:
        amount: Major units, or money of the currency.
        currency: The amount's currency.

    Returns:
        Whole riel; whole dollars bare, and with a decimal point always two places;
        ``None`` for no amount and for zero. What is not an exact amount comes back as
        some text that ``is_amount`` refuses; it is never rounded.

    Example:
        >>> amount_text("1.5", Currency.USD), amount_text(1, Currency.USD)
        ('1.50', '1')
        >>> amount_text("100.00", Currency.KHR), amount_text("0.0", Currency.KHR)
        ('100', None)
    """
    if not amount:
        return None
    text = _decimal_text(amount, currency)
    if is_amount(text, currency) and text[0] != "0":
        return text
    if _ZERO.fullmatch(text):
        return None
    if currency is Currency.KHR:
        found = _RIEL.fullmatch(text)
        return found[1] if found else text
    found = _DOLLARS_AND_CENTS.fullmatch(text)
    return f"{found[1] or '0'}.{found[2]:0<2}" if found and text != "." else text


def is_amount(text: str, currency: Currency) -> bool:
    """
    Tell whether a text is an amount that a KHQR may carry.
    """
    written = _WRITTEN_RIEL if currency is Currency.KHR else _WRITTEN_DOLLARS
    return len(text) <= _LONGEST and written.fullmatch(text) is not None


def is_exact(text: str, currency: Currency) -> bool:
    """
    Tell whether a scanned text is an exact amount of its currency, however it is written.

    Source:
        EMV QRCPS Merchant-Presented Mode 1.1, section 4.7.7: digits, and at most one
        decimal mark, which may end the text.

    Example:
        >>> [is_exact(text, Currency.USD) for text in ("1.5", "1.", "1.005", "1,000", "NaN")]
        [True, True, False, False, False]
    """
    exact = _EXACT_RIEL if currency is Currency.KHR else _EXACT_DOLLARS
    return exact.fullmatch(text) is not None


def _decimal_text(amount: object, currency: Currency) -> str:
    if isinstance(amount, str):
        return amount
    if isinstance(amount, float) and not amount.is_integer():
        return repr(amount)
    match amount:
        case Money() if amount.currency is currency:
            return str(amount).partition(" ")[0]
        case int() | float() if abs(amount) < 10**_LONGEST and not isinstance(amount, bool):
            return str(int(amount))
        case Decimal() if amount.is_finite() and -_LONGEST <= amount.adjusted() <= _LONGEST:
            return f"{amount:f}"  # a huge exponent would be a text of its own size
        case _:
            return _NO_AMOUNT
