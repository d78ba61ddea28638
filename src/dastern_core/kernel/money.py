"""
Money as an integer of minor units; never a float.

The riel has no minor unit in payments, the dollar has cents (ISO 4217; KHQR tag 54).
"""

from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow
from enum import Enum

import attrs

from dastern_core.kernel.errors import Fault, InvalidInputError

__all__ = ["Currency", "Money"]

_EXACT = Context(prec=18, Emax=17, traps=[InvalidOperation, Inexact, Overflow])  # fits 64 bits


class Currency(Enum):
    """
    The two currencies of Cambodian payments, by ISO 4217 numeric code.
    """

    KHR = "116"
    USD = "840"

    @property
    def places(self) -> int:
        """
        The digits after the decimal point: none for the riel, two for the dollar.
        """
        return 2 if self is Currency.USD else 0


@attrs.frozen(kw_only=True, order=False)
class Money:
    """
    An amount of one currency.

    Args:
        minor: Whole minor units: riel, or US cents.
        currency: Their currency.

    Raises:
        InvalidInputError: One of them is of another type.
    """

    minor: int
    currency: Currency

    def __attrs_post_init__(self) -> None:
        """
        Refuse what would be rounded or added up wrongly: floats, truth values, bare codes.
        """
        faults = []
        if type(self.minor) is not int:
            remedy = "Give an int of minor units, or use Money.parse."
            faults.append(Fault(field="minor", problem="is not a whole number", remedy=remedy))
        if not isinstance(self.currency, Currency):
            remedy = "Give Currency.KHR or Currency.USD."
            faults.append(Fault(field="currency", problem="is not a currency", remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)

    @classmethod
    def parse(
        cls, text: str | int | Decimal, *, currency: Currency, field: str = "amount"
    ) -> "Money":
        """
        Read an exact amount of major units.

        Args:
            text: Such as ``"1.50"``; with no more places than the currency has, and at most
                18 digits in minor units.
            currency: The amount's currency.
            field: The field's name, for the error.

        Returns:
            The amount; it is never rounded.

        Raises:
            InvalidInputError: Not a finite number, too long, or finer than a minor unit.
        """
        remedy = f"Write a number with at most {currency.places} decimals, such as 4000."
        try:
            minor = _EXACT.create_decimal(text).scaleb(currency.places, context=_EXACT)
        except DecimalException as error:
            problem = "is not a number of at most 18 digits"
            raise InvalidInputError(Fault(field=field, problem=problem, remedy=remedy)) from error
        if not minor.is_finite() or minor != minor.to_integral_value():
            problem = f"is not a whole number of {currency.name} minor units"
            raise InvalidInputError(Fault(field=field, problem=problem, remedy=remedy))
        return cls(minor=int(minor), currency=currency)

    def __str__(self) -> str:
        """
        Give the amount in major units with the currency's code, such as ``0.50 USD``.
        """
        places = self.currency.places
        major, minor = divmod(abs(self.minor), 10**places)
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{major}{f'.{minor:0{places}}' if places else ''} {self.currency.name}"
