"""
The days of a zone: runs with one offset, and the days whose clock changes.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dastern_core.kernel import WallClock
from dastern_core.schedule.zone_days import day_run, is_left_out, left_out_days, wall_instant

PARIS = ZoneInfo("Europe/Paris")


def test_run_ends_before_the_day_whose_clock_changes() -> None:
    """
    Winter in Paris ends on 28 March 2026, and the 29th is a run of its own.
    """
    winter = day_run(PARIS, date(2026, 2, 1).toordinal())
    change = day_run(PARIS, winter.last + 1)

    assert (date(2026, 3, 28), timedelta(hours=1)) == (
        date.fromordinal(winter.last),
        winter.offset,
    )
    assert (date(2026, 3, 29), date(2026, 3, 29), None) == (
        date.fromordinal(change.first),
        date.fromordinal(change.last),
        change.offset,
    )


@pytest.mark.parametrize(
    "zone", ["Asia/Phnom_Penh", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe"]
)
def test_runs_follow_each_other_without_a_hole(zone: str) -> None:
    """
    Each day of half a century lies in exactly one run.
    """
    place, ordinal = ZoneInfo(zone), date(2000, 1, 1).toordinal()
    while ordinal < date(2050, 1, 1).toordinal():
        run = day_run(place, ordinal)

        assert run.first <= ordinal <= run.last
        ordinal = run.last + 1


def test_first_day_of_the_calendar_has_a_run() -> None:
    """
    The first block of days begins with the calendar.
    """
    assert day_run(ZoneInfo("UTC"), 1).first == 1


@pytest.mark.parametrize(
    ("local", "instant", "shown"),
    [
        (datetime(2026, 3, 28, 2, 30), "2026-03-28T01:30Z", WallClock.ONCE),  # noqa: DTZ001 - wall
        (datetime(2026, 3, 29, 2, 30), "2026-03-29T01:30Z", WallClock.GAP),  # noqa: DTZ001 - wall
        (datetime(2026, 10, 25, 2, 30), "2026-10-25T00:30Z", WallClock.FOLD),  # noqa: DTZ001 - wall
    ],
)
def test_wall_time_has_its_instant(local: datetime, instant: str, shown: WallClock) -> None:
    """
    Once, in a gap, or twice: the answer of RFC 5545 and what the wall shows.
    """
    at, wall_clock = wall_instant(local, zone=PARIS)

    assert (datetime.strptime(instant, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC), shown) == (
        at,
        wall_clock,
    )


def test_day_that_the_zone_leaves_out_is_found() -> None:
    """
    Apia has no 30 December 2011; a day with a gap is no missing day.
    """
    apia = ZoneInfo("Pacific/Apia")

    assert [date(2011, 12, 30)] == list(
        left_out_days(zone=apia, first=date(2011, 1, 1), last=date(2012, 12, 31))
    )
    assert not is_left_out(date(2026, 3, 29), zone=PARIS)
