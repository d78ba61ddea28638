"""
Persistence: how long a patient stayed on treatment before giving it up.
"""

from collections.abc import Iterable

import attrs

from dastern_core.adherence.episodes import EXACT_DAYS, EpisodeRules, episodes
from dastern_core.adherence.gaps import CarryOver
from dastern_core.adherence.supply import SupplyEvent
from dastern_core.adherence.windows import Window

__all__ = ["Persistence", "persistence"]


@attrs.frozen(kw_only=True)
class Persistence:
    """
    The time from the first event to the end of treatment.

    Args:
        days: Until the supply before the ending gap ran out, with the permitted gap where
            an episode keeps it; or until the follow-up ended.
        discontinued: Whether treatment ended; False where the follow-up did first, so
            that the time is censored.
    """

    days: float
    discontinued: bool


def persistence(
    events: Iterable[SupplyEvent], *, followup: Window, rules: EpisodeRules, carry_over: CarryOver
) -> Persistence | None:
    """
    Measure the time to discontinuation: the length of the first treatment episode.

    Args:
        events: In any order; those outside the follow-up are left out.
        followup: The patient's follow-up window.
        rules: What ends treatment, as it ends an episode.
        carry_over: What becomes of supply that is left over.

    Returns:
        The time and whether it is censored; None without events.

    Raises:
        InvalidInputError: An option needs a dose or a medicine that an event lacks.

    Source:
        Cramer et al. 2008 (ISPOR), doi:10.1111/j.1524-4733.2007.00213.x: the duration
        from initiation to discontinuation, given a permissible gap.
    """
    found = episodes(events, followup=followup, rules=rules, carry_over=carry_over)
    if not found:
        return None
    first = found[0]
    ended = len(found) > 1 or (
        first.end_gap_days > rules.gap.days_after(first.events[-1]) + EXACT_DAYS
    )
    # A final gap as long as permitted ends no treatment, though the episode leaves it out.
    days = first.duration_days if ended else followup.end - first.window.start
    return Persistence(days=days, discontinued=ended)
