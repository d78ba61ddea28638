"""
Supply events.
"""

from datetime import date

import pytest

from dastern_core.adherence import SupplyEvent
from dastern_core.kernel import InvalidInputError


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf")])
def test_numbers_are_finite_and_above_0(wrong: float) -> None:
    """
    Both numbers are reported together.
    """
    with pytest.raises(InvalidInputError) as caught:
        SupplyEvent(day=date(2026, 1, 1), duration_days=wrong, daily_dose=wrong)

    expected = ["duration_days", "daily_dose"]
    assert expected == [fault.field for fault in caught.value.faults]


def test_dose_and_medicine_may_be_unknown() -> None:
    """
    A day and a duration are enough.
    """
    event = SupplyEvent(day=date(1, 1, 1), duration_days=0.5)

    assert event.number == 1
    assert event.daily_dose is None
    assert event.medication is None
