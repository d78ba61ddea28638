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
from dastern_core.adherence.encouragement import (
    Encouragement,
    encouragement,
    needs_encouragement,
)
from dastern_core.adherence.outcomes import (
    TAKEN,
    Outcome,
    by_due_time,
    counts,
    due_day,
    outcome_of,
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
from dastern_core.adherence.streaks import Streak, streak
from dastern_core.adherence.trends import LONGEST_TREND_DAYS, Trend, TrendDay, trend

__all__ = [
    "LONGEST_TREND_DAYS",
    "TAKEN",
    "AlertThresholds",
    "Band",
    "Bands",
    "Encouragement",
    "MissAlert",
    "MissLevel",
    "MissReason",
    "Outcome",
    "Regularity",
    "Streak",
    "Tally",
    "Trend",
    "TrendDay",
    "band",
    "by_due_time",
    "counts",
    "due_day",
    "encouragement",
    "miss_alert",
    "needs_encouragement",
    "outcome_of",
    "percent",
    "rates_by_day",
    "rates_by_month",
    "rates_by_prescription",
    "rates_by_slot",
    "rates_by_week",
    "rates_by_weekday",
    "regularity",
    "streak",
    "tally",
    "trend",
]
