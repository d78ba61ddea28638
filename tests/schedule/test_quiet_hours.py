"""
Quiet hours, on ordinary nights and on those when the clock jumps.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.schedule.layout import PHNOM_PENH

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import QuietHours, is_quiet, quiet_until

PARIS = ZoneInfo("Europe/Paris")


def hours(start: str, end: str, zone: ZoneInfo = PHNOM_PENH) -> QuietHours:
    """
    Give quiet hours from their wall times.
    """
    return QuietHours(start=time.fromisoformat(start), end=time.fromisoformat(end), zone=zone)


@pytest.mark.parametrize(
    ("start", "end", "quiet"),
    [
        ("22:00", "06:00", {22, 23, 0, 1, 2, 3, 4, 5}),
        ("12:00", "14:00", {12, 13}),
        ("00:00", "02:00", {0, 1}),
        ("23:00", "00:00", {23}),
    ],
)
def test_the_start_is_quiet_and_the_end_is_not(start: str, end: str, quiet: set[int]) -> None:
    """
    Quiet hours include their start, exclude their end, and may span midnight.
    """
    midnight = datetime(2026, 6, 15, tzinfo=PHNOM_PENH)
    found = {
        hour for hour in range(24) if is_quiet(hours(start, end), midnight + timedelta(hours=hour))
    }

    assert quiet == found


@pytest.mark.parametrize(("hour", "day"), [(23, 16), (5, 15)])
def test_they_end_on_this_day_or_the_next(hour: int, day: int) -> None:
    """
    In the evening they end tomorrow, in the small hours today.
    """
    instant = datetime(2026, 6, 15, hour, tzinfo=PHNOM_PENH)

    assert datetime(2026, 6, day, 6, tzinfo=PHNOM_PENH) == quiet_until(
        hours("22:00", "06:00"), instant
    )


def test_outside_of_them_nothing_waits() -> None:
    """
    An instant that is not quiet is its own end.
    """
    noon = datetime(2026, 6, 15, 12, tzinfo=PHNOM_PENH)

    assert noon == quiet_until(hours("22:00", "06:00"), noon)


def test_an_end_that_the_clock_skips_is_moved_forward() -> None:
    """
    Quiet hours until half past two end at half past three where the clock skips that hour.
    """
    before = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)

    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) == quiet_until(
        hours("22:00", "02:30", PARIS), before
    )


def test_the_second_pass_of_a_repeated_hour_is_not_waited_for_again() -> None:
    """
    The quiet hours end the first time the clock shows their end.
    """
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)

    assert second == quiet_until(hours("22:00", "02:30", PARIS), second)


def test_hours_without_a_length_or_with_a_zone_are_refused() -> None:
    """
    Every fault is told together.
    """
    with pytest.raises(InvalidInputError) as caught:
        QuietHours(start=time(7, tzinfo=UTC), end=time(7, tzinfo=UTC), zone=PHNOM_PENH)

    assert ["start", "end", "end"] == [fault.field for fault in caught.value.faults]
