"""
KHQR's vectors, read once, with our names for the SDK's fields.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dastern_core import khqr

_FOLDER = Path(__file__).parents[1] / "vectors" / "khqr"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OURS = {
    "bakongAccountID": "bakong_account_id",
    "merchantID": "merchant_id",
    "upiMerchantAccount": "union_pay_merchant",
    "transactionAmount": "amount",
    "transactionCurrency": "currency",
}


def our_name(name: str) -> str:
    """
    Give our name of one of the SDK's fields.
    """
    return _OURS.get(name) or re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """
    Run a test with an argument such as ``valid_row`` once for each line of that file.
    """
    for name in metafunc.fixturenames:
        if name.endswith("_row"):
            path = _FOLDER / f"{name.removesuffix('_row')}.jsonl"
            rows = [json.loads(line) for line in path.read_text().splitlines()]
            names = [f"{at}-{row.get('note') or row['name']}" for at, row in enumerate(rows)]
            metafunc.parametrize(name, rows, ids=names)


@pytest.fixture(scope="session")
def moment() -> Callable[[dict[str, Any]], datetime]:
    """
    Give the frozen clock of a vector.
    """
    return lambda row: _EPOCH + timedelta(milliseconds=row["now"])


@pytest.fixture(scope="session")
def account() -> Callable[[dict[str, Any]], khqr.Account]:
    """
    Make the account that a vector describes; what it leaves out is empty.
    """

    def make(row: dict[str, Any]) -> khqr.Account:
        fields = {our_name(name): value for name, value in row["input"].items()}
        if row["kind"] == "individual":
            return khqr.Individual(**{"bakong_account_id": "", "merchant_name": "", **fields})
        needed = ("bakong_account_id", "merchant_name", "merchant_id", "acquiring_bank")
        return khqr.Merchant(**{**dict.fromkeys(needed, ""), **fields})

    return make
