"""
Clock text: times of the day as people write them, read into a daily clock.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import time
from types import MappingProxyType
from typing import Final

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule.clocks import DailyClock
from dastern_core.schedule.meals import EVENT_OF_SLOT, MEAL_EVENTS, EventTiming, MealRelation, Slot

__all__ = ["parse_clock", "parse_clock_time"]

_TIMES_A_DAY: Final[Mapping[str, int]] = MappingProxyType(
    {
        "QD": 1,
        "BID": 2,
        "TID": 3,
        "QID": 4,
        "QOD": 1,
        "AM": 1,
        "PM": 1,
        "BED": 1,
        "WK": 1,
        "MO": 1,
        "Q1H": 24,
        "Q2H": 12,
        "Q3H": 8,
        "Q4H": 6,
        "Q6H": 4,
        "Q8H": 3,
    }
)
_FREQUENCY_KEY: Final = re.compile(r"([1-9][0-9]?)/d")
_MOST_MINUTES: Final = 12 * 60  # a lead of half a day belongs to another meal
_TIME: Final = re.compile(
    r"\s*(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?(?::00)?\s*(?P<half>[AaPp][Mm])?\s*"
)
_NOON: Final = 12
_HOUR_MINUTES: Final = 60
_DAY_HOURS: Final = 24
_TIMELESS: Final = frozenset({EventTiming.IMD, EventTiming.C, EventTiming.AC, EventTiming.PC})
_SIDES: Final = MappingProxyType({MealRelation.BEFORE: -1, MealRelation.AFTER: 1})


def parse_clock_time(text: str, *, field: str = "time") -> time:
    """
    Read a clock time, or the middle of a range of clock times.

    Args:
        text: Such as ``"07:30"``, ``"6-7AM"``, ``"11:30AM - 1PM"`` or ``"22:00-23:00"``.
        field: The field's name, for the error.

    Returns:
        The time, or the range's midpoint, to the minute.

    Raises:
        InvalidInputError: The text is no time, or its range runs backwards.

    Source:
        Rule DOSE-18 and contradiction C21.

    Example:
        >>> parse_clock_time("6-7AM"), parse_clock_time("12-1PM")
        (datetime.time(6, 30), datetime.time(12, 30))
    """
    fault = Fault(
        field=field, problem="is not a clock time", remedy="Write a time such as 07:30 or 6-7AM."
    )
    parts = [_TIME.fullmatch(part) for part in text.replace("\u2013", "-").split("-")]
    first, last = parts[0], parts[-1]
    if first is None or last is None or len(parts) > len(("from", "to")):
        raise InvalidInputError(fault)
    end = _minutes(last, last["half"])
    start = _minutes(first, first["half"] or last["half"])
    if start is not None and end is not None and start > end and not first["half"]:
        start = _minutes(first, "AM" if last["half"] else None)  # 11-1PM begins before noon
    if start is None or end is None or start > end:
        raise InvalidInputError(fault)
    middle = (start + end) // 2
    return time(*divmod(middle, _HOUR_MINUTES))


def _minutes(found: re.Match[str], half: str | None) -> int | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if half is not None:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half.upper() == "PM" else 0)
    elif found["minute"] is None:
        return None
    if hour >= _DAY_HOURS or minute >= _HOUR_MINUTES:
        return None
    return _HOUR_MINUTES * hour + minute


def parse_clock(clock: Mapping[str, object], *, meal_offsets: Mapping[str, object]) -> DailyClock:
    """
    Read a daily clock from JSON; it has exactly the times that are given.

    Args:
        clock: A time or range for each event (``"MORN"``, ``"CM"``), a time for each
            slot (``"morning"``), a list of times for each institution's code (``"BID"``)
            or number of times a day (``"5/d"``).
        meal_offsets: Minutes from the meal by event, negative for ``AC`` codes.

    Returns:
        The clock.

    Raises:
        InvalidInputError: A name, a time or a number of times is wrong; all such faults.
    """
    faults: list[Fault] = []
    events: dict[EventTiming, time] = {}
    institution: dict[str, tuple[time, ...]] = {}
    for name, value in clock.items():
        field = f"clock.{name}"
        times = tuple(_times(field, value, faults))
        event = _event(name)
        expected = 1 if event and event not in _TIMELESS else _times_a_day(name)
        if expected is None:
            remedy = "Use an EventTiming code, a slot, or a code such as BID or 5/d."
            faults.append(Fault(field=field, problem="is not known", remedy=remedy))
        elif times and len(set(times)) != expected:
            remedy = f"Give {expected} different time{'' if expected == 1 else 's'}."
            faults.append(Fault(field=field, problem=f"has {len(times)} times", remedy=remedy))
        elif event and times:
            events[event] = times[0]
        else:
            institution[name] = tuple(sorted(times))
    leads = dict(_leads(meal_offsets, faults))
    if faults:
        raise InvalidInputError(*faults)
    return DailyClock(events=events, institution=institution, leads=leads)


def _event(name: str) -> EventTiming | None:
    if name in {slot.value for slot in Slot}:
        return EVENT_OF_SLOT[Slot(name)]
    codes = {event.value: event for event in EventTiming}
    return codes.get(name)


def _times_a_day(name: str) -> int | None:
    counted = _FREQUENCY_KEY.fullmatch(name)
    return int(counted[1]) if counted else _TIMES_A_DAY.get(name)


def _times(field: str, value: object, faults: list[Fault]) -> Iterator[time]:
    for text in value if isinstance(value, list | tuple) else [value]:
        try:
            yield parse_clock_time(text if isinstance(text, str) else "", field=field)
        except InvalidInputError as error:
            faults.extend(error.faults)


def _leads(offsets: Mapping[str, object], faults: list[Fault]) -> Iterator[tuple[EventTiming, int]]:
    for name, minutes in offsets.items():
        event = _event(name)
        sign = _SIDES.get(MEAL_EVENTS[event][0]) if event and event in MEAL_EVENTS else None
        if event is None or sign is None:
            problem, remedy = "is no meal code", "Use AC, ACM, ACD, ACV, PC, PCM, PCD or PCV."
        elif type(minutes) is int and 0 <= sign * minutes <= _MOST_MINUTES:
            yield event, minutes
            continue
        else:
            problem = "is not a number of minutes on that side of the meal"
            remedy = f"Write 0 to {sign * _MOST_MINUTES}."
        faults.append(Fault(field=f"meal_offsets.{name}", problem=problem, remedy=remedy))
