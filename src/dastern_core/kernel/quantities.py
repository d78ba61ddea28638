"""
Quantities: exact amounts of medicine, as people print them.

Amounts are fractions, because half and third tablets are; units are the words of
``dastern_core.medicines``. Rule OCR-17 lists the spellings.
"""

import re
from fractions import Fraction

import attrs

from dastern_core.kernel.errors import Fault, InvalidInputError

__all__ = ["Quantity", "ascii_digits", "decimal_text", "parse_amount"]

_KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8"}
_THOUSANDS = 3  # digits behind the comma of 1,000
_LONGEST = 32  # an amount is short; anything longer is not one
_AMOUNT = re.compile(
    r"(?:(?P<whole>[0-9]+)(?: +| *(?=[½¼¾⅓⅔⅛])))?"
    r"(?:(?P<vulgar>[½¼¾⅓⅔⅛])|(?P<over>[0-9]+) ?[/\u2044] ?(?P<under>[0-9]+))"
    r"|(?P<decimal>[0-9]+(?:[.,][0-9]+)?)"
)


@attrs.frozen(kw_only=True)
class Quantity:
    """
    An exact amount of a unit, such as 1/2 tablet.

    Args:
        value: The amount, exact and not negative.
        unit: What is counted, such as ``"tablet"`` or ``"mg"``.

    Raises:
        InvalidInputError: The amount is negative or no fraction, or the unit is blank.
    """

    value: Fraction
    unit: str

    def __attrs_post_init__(self) -> None:
        """
        Refuse an amount that is inexact or negative, and a blank unit.
        """
        faults = []
        if type(self.value) is not Fraction or self.value < 0:
            remedy = "Give a Fraction of 0 or more; parse_amount reads one."
            faults.append(Fault(field="value", problem="is not an exact amount", remedy=remedy))
        if not self.unit.strip():
            remedy = "Name what is counted, such as tablet."
            faults.append(Fault(field="unit", problem="is blank", remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)

    def __str__(self) -> str:
        """
        Give amount and unit, such as ``0.5 tablet``.
        """
        return f"{decimal_text(self.value)} {self.unit}"


def ascii_digits(text: str) -> str:
    """
    Write Khmer digits as ASCII digits and leave the rest alone.

    Example:
        >>> ascii_digits("១៥ mg")
        '15 mg'
    """
    return text.translate(_KHMER_DIGITS)


def parse_amount(text: str, *, field: str = "amount") -> Fraction:
    """
    Read an amount as a prescription prints it.

    Args:
        text: A whole number, a decimal with point or comma, a fraction, a vulgar
            fraction or a mixed number, in ASCII or Khmer digits.
        field: The field's name, for the error.

    Returns:
        The exact amount.

    Raises:
        InvalidInputError: The text is anything else, negative numbers included, or a comma
            before three digits leaves open whether it parts thousands.

    Source:
        Rule OCR-17 and defect B057 ("1½" is 1.5, "-1" is no amount).

    Example:
        >>> parse_amount("1½"), parse_amount("១/២"), parse_amount("2,5")
        (Fraction(3, 2), Fraction(1, 2), Fraction(5, 2))
    """
    remedy = "Write a number such as 1, 0.5, 1/2 or 1½."
    found = _AMOUNT.fullmatch(ascii_digits(text.strip())) if len(text) <= _LONGEST else None
    if found is None:
        raise InvalidInputError(Fault(field=field, problem="is not an amount", remedy=remedy))
    if found["decimal"]:
        return Fraction(_decimal(found["decimal"], field=field))
    part = _VULGAR[found["vulgar"]] if found["vulgar"] else f"{found['over']}/{found['under']}"
    try:
        return Fraction(found["whole"] or "0") + Fraction(part)
    except ZeroDivisionError as error:
        problem = "is a fraction over zero"
        raise InvalidInputError(Fault(field=field, problem=problem, remedy=remedy)) from error


def _decimal(text: str, *, field: str) -> str:
    whole, comma, part = text.partition(",")
    if comma and len(part) == _THOUSANDS and not whole.startswith("0"):
        problem, remedy = "may be thousands or a decimal", f"Write {whole}{part} or {whole}.{part}."
        raise InvalidInputError(Fault(field=field, problem=problem, remedy=remedy))
    return text.replace(",", ".")


def decimal_text(amount: Fraction) -> str:
    """
    Write an amount as a decimal where it has one, otherwise as a fraction.

    Example:
        >>> decimal_text(Fraction(3, 2)), decimal_text(Fraction(1, 3))
        ('1.5', '1/3')
    """
    rest, twos, fives = amount.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(amount)
    places = max(twos, fives)
    whole, part = divmod(int(abs(amount) * 10**places), 10**places)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{part:0{places}}" if places else f"{sign}{whole}"
