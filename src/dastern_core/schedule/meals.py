"""
Meals and slots: the named times of a day that prescriptions speak of.

Sources: the columns of the printed grid; FHIR R5 EventTiming with the glosses of
v3-TimingEvent. None of them has a clock time of its own: see ``DailyClock``.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

__all__ = [
    "EVENT_OF_SLOT",
    "MEAL_EVENTS",
    "SLOT_OF_EVENT",
    "EventTiming",
    "MealRelation",
    "Slot",
]


class Slot(Enum):
    """
    A column of the printed dose grid, in the order of the day.
    """

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


class MealRelation(Enum):
    """
    How a dose stands to a meal.
    """

    BEFORE = "before"
    WITH = "with"
    AFTER = "after"


class EventTiming(Enum):
    """
    An event of the day to which a dose is tied (FHIR R5 value set EventTiming).
    """

    MORN = "MORN"
    MORN_EARLY = "MORN.early"
    MORN_LATE = "MORN.late"
    NOON = "NOON"
    AFT = "AFT"
    AFT_EARLY = "AFT.early"
    AFT_LATE = "AFT.late"
    EVE = "EVE"
    EVE_EARLY = "EVE.early"
    EVE_LATE = "EVE.late"
    NIGHT = "NIGHT"
    PHS = "PHS"
    IMD = "IMD"
    HS = "HS"
    WAKE = "WAKE"
    C = "C"
    CM = "CM"
    CD = "CD"
    CV = "CV"
    AC = "AC"
    ACM = "ACM"
    ACD = "ACD"
    ACV = "ACV"
    PC = "PC"
    PCM = "PCM"
    PCD = "PCD"
    PCV = "PCV"


_BREAKFAST, _LUNCH, _DINNER = EventTiming.CM, EventTiming.CD, EventTiming.CV

MEAL_EVENTS: Final[Mapping[EventTiming, tuple[MealRelation, tuple[EventTiming, ...]]]] = (
    MappingProxyType(
        {
            EventTiming.C: (MealRelation.WITH, (_BREAKFAST, _LUNCH, _DINNER)),
            EventTiming.CM: (MealRelation.WITH, (_BREAKFAST,)),
            EventTiming.CD: (MealRelation.WITH, (_LUNCH,)),
            EventTiming.CV: (MealRelation.WITH, (_DINNER,)),
            EventTiming.AC: (MealRelation.BEFORE, (_BREAKFAST, _LUNCH, _DINNER)),
            EventTiming.ACM: (MealRelation.BEFORE, (_BREAKFAST,)),
            EventTiming.ACD: (MealRelation.BEFORE, (_LUNCH,)),
            EventTiming.ACV: (MealRelation.BEFORE, (_DINNER,)),
            EventTiming.PC: (MealRelation.AFTER, (_BREAKFAST, _LUNCH, _DINNER)),
            EventTiming.PCM: (MealRelation.AFTER, (_BREAKFAST,)),
            EventTiming.PCD: (MealRelation.AFTER, (_LUNCH,)),
            EventTiming.PCV: (MealRelation.AFTER, (_DINNER,)),
        }
    )
)
"""
Which meals each meal code means, and on which side of them the dose lies.
"""

EVENT_OF_SLOT: Final[Mapping[Slot, EventTiming]] = MappingProxyType(
    {
        Slot.MORNING: EventTiming.MORN,
        Slot.MIDDAY: EventTiming.NOON,
        Slot.AFTERNOON: EventTiming.AFT,
        Slot.EVENING: EventTiming.EVE,
        Slot.NIGHT: EventTiming.NIGHT,
    }
)
"""
The event that a column of the grid means.
"""

SLOT_OF_EVENT: Final[Mapping[EventTiming, Slot]] = MappingProxyType(
    {
        **{event: slot for slot, event in EVENT_OF_SLOT.items()},
        EventTiming.MORN_EARLY: Slot.MORNING,
        EventTiming.MORN_LATE: Slot.MORNING,
        EventTiming.AFT_EARLY: Slot.AFTERNOON,
        EventTiming.AFT_LATE: Slot.AFTERNOON,
        EventTiming.EVE_EARLY: Slot.EVENING,
        EventTiming.EVE_LATE: Slot.EVENING,
        EventTiming.WAKE: Slot.MORNING,
        EventTiming.HS: Slot.NIGHT,
        EventTiming.PHS: Slot.NIGHT,
        EventTiming.CM: Slot.MORNING,
        EventTiming.ACM: Slot.MORNING,
        EventTiming.PCM: Slot.MORNING,
        EventTiming.CD: Slot.MIDDAY,
        EventTiming.ACD: Slot.MIDDAY,
        EventTiming.PCD: Slot.MIDDAY,
        EventTiming.CV: Slot.EVENING,
        EventTiming.ACV: Slot.EVENING,
        EventTiming.PCV: Slot.EVENING,
    }
)
"""
The column of the grid in which a dose at an event is shown.
"""
