"""
A short way to lay a FHIR timing out, for all tests of the schedule.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dastern_core.kernel import Period
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    DailyClock,
    DoseFlag,
    Expansion,
    expand,
    parse_dosage,
)

__all__ = ["DAY", "PHNOM_PENH", "days_from", "flags_of", "lay", "local_times", "utc_times"]

DAY = date(2026, 6, 15)
"""
A Monday.
"""

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")


def days_from(start: date | datetime, days: int, *, zone: ZoneInfo = PHNOM_PENH) -> Period:
    """
    Give the stretch of some local days from the start's midnight.
    """
    first = start.date() if isinstance(start, datetime) else start
    begin = datetime.combine(first, time.min, tzinfo=zone)
    return Period(start=begin, end=begin + timedelta(days=days))


def lay(
    repeat: Mapping[str, object],
    *,
    start: date | datetime = DAY,
    days: int = 7,
    zone: str = "Asia/Phnom_Penh",
    clock: DailyClock = CAMBODIA_CLOCK,
    code: str | None = None,
    **dosage: object,
) -> Expansion:
    """
    Expand a FHIR repeat for some local days from its start.
    """
    where = ZoneInfo(zone)
    timing: dict[str, object] = {"repeat": repeat} if repeat else {}
    if code is not None:
        timing["code"] = {"coding": [{"code": code}]}
    return expand(
        [parse_dosage({"timing": timing, **dosage})],
        zone=where,
        start=start,
        window=days_from(start, days, zone=where),
        clock=clock,
    )


def local_times(expansion: Expansion) -> list[str]:
    """
    Write what the clock on the wall shows at each dose.
    """
    return [f"{one.local:%m-%d %H:%M}" for one in expansion.occurrences]


def utc_times(expansion: Expansion) -> list[str]:
    """
    Write the instants of the doses.
    """
    return [f"{one.at:%Y-%m-%dT%H:%MZ}" for one in expansion.occurrences]


def flags_of(expansion: Expansion) -> set[DoseFlag]:
    """
    Give all flags of all doses.
    """
    return {flag for one in expansion.occurrences for flag in one.flags}
