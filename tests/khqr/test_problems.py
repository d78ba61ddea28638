"""
Problems: our codes and the official SDK's numbers.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.khqr import KhqrError
from dastern_core.khqr.problems import problem

_TABLE = Path(__file__).parents[1] / "vectors" / "khqr" / "error_codes.json"


def sdk_numbers() -> Iterator[tuple[str, int]]:
    """
    Give the SDK's constants in lower case, with their numbers.
    """
    for name, row in json.loads(_TABLE.read_text())["errors"].items():
        yield name.lower(), row["code"]


# 13-15 and 29 are the network's; the SDK itself never gives 36.
@pytest.mark.parametrize(
    ("code", "number"), [row for row in sdk_numbers() if row[1] not in {13, 14, 15, 29, 36}]
)
def test_a_code_has_the_sdks_number(code: str, number: int) -> None:
    """
    Whoever knows the SDK finds its errors again.
    """
    actual = problem(code, field="field", tag="00")

    assert (code, number) == (actual.code, actual.sdk_code)


def test_the_error_is_the_kernels() -> None:
    """
    Catching bad input is enough, and each problem is a fault.
    """
    error = KhqrError(problem("merchant_name_required", field="merchant_name", tag="59"))
    fault = Fault(
        field="merchant_name",
        problem="is missing",
        remedy="Give the name that the payer will see.",
    )

    assert isinstance(error, InvalidInputError)
    assert (fault,) == error.faults
