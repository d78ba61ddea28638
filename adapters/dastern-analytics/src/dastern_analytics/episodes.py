"""
Treatment episodes of whole populations; see ``dastern_core.adherence.episodes``.
"""

import ibis
import ibis.expr.types as ir

from dastern_analytics.carry_over import running_out
from dastern_analytics.events import surely
from dastern_analytics.gaps import gap_days
from dastern_analytics.windows import placed
from dastern_core.adherence import CarryOver, EpisodeRules, GapUnit, WindowPlan
from dastern_core.adherence.episodes import DAYS_IN, EXACT_DAYS

__all__ = ["episodes", "in_episodes"]


def episodes(
    events: ir.Table, *, plan: WindowPlan, rules: EpisodeRules, carry_over: CarryOver
) -> ir.Table:
    """
    Split every patient's follow-up into treatment episodes.

    Args:
        events: The events of a population, as ``dastern_analytics.events`` says.
        plan: Where the windows lie; the follow-up alone counts.
        rules: What ends an episode.
        carry_over: What becomes of supply that is left over.

    Returns:
        One row for each episode: ``patient_id``, ``episode`` from 1, ``start`` as a day
        number, ``duration_days`` and ``end_gap_days``; none of a patient without windows.
    """
    table = placed(
        events,
        plan,
        dose=carry_over.dosage_change or rules.dosage_change,
        medication=carry_over.same_medication or rules.medication_change,
    )
    table = in_episodes(table, rules=rules, carry_over=carry_over)
    keys = ["patient_id", "episode"]
    return table.filter(table.closes).select(
        *keys,
        start="episode_start",
        duration_days=table.episode_end - table.episode_start,
        end_gap_days="gap",
    )


def in_episodes(table: ir.Table, *, rules: EpisodeRules, carry_over: CarryOver) -> ir.Table:
    """
    Give the followed events with the episode that each belongs to.

    Args:
        table: Placed events.
        rules: What ends an episode.
        carry_over: What becomes of supply that is left over.

    Returns:
        The followed events with ``episode`` from 1, ``episode_start`` and, where an event
        ``closes`` its episode, ``episode_end``, as day numbers.
    """
    table = running_out(
        table.filter(table.followed),
        ["patient_id"],
        among="followed",
        end="followup_end",
        carry_over=carry_over,
    )
    patient = ibis.window(group_by="patient_id", order_by=["day", "row"])
    until = table.next_day.coalesce(table.followup_end)
    permitted = _permitted(table, rules)
    table = table.mutate(until=until, gap=gap_days(table.runs_out, until), permitted=permitted)
    closes = table.next_day.isnull() | (table.gap > table.permitted + EXACT_DAYS)
    if rules.medication_change:
        closes |= surely(table.medication.lead().over(patient) != table.medication)
    if rules.dosage_change:
        closes |= surely(table.daily_dose.lead().over(patient) != table.daily_dose)
    table = table.mutate(closes=closes)
    ended = table.closes.ifelse(1, 0)
    so_far = ibis.cumulative_window(group_by="patient_id", order_by=["day", "row"])
    table = table.mutate(episode=ended.sum().over(so_far) - ended + 1)
    episode = ibis.window(group_by=["patient_id", "episode"])
    left_out = _left_out(table, rules)
    return table.mutate(
        episode_start=table.day.min().over(episode),
        episode_end=table.until - left_out,
    )


def _permitted(table: ir.Table, rules: EpisodeRules) -> ir.NumericValue:
    if rules.gap.unit is GapUnit.PERCENT:
        return table.duration_days * (rules.gap.value / 100)
    return ibis.literal(float(rules.gap.value * DAYS_IN[rules.gap.unit]))


def _left_out(table: ir.Table, rules: EpisodeRules) -> ir.NumericValue:
    """
    Give the part of the gap after an episode that the episode does not keep.
    """
    if rules.append_gap:
        return ibis.greatest(table.gap - table.permitted, 0.0)
    kept = table.next_day.isnull() & (table.gap < table.permitted - EXACT_DAYS)
    return kept.ifelse(0.0, table.gap)
