"""
Adherence: how well it was taken.
"""

from dastern_core.adherence.alerts import (
    AlertThresholds,
    MissAlert,
    MissLevel,
    MissReason,
    miss_alert,
)
from dastern_core.adherence.coverage import DaysCovered, Exclusion, days_covered
from dastern_core.adherence.day_tallies import (
    DayTally,
    day_tallies,
    together,
    together_by_day,
)
from dastern_core.adherence.durations import (
    Dispensing,
    DurationSource,
    KnownSupply,
    durations,
    supplied,
)
from dastern_core.adherence.encouragement import (
    Encouragement,
    encouragement,
    needs_encouragement,
)
from dastern_core.adherence.episodes import (
    Episode,
    EpisodeRules,
    GapUnit,
    PermissibleGap,
    episodes,
)
from dastern_core.adherence.gaps import CarryOver, Interval, intervals
from dastern_core.adherence.measures import Measure, measure, measure_within
from dastern_core.adherence.outcomes import (
    TAKEN,
    Outcome,
    by_due_time,
    counts,
    due_day,
    outcome_of,
)
from dastern_core.adherence.overuse import Overuse, Stock, overuse
from dastern_core.adherence.per_episode import EpisodeMeasure, measure_episodes
from dastern_core.adherence.persistence import Persistence, persistence
from dastern_core.adherence.polypharmacy import (
    OTHERS,
    Polypharmacy,
    medication_groups,
    polypharmacy,
)
from dastern_core.adherence.rates import (
    Band,
    Bands,
    Tally,
    band,
    percent,
    rates_by_day,
    rates_by_month,
    rates_by_prescription,
    rates_by_slot,
    rates_by_week,
    rates_by_weekday,
    tally,
)
from dastern_core.adherence.regularity import Regularity, regularity
from dastern_core.adherence.sliding import MOST_WINDOWS, Slide, SlidingMeasure, measure_sliding
from dastern_core.adherence.stays import (
    Stay,
    days_covered_at_home,
    intervals_at_home,
    measure_at_home,
)
from dastern_core.adherence.streaks import Streak, streak
from dastern_core.adherence.supply import SupplyEvent
from dastern_core.adherence.trends import (
    DOCTOR_TREND_DAYS,
    LONGEST_TREND_DAYS,
    Trend,
    TrendDay,
    trend,
)
from dastern_core.adherence.windows import Span, Unit, Window, WindowPlan, Windows, place
from dastern_core.adherence.worklist import (
    PAGE_SIZE,
    WorklistEntry,
    WorklistPage,
    needs_attention,
    worklist,
)

__all__ = [
    "DOCTOR_TREND_DAYS",
    "LONGEST_TREND_DAYS",
    "MOST_WINDOWS",
    "OTHERS",
    "PAGE_SIZE",
    "TAKEN",
    "AlertThresholds",
    "Band",
    "Bands",
    "CarryOver",
    "DayTally",
    "DaysCovered",
    "Dispensing",
    "DurationSource",
    "Encouragement",
    "Episode",
    "EpisodeMeasure",
    "EpisodeRules",
    "Exclusion",
    "GapUnit",
    "Interval",
    "KnownSupply",
    "Measure",
    "MissAlert",
    "MissLevel",
    "MissReason",
    "Outcome",
    "Overuse",
    "PermissibleGap",
    "Persistence",
    "Polypharmacy",
    "Regularity",
    "Slide",
    "SlidingMeasure",
    "Span",
    "Stay",
    "Stock",
    "Streak",
    "SupplyEvent",
    "Tally",
    "Trend",
    "TrendDay",
    "Unit",
    "Window",
    "WindowPlan",
    "Windows",
    "WorklistEntry",
    "WorklistPage",
    "band",
    "by_due_time",
    "counts",
    "day_tallies",
    "days_covered",
    "days_covered_at_home",
    "due_day",
    "durations",
    "encouragement",
    "episodes",
    "intervals",
    "intervals_at_home",
    "measure",
    "measure_at_home",
    "measure_episodes",
    "measure_sliding",
    "measure_within",
    "medication_groups",
    "miss_alert",
    "needs_attention",
    "needs_encouragement",
    "outcome_of",
    "overuse",
    "percent",
    "persistence",
    "place",
    "polypharmacy",
    "rates_by_day",
    "rates_by_month",
    "rates_by_prescription",
    "rates_by_slot",
    "rates_by_week",
    "rates_by_weekday",
    "regularity",
    "streak",
    "supplied",
    "tally",
    "together",
    "together_by_day",
    "trend",
    "worklist",
]
