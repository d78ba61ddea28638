"""
Bank failures: each has a code of its own and says what to do.
"""

import pickle
from datetime import timedelta

import pytest

from dastern_core.kernel import PortError
from dastern_core.payments import (
    BankAnswerError,
    BankBusyError,
    BankDownError,
    BankError,
    BankForbiddenError,
    BankPausedError,
    BankRefusedError,
    BankTokenError,
    BankUnreachableError,
)

KINDS: tuple[type[BankError], ...] = (
    BankAnswerError,
    BankBusyError,
    BankDownError,
    BankForbiddenError,
    BankPausedError,
    BankRefusedError,
    BankTokenError,
    BankUnreachableError,
)


def test_no_two_failures_share_a_code() -> None:
    """
    A program tells them apart without reading messages.
    """
    codes = {kind.code for kind in KINDS} | {BankError.code, PortError.code}

    assert len(codes) == len(KINDS) + 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_failure_says_what_happened_and_what_to_do(kind: type[BankError]) -> None:
    """
    The message is the problem and the remedy.
    """
    message = str(kind("The bank did something"))

    assert f"The bank did something. {kind.remedy}" == message


@pytest.mark.rule("PAY-12")
def test_a_failure_outside_of_cambodia_is_explained() -> None:
    """
    The remedy names the country that the bank answers.
    """
    assert "Cambodia" in str(BankForbiddenError("The bank answered HTTP 403"))


def test_a_failure_travels_to_another_process() -> None:
    """
    A worker's failure keeps what it knows.
    """
    busy = BankBusyError("Too often", wait=timedelta(seconds=7))
    copy = pickle.loads(pickle.dumps(busy))  # noqa: S301 - our own bytes

    assert (str(busy), busy.wait) == (str(copy), copy.wait)
