"""
Money: whole minor units, read exactly or not at all.
"""

from decimal import Decimal, localcontext

import attrs
import pytest

from dastern_core.kernel import Currency, InvalidInputError, Money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("0", Currency.KHR, 0),
        ("4000", Currency.KHR, 4000),
        ("4000.0", Currency.KHR, 4000),
        (4000, Currency.KHR, 4000),
        ("0.5", Currency.USD, 50),
        ("-1.25", Currency.USD, -125),
        (Decimal("1.500"), Currency.USD, 150),
        ("9999999999999999.99", Currency.USD, 999_999_999_999_999_999),
    ],
)
def test_major_units_are_read_as_minor_units(
    text: str | int | Decimal, currency: Currency, minor: int
) -> None:
    """
    The riel has no minor unit, the dollar has cents.
    """
    actual = Money.parse(text, currency=currency)

    assert Money(minor=minor, currency=currency) == actual


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", Currency.KHR),
        ("four", Currency.KHR),
        ("4000.5", Currency.KHR),
        ("0.005", Currency.USD),
        ("NaN", Currency.USD),
        ("Infinity", Currency.USD),
        ("1e999999", Currency.USD),
        ("1e-999999", Currency.USD),
        ("99999999999999999.99", Currency.USD),
        ("1.000000000000000000000001", Currency.USD),
        ("1000000000000000000", Currency.KHR),
    ],
)
def test_an_inexact_amount_is_refused(text: str, currency: Currency) -> None:
    """
    What is no number, too long or finer than a minor unit is refused, never rounded.
    """
    with pytest.raises(InvalidInputError) as caught:
        Money.parse(text, currency=currency, field="price")
    expected = ["price"]

    assert expected == [fault.field for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        (Money(minor=50, currency=Currency.USD), "0.50 USD"),
        (Money(minor=-5, currency=Currency.USD), "-0.05 USD"),
        (Money(minor=4000, currency=Currency.KHR), "4000 KHR"),
    ],
)
def test_the_text_names_the_currency(money: Money, expected: str) -> None:
    """
    Money prints in major units with all decimals of its currency.
    """
    assert expected == str(money)


def test_a_fraction_of_a_minor_unit_cannot_be_built() -> None:
    """
    Only an integer is accepted as minor units.
    """
    with pytest.raises(InvalidInputError, match="minor is not a whole number"):
        Money(minor=0.5, currency=Currency.USD)  # type: ignore[arg-type]


def test_money_has_no_order_across_currencies() -> None:
    """
    Comparing amounts is left to whoever knows both currencies.
    """
    riel = Money(minor=1, currency=Currency.KHR)

    assert riel != attrs.evolve(riel, currency=Currency.USD)
    with pytest.raises(TypeError):
        sorted([riel, riel])  # type: ignore[type-var]


@pytest.mark.parametrize("minor", [True, 1.0, "1"])
def test_only_a_whole_number_is_an_amount(minor: object) -> None:
    """
    A truth value, a float and a text are refused, and so is a currency's bare code.
    """
    with pytest.raises(InvalidInputError, match="minor is not a whole number"):
        Money(minor=minor, currency=Currency.USD)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(InvalidInputError, match="currency is not a currency"):
        Money(minor=1, currency="USD")  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [
        (123_456, Currency.USD, "1234.56 USD"),
        (-5, Currency.USD, "-0.05 USD"),
        (10**40 + 123, Currency.KHR, f"{10**40 + 123} KHR"),
    ],
)
def test_the_text_is_exact_in_any_decimal_context(
    minor: int, currency: Currency, expected: str
) -> None:
    """
    A caller's narrow decimal context does not round what is printed.
    """
    with localcontext(prec=3):
        shown = str(Money(minor=minor, currency=currency))

    assert expected == shown
