"""
The doctor's alerts.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from dastern_core.adherence import (
    AlertThresholds,
    MissAlert,
    MissLevel,
    MissReason,
    Outcome,
    miss_alert,
)

Days = Callable[[str], tuple[Outcome, ...]]
_WARNING = (MissLevel.WARNING, MissReason.CONSECUTIVE_DOSES)
_CRITICAL = (MissLevel.CRITICAL, MissReason.CONTINUING_DAYS)


@pytest.mark.rule("ADH-15")
@pytest.mark.rule("C26")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("o mmm", (*_WARNING, 3, 1)),
        ("o mm m", (*_WARNING, 3, 2)),
        ("o m m m", (*_CRITICAL, 3, 3)),
        ("o mm - - m m", (*_CRITICAL, 4, 3)),
        ("o msmm", (*_WARNING, 3, 1)),
        ("o mmdm", (*_WARNING, 3, 1)),
        ("o mmOm", (*_WARNING, 3, 1)),
    ],
)
def test_a_lasting_run_of_misses_is_reported(
    days: Days,
    phnom_penh: ZoneInfo,
    words: str,
    expected: tuple[MissLevel, MissReason, int, int],
) -> None:
    """
    More than two misses in a row warn; misses on three days are critical.
    """
    doses = days(words)
    level, reason, misses, missed_days = expected

    assert MissAlert(
        level=level, reason=reason, doses=misses, days=missed_days, since=doses[1].due_at
    ) == miss_alert(reversed(doses), zone=phnom_penh)


@pytest.mark.rule("C26")
@pytest.mark.rule("B052")
@pytest.mark.parametrize("words", ["", "mm", "mo mo mo mo", "mmm mmm l", "M M M M", "ddd ddd ddd"])
def test_misses_apart_or_made_good_are_not_reported(
    days: Days, phnom_penh: ZoneInfo, words: str
) -> None:
    """
    A dose taken ends the run, and as-needed or open doses never begin one.
    """
    assert miss_alert(days(words), zone=phnom_penh) is None


def test_a_longer_run_keeps_its_identity(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    The run's first miss names it, so that one run can be reported once.
    """
    shorter, longer = (miss_alert(days(words), zone=phnom_penh) for words in ("mmm", "mmmm"))

    assert shorter is not None
    assert longer is not None
    assert shorter.since == longer.since


def test_the_thresholds_may_be_chosen(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    A ward that hears of each single miss says so.
    """
    strict = AlertThresholds(tolerated_doses=0, critical_days=9)

    actual = miss_alert(days("o m"), zone=phnom_penh, thresholds=strict)

    assert actual is not None
    assert MissLevel.WARNING is actual.level
