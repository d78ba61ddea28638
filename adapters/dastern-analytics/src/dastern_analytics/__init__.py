"""
Adherence of whole populations: one Ibis expression, the same figures on every engine.
"""

from dastern_analytics.coverage import days_covered
from dastern_analytics.engines import Engine, EngineUnavailableError, engine
from dastern_analytics.episodes import episodes
from dastern_analytics.gaps import intervals
from dastern_analytics.measures import measures
from dastern_analytics.per_episode import measures_per_episode
from dastern_analytics.sliding import measures_sliding

__all__ = [
    "Engine",
    "EngineUnavailableError",
    "days_covered",
    "engine",
    "episodes",
    "intervals",
    "measures",
    "measures_per_episode",
    "measures_sliding",
]
