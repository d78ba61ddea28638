"""
Measures per episode of whole populations; see ``dastern_core.adherence.per_episode``.
"""

import ibis
import ibis.expr.types as ir

from dastern_analytics.calendar import half_even
from dastern_analytics.episodes import in_episodes
from dastern_analytics.measures import prepared, values
from dastern_analytics.windows import between, placed
from dastern_core.adherence import CarryOver, EpisodeRules, Measure, WindowPlan
from dastern_core.adherence.per_episode import splitting
from dastern_core.adherence.windows import DECIMALS

__all__ = ["measures_per_episode"]


def measures_per_episode(
    events: ir.Table,
    kind: Measure,
    *,
    plan: WindowPlan,
    rules: EpisodeRules,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> ir.Table:
    """
    Measure each treatment episode of every patient.

    Args:
        events: The events of a population, as ``dastern_analytics.events`` says.
        kind: Which measure. CMA1 to CMA4 split without carry-over, as they measure.
        plan: Where the windows lie, seen from each patient's first event.
        rules: What ends an episode.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        One row for each episode that reaches into the observation window:
        ``patient_id``, ``episode``, its number among all, and ``value``.
    """
    carry_over = splitting(kind, same_medication=same_medication, dosage_change=dosage_change)
    table = placed(
        events,
        plan,
        dose=dosage_change or rules.dosage_change,
        medication=same_medication or rules.medication_change,
    )
    table = _observed(in_episodes(table, rules=rules, carry_over=carry_over))
    keys = ["patient_id", "episode"]
    own = CarryOver(same_medication=same_medication, dosage_change=dosage_change)
    return values(prepared(table, kind, keys, carry_over=own), kind, keys)


def _observed(table: ir.Table) -> ir.Table:
    """
    Let each episode be the follow-up of its events, its observed part the observation.

    Windows are whole days long, halves to even, as everywhere else.
    """
    episode = ibis.window(group_by=["patient_id", "episode"])
    closing = table.closes.ifelse(table.episode_end, ibis.null("float64"))
    table = table.mutate(episode_end=closing.max().over(episode))
    table = table.mutate(
        followup_start=table.episode_start,
        followup_end=table.episode_start
        + half_even((table.episode_end - table.episode_start).round(DECIMALS)),
        observation_start=ibis.greatest(table.episode_start, table.observation_start),
        reached=ibis.least(table.episode_end, table.observation_end),
    )
    observed = half_even((table.reached - table.observation_start).round(DECIMALS))
    table = table.mutate(
        observation_end=ibis.least(table.observation_start + observed, table.followup_end)
    )
    table = table.filter(table.observation_start < table.observation_end)
    return table.mutate(
        followed=between(table.day, table.followup_start, table.followup_end),
        observed=between(table.day, table.observation_start, table.observation_end),
    )
