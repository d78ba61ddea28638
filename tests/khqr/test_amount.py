"""
Amounts: a text of any length is answered at once.
"""

import pytest

from dastern_core.kernel import Currency
from dastern_core.khqr.amount import amount_text, is_amount

MANY = 200_000


@pytest.mark.parametrize("currency", Currency)
@pytest.mark.parametrize("ending", ["x", "+", "-", "..", ".0x"])
def test_a_long_run_of_zeros_is_refused_in_linear_time(currency: Currency, ending: str) -> None:
    """
    Were zeros given back one by one, a single such text would take many minutes.
    """
    text = amount_text("0" * MANY + ending, currency)

    assert text is not None
    assert not is_amount(text, currency)


@pytest.mark.parametrize(("currency", "expected"), [(Currency.KHR, "1"), (Currency.USD, "1.50")])
def test_leading_zeros_are_left_out(currency: Currency, expected: str) -> None:
    """
    However many there are, the amount is the same.
    """
    digits = {Currency.KHR: "1.0", Currency.USD: "1.5"}[currency]

    assert expected == amount_text("0" * MANY + digits, currency)
