"""
Daily clocks: at what time a person, or a hospital, does what the prescriptions name.

FHIR gives no clock time for "in the morning" or "twice daily"; a daily clock does. What
is not in the clock has no time: asking for it is an error, never a guess.
"""

from collections.abc import Mapping
from datetime import time
from functools import cached_property
from types import MappingProxyType
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule.meals import EVENT_OF_SLOT, MEAL_EVENTS, EventTiming, MealRelation, Slot

__all__ = [
    "CAMBODIA_CLOCK",
    "DEFAULT_LEAD_MINUTES",
    "DEFAULT_SLOT_TIMES",
    "DailyClock",
    "NoClockTimeError",
    "clock_of_slots",
]

DEFAULT_SLOT_TIMES: Final[Mapping[Slot, time]] = MappingProxyType(
    {
        Slot.MORNING: time(7),
        Slot.MIDDAY: time(12),
        Slot.AFTERNOON: time(15),
        Slot.EVENING: time(18),
        Slot.NIGHT: time(21),
    }
)
"""
When the columns of the grid are due for a person who set no times.

Source: rule DOSE-19 and contradiction C19; the afternoon lies inside the window 13-17 h
of the printed forms and is our decision.
"""

DEFAULT_LEAD_MINUTES: Final = 30
"""
How far before or after a meal a dose lies where nothing says so, in minutes (DOSE-20).
"""

_CODE_OF_FREQUENCY: Final = MappingProxyType({1: "QD", 2: "BID", 3: "TID", 4: "QID"})


class NoClockTimeError(InvalidInputError):
    """
    The prescription names a time of day that the daily clock does not have.
    """

    code = "no_clock_time"


@attrs.frozen(kw_only=True)
class DailyClock:
    """
    The times at which one person's or one institution's day takes place.

    Args:
        events: The clock time of each event that has one.
        institution: The clock times of an institution's code, such as ``"BID"``, or of a
            number of times a day, such as ``"5/d"``.
        leads: Minutes from a meal to the dose, negative before it, by event.
        main_meal: The meal that "once a day, with a meal" means.
    """

    events: Mapping[EventTiming, time]
    institution: Mapping[str, tuple[time, ...]]
    leads: Mapping[EventTiming, int] = attrs.field(factory=dict)
    main_meal: EventTiming = EventTiming.CD

    @cached_property
    def _hash(self) -> int:
        tables = (self.events, self.institution, self.leads)
        return hash((*(frozenset(table.items()) for table in tables), self.main_meal))

    def __hash__(self) -> int:
        """
        Hash the times; worked out once, because schedules are looked up by their clock.
        """
        return self._hash

    def at_event(self, event: EventTiming) -> time:
        """
        Give the clock time of an event.

        Raises:
            NoClockTimeError: The clock has none.
        """
        if event in self.events:
            return self.events[event]
        raise NoClockTimeError(
            Fault(
                field="when",
                problem=f"names {event.value}, which has no time in the daily clock",
                remedy=f"Give the clock a time for {event.value}, or order by timeOfDay.",
            )
        )

    def at_code(self, code: str) -> tuple[time, ...] | None:
        """
        Give the times of an institution's code, or None where the clock has none.
        """
        return self.institution.get(code)

    def times_a_day(self, frequency: int) -> tuple[time, ...] | None:
        """
        Give the times of a number of doses a day, or None where the clock has none.
        """
        named = self.institution.get(_CODE_OF_FREQUENCY.get(frequency, ""))
        return named or self.institution.get(f"{frequency}/d")

    def lead(self, event: EventTiming) -> int | None:
        """
        Give the minutes from the meal to the dose, or None where nothing says so.
        """
        if event in self.leads:
            return self.leads[event]
        relation, _ = MEAL_EVENTS[event]
        general = EventTiming.AC if relation is MealRelation.BEFORE else EventTiming.PC
        return self.leads.get(general)


def clock_of_slots(times: Mapping[Slot, time]) -> DailyClock:
    """
    Give the clock of a person who knows when they eat and sleep, and nothing more.

    Args:
        times: The person's own times; the defaults stand for the rest.

    Returns:
        A clock in which breakfast is in the morning slot, lunch at midday and dinner in
        the evening, and in which two to four doses a day fall on slots. It has no time
        for ``PM``, which means afternoon or evening.

    Source:
        Rules DOSE-16 and DOSE-19; contradiction C19. Bedtime 22:00, waking
        06:00 and the early and late parts of the day are decisions inside the windows
        that the printed forms give.
    """
    slots = {**DEFAULT_SLOT_TIMES, **times}
    morning, midday, evening = slots[Slot.MORNING], slots[Slot.MIDDAY], slots[Slot.EVENING]
    return DailyClock(
        events={
            **{EVENT_OF_SLOT[slot]: at for slot, at in slots.items()},
            EventTiming.CM: morning,
            EventTiming.CD: midday,
            EventTiming.CV: evening,
            EventTiming.WAKE: time(6),
            EventTiming.MORN_EARLY: time(6),
            EventTiming.MORN_LATE: time(9),
            EventTiming.AFT_EARLY: time(13, 30),
            EventTiming.AFT_LATE: time(16, 30),
            EventTiming.EVE_EARLY: time(17),
            EventTiming.EVE_LATE: time(19, 30),
            EventTiming.HS: time(22),
            EventTiming.PHS: time(22),
        },
        institution={
            "BID": (morning, evening),
            "TID": (morning, midday, evening),
            "QID": (morning, midday, evening, slots[Slot.NIGHT]),
        },
    )


CAMBODIA_CLOCK: Final = clock_of_slots({})
"""
The clock of a person who set no times of their own.
"""
