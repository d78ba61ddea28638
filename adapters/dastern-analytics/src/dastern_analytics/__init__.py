"""
Adherence of whole populations: one Ibis expression, the same figures on every engine.
"""

from dastern_analytics.answers import Answer, answer
from dastern_analytics.coverage import days_covered
from dastern_analytics.durations import durations
from dastern_analytics.engines import Engine, EngineUnavailableError, engine
from dastern_analytics.episodes import episodes
from dastern_analytics.event_columns import EventColumns
from dastern_analytics.gaps import intervals
from dastern_analytics.intake import Progress, Taken
from dastern_analytics.measures import measures
from dastern_analytics.outputs import write_parquet
from dastern_analytics.overuse import overuse
from dastern_analytics.per_episode import measures_per_episode
from dastern_analytics.persistence import persistence
from dastern_analytics.polypharmacy import measures_by_group, polypharmacy
from dastern_analytics.questions import (
    Question,
    ask_days_covered,
    ask_episodes,
    ask_groups,
    ask_intervals,
    ask_measures,
    ask_measures_per_episode,
    ask_overuse,
    ask_persistence,
    ask_polypharmacy,
    ask_sliding,
)
from dastern_analytics.sliding import measures_sliding

__all__ = [
    "Answer",
    "Engine",
    "EngineUnavailableError",
    "EventColumns",
    "Progress",
    "Question",
    "Taken",
    "answer",
    "ask_days_covered",
    "ask_episodes",
    "ask_groups",
    "ask_intervals",
    "ask_measures",
    "ask_measures_per_episode",
    "ask_overuse",
    "ask_persistence",
    "ask_polypharmacy",
    "ask_sliding",
    "days_covered",
    "durations",
    "engine",
    "episodes",
    "intervals",
    "measures",
    "measures_by_group",
    "measures_per_episode",
    "measures_sliding",
    "overuse",
    "persistence",
    "polypharmacy",
    "write_parquet",
]
