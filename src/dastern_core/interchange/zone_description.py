"""
Zone descriptions: the offsets of a time zone, written into a calendar that names it.

The library ``icalendar`` can describe a zone too, but in lists of dates (RDATE) whose onset
it tells in the wrong wall time; vobject 0.9 and ical.js 2.2 then read summer doses an hour
late. Here each change of the clock within the calendar's stretch is an observance of its
own, which every parser understands.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from dastern_core.kernel import Period

__all__ = ["zone_description"]

_STEP = timedelta(days=1)  # no zone changes its clock twice within a day
_MARGIN = timedelta(days=366)


def zone_description(zone: ZoneInfo, *, during: Period) -> icalendar.Timezone:
    """
    Describe a zone for a stretch of time.

    Args:
        zone: The zone.
        during: From the first instant to be told to the last.

    Returns:
        A VTIMEZONE, right from a year before the stretch to a year after it.

    Source:
        RFC 5545, section 3.6.5: an observance begins at the wall time that the clock
        shows before it is changed.
    """
    described = icalendar.Timezone()
    described.add("tzid", zone.key)
    begin = during.start.astimezone(UTC).replace(microsecond=0) - _MARGIN
    described.add_component(_observance(begin, begin, zone))
    for change in _changes(zone, begin, during.end.astimezone(UTC) + _MARGIN):
        described.add_component(_observance(change, change - timedelta(seconds=1), zone))
    return described


def _observance(
    change: datetime, before: datetime, zone: ZoneInfo
) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    after = change.astimezone(zone)
    offset_from = before.astimezone(zone).utcoffset() or timedelta(0)
    is_summer = bool(after.dst())
    observance = icalendar.TimezoneDaylight() if is_summer else icalendar.TimezoneStandard()
    observance.add("dtstart", (change + offset_from).replace(tzinfo=None))
    observance.add("tzoffsetfrom", offset_from)
    observance.add("tzoffsetto", after.utcoffset() or timedelta(0))
    observance.add("tzname", after.tzname() or zone.key)
    return observance


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """
    Find the instants at which the zone's offset changes, to the second.
    """
    known = begin
    while known < end:
        later = known + _STEP
        if _offset(zone, known) != _offset(zone, later):
            low, high = known, later
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                if _offset(zone, middle) == _offset(zone, low):
                    low = middle
                else:
                    high = middle
            yield high
        known = later


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta | None:
    return instant.astimezone(zone).utcoffset()
