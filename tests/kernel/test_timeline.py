"""
The timeline: wall clocks that skip and repeat, and the days that they make.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from dastern_core.kernel import (
    InvalidInputError,
    Period,
    WallClock,
    day_period,
    local_date,
    require_aware,
    resolve,
)

PARIS = ZoneInfo("Europe/Paris")
NAIVE = datetime(2026, 6, 15, 7)  # noqa: DTZ001 - what is refused


def utc(text: str) -> datetime:
    """
    Read an instant in UTC.
    """
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "wall", "instant", "shown"),
    [
        ("Asia/Phnom_Penh", "2026-06-15", "07:00", "2026-06-15T00:00", WallClock.ONCE),
        ("Asia/Phnom_Penh", "2028-02-29", "00:00", "2028-02-28T17:00", WallClock.ONCE),
        ("Europe/Paris", "2026-03-29", "01:59", "2026-03-29T00:59", WallClock.ONCE),
        ("Europe/Paris", "2026-03-29", "02:30", "2026-03-29T01:30", WallClock.GAP),
        ("Europe/Paris", "2026-03-29", "03:00", "2026-03-29T01:00", WallClock.ONCE),
        ("Europe/Paris", "2026-10-25", "02:30", "2026-10-25T00:30", WallClock.FOLD),
        ("Europe/Paris", "2026-10-25", "03:00", "2026-10-25T02:00", WallClock.ONCE),
        ("Asia/Beirut", "2026-03-29", "00:00", "2026-03-28T22:00", WallClock.GAP),
        ("Asia/Beirut", "2026-10-24", "23:30", "2026-10-24T20:30", WallClock.FOLD),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45", WallClock.GAP),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45", WallClock.FOLD),
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T22:00", WallClock.GAP),
        ("Pacific/Apia", "2011-12-31", "12:00", "2011-12-30T22:00", WallClock.ONCE),
        ("America/Havana", "2026-03-08", "00:30", "2026-03-08T05:30", WallClock.GAP),
        ("America/Havana", "2026-11-01", "00:30", "2026-11-01T04:30", WallClock.FOLD),
    ],
)
def test_a_wall_clock_time_is_found(
    *, zone: str, day: str, wall: str, instant: str, shown: WallClock
) -> None:
    """
    A skipped time moves forward by the gap, of a repeated time the first counts.
    """
    actual = resolve(date.fromisoformat(day), time.fromisoformat(wall), zone=ZoneInfo(zone))

    assert (utc(instant), shown) == (actual.instant, actual.wall_clock)


def test_the_first_of_two_is_taken_whatever_the_fold() -> None:
    """
    A wall time that already asks for the second occurrence gives the first.
    """
    expected = resolve(date(2026, 10, 25), time(2, 30), zone=PARIS)

    actual = resolve(date(2026, 10, 25), time(2, 30, fold=1), zone=PARIS)

    assert expected == actual


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("Asia/Phnom_Penh", "2026-06-15", "2026-06-14T17:00", 24),
        ("Europe/Paris", "2026-03-29", "2026-03-28T23:00", 23),
        ("Europe/Paris", "2026-10-25", "2026-10-24T22:00", 25),
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00", 23),
        ("Asia/Beirut", "2026-10-24", "2026-10-23T21:00", 25),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00", 24.5),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00", 0),
        ("America/Havana", "2026-03-08", "2026-03-08T05:00", 23),
        ("America/Havana", "2026-11-01", "2026-11-01T04:00", 25),
    ],
)
def test_a_day_is_as_long_as_its_clock_makes_it(
    zone: str, day: str, start: str, hours: float
) -> None:
    """
    Days last 23, 24 or 25 hours, half an hour less or more on Lord Howe, and none in Apia.
    """
    actual = day_period(date.fromisoformat(day), zone=ZoneInfo(zone))

    assert (utc(start), timedelta(hours=hours)) == (actual.start, actual.end - actual.start)


def test_an_instant_falls_on_the_zones_own_day() -> None:
    """
    Half past five in the afternoon in UTC is the next day in Phnom Penh.
    """
    actual = local_date(utc("2026-06-14T17:30"), zone=ZoneInfo("Asia/Phnom_Penh"))

    assert date(2026, 6, 15) == actual


def test_a_period_holds_its_start_but_not_its_end() -> None:
    """
    Two periods in a row share no instant.
    """
    start, end = utc("2026-06-15T00:00"), utc("2026-06-16T00:00")
    period = Period(start=start, end=end)

    assert start in period
    assert end - timedelta(microseconds=1) in period
    assert end not in period
    assert start - timedelta(microseconds=1) not in period


def test_a_period_follows_instants_where_the_clock_repeats() -> None:
    """
    From half past two to quarter past two is 45 minutes when the clock goes back.
    """
    start = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)
    end = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=PARIS)

    period = Period(start=start, end=end)

    assert utc("2026-10-25T01:00") in period
    assert datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=PARIS) in period
    assert datetime(2026, 10, 25, 2, 20, tzinfo=PARIS) not in period


def test_a_period_does_not_run_backwards() -> None:
    """
    An end before the start is refused by the end's name.
    """
    with pytest.raises(InvalidInputError, match=r"^end is before the start"):
        Period(start=utc("2026-06-15T00:00"), end=utc("2026-06-14T00:00"))


def test_a_naive_time_is_refused_everywhere() -> None:
    """
    A datetime without a zone names no instant.
    """
    aware = utc("2026-06-15T00:00")
    period = Period(start=aware, end=aware)

    with pytest.raises(InvalidInputError, match=r"^taken has no time zone"):
        require_aware(NAIVE, field="taken")
    with pytest.raises(InvalidInputError, match=r"^instant has no time zone"):
        local_date(NAIVE, zone=PARIS)
    with pytest.raises(InvalidInputError, match=r"^start has no time zone"):
        Period(start=NAIVE, end=aware)
    with pytest.raises(InvalidInputError, match=r"^end has no time zone"):
        Period(start=aware, end=NAIVE)
    with pytest.raises(InvalidInputError, match=r"^instant has no time zone"):
        NAIVE in period  # noqa: B015 - the question itself raises


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_refused(day: date) -> None:
    """
    Where another zone would need the year 0 or 10000 the error is a declared one.
    """
    instant = datetime.combine(day, time(12), tzinfo=UTC)

    with pytest.raises(InvalidInputError, match=r"^day is in the first or last year"):
        resolve(day, time(7), zone=PARIS)
    with pytest.raises(InvalidInputError, match=r"^day is in the first or last year"):
        day_period(day, zone=PARIS)
    with pytest.raises(InvalidInputError, match=r"^instant is in the first or last year"):
        local_date(instant, zone=PARIS)
