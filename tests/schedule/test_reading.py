"""
Reading: the numbers of FHIR's JSON, exact and bounded.
"""

from decimal import Decimal

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import parse_dosage


def period(value: object) -> dict[str, object]:
    """
    Give a dosage that is taken every so many days.
    """
    return {"timing": {"repeat": {"frequency": 1, "period": value, "periodUnit": "d"}}}


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 1e300, Decimal("1e99"), 1e-300, True]
)
def test_a_number_without_measure_is_refused(value: object) -> None:
    """
    Not a number, endless, huge, tiny and a truth value name their field.
    """
    with pytest.raises(InvalidInputError, match="period"):
        parse_dosage(period(value))
