"""
Streaks of days with every dose taken.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from dastern_core.adherence import Outcome, Streak, streak


@pytest.mark.rule("ADH-17")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", (0, 0)),
        ("oo ol ll", (3, 3)),
        ("o o m o", (1, 2)),
        ("o o s", (0, 2)),
        ("o - o", (2, 2)),
        ("o M o", (2, 2)),
        ("o od", (1, 1)),
        ("o md", (0, 1)),
        ("o om", (0, 1)),
        ("m o", (1, 1)),
    ],
)
def test_only_full_days_make_a_streak(
    days: Callable[[str], tuple[Outcome, ...]],
    phnom_penh: ZoneInfo,
    words: str,
    expected: tuple[int, int],
) -> None:
    """
    A miss or a skip ends a streak; late doses, empty days and open doses do not.
    """
    current, longest = expected

    assert Streak(current_days=current, longest_days=longest) == streak(
        days(words), zone=phnom_penh
    )
