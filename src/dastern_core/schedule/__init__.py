"""
Schedule: when to take what.
"""

from dastern_core.schedule.clock_text import parse_clock, parse_clock_time
from dastern_core.schedule.clocks import (
    CAMBODIA_CLOCK,
    DEFAULT_LEAD_MINUTES,
    DEFAULT_SLOT_TIMES,
    DailyClock,
    NoClockTimeError,
    clock_of_slots,
)
from dastern_core.schedule.concepts import Coding, Concept
from dastern_core.schedule.courses import (
    HORIZON_DAYS,
    Course,
    Replanning,
    plan,
    planning_window,
    replan,
    taken_as_needed,
)
from dastern_core.schedule.dosage_json import dosage_json, parse_dosage, parse_timing
from dastern_core.schedule.dosages import Dosage, DoseAndRate, DoseKind, ordered_dose
from dastern_core.schedule.doses import (
    DEFAULT_GRACE_MINUTES,
    DOSE_LIFE,
    GRACE_MINUTES,
    LATE_HOURS,
    Dose,
    DoseAction,
    DoseAlreadyRecordedError,
    DoseNotOverdueError,
    DoseStatus,
    IntakeTimeError,
    SkipReason,
    is_overdue,
    miss,
    skip,
    take,
)
from dastern_core.schedule.grid import slot_dosages
from dastern_core.schedule.meals import EventTiming, MealRelation, Slot
from dastern_core.schedule.measures import Measure, MeasureRange, MeasureRatio
from dastern_core.schedule.occurrences import DoseFlag, Occurrence, ScheduleWarning
from dastern_core.schedule.patterns import UnschedulableError
from dastern_core.schedule.pauses import resumed
from dastern_core.schedule.prn import (
    Allowance,
    AllowanceReason,
    Intake,
    PrnRule,
    RollingLimit,
    next_allowed,
    prn_rule,
)
from dastern_core.schedule.recurrence import (
    MOST_OCCURRENCES,
    Expansion,
    ScheduleTooLongError,
    expand,
    first_occurrences,
)
from dastern_core.schedule.sig import SigReading, SigSpan, parse_sig
from dastern_core.schedule.slot_keys import DoseId, dose_id, slot_key
from dastern_core.schedule.timing import BoundsPeriod, Repeat, TimeUnit, Timing, Weekday
from dastern_core.schedule.travel import (
    ZoneChoice,
    ZoneMode,
    ZoneRefusal,
    choose_zone,
    zone_choices,
)

__all__ = [
    "CAMBODIA_CLOCK",
    "DEFAULT_GRACE_MINUTES",
    "DEFAULT_LEAD_MINUTES",
    "DEFAULT_SLOT_TIMES",
    "DOSE_LIFE",
    "GRACE_MINUTES",
    "HORIZON_DAYS",
    "LATE_HOURS",
    "MOST_OCCURRENCES",
    "Allowance",
    "AllowanceReason",
    "BoundsPeriod",
    "Coding",
    "Concept",
    "Course",
    "DailyClock",
    "Dosage",
    "Dose",
    "DoseAction",
    "DoseAlreadyRecordedError",
    "DoseAndRate",
    "DoseFlag",
    "DoseId",
    "DoseKind",
    "DoseNotOverdueError",
    "DoseStatus",
    "EventTiming",
    "Expansion",
    "Intake",
    "IntakeTimeError",
    "MealRelation",
    "Measure",
    "MeasureRange",
    "MeasureRatio",
    "NoClockTimeError",
    "Occurrence",
    "PrnRule",
    "Repeat",
    "Replanning",
    "RollingLimit",
    "ScheduleTooLongError",
    "ScheduleWarning",
    "SigReading",
    "SigSpan",
    "SkipReason",
    "Slot",
    "TimeUnit",
    "Timing",
    "UnschedulableError",
    "Weekday",
    "ZoneChoice",
    "ZoneMode",
    "ZoneRefusal",
    "choose_zone",
    "clock_of_slots",
    "dosage_json",
    "dose_id",
    "expand",
    "first_occurrences",
    "is_overdue",
    "miss",
    "next_allowed",
    "ordered_dose",
    "parse_clock",
    "parse_clock_time",
    "parse_dosage",
    "parse_sig",
    "parse_timing",
    "plan",
    "planning_window",
    "prn_rule",
    "replan",
    "resumed",
    "skip",
    "slot_dosages",
    "slot_key",
    "take",
    "taken_as_needed",
    "zone_choices",
]
