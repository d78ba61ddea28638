"""
Persistence of whole populations; see ``dastern_core.adherence.persistence``.
"""

import ibis.expr.types as ir

from dastern_analytics.episodes import in_episodes
from dastern_analytics.windows import placed
from dastern_core.adherence import CarryOver, EpisodeRules, WindowPlan
from dastern_core.adherence.episodes import EXACT_DAYS

__all__ = ["persistence"]


def persistence(
    events: ir.Table, *, plan: WindowPlan, rules: EpisodeRules, carry_over: CarryOver
) -> ir.Table:
    """
    Measure every patient's time to discontinuation.

    Args:
        events: The events of a population, as ``dastern_analytics.events`` says.
        plan: Where the windows lie; the follow-up alone counts.
        rules: What ends treatment.
        carry_over: What becomes of supply that is left over.

    Returns:
        One row for each patient: ``patient_id``, ``days`` and whether it was
        ``discontinued``; both empty without an event in the follow-up.
    """
    table = placed(
        events,
        plan,
        dose=carry_over.dosage_change or rules.dosage_change,
        medication=carry_over.same_medication or rules.medication_change,
    )
    patients = table.select("patient_id").distinct()
    found = in_episodes(table, rules=rules, carry_over=carry_over)
    found = found.filter(found.closes, found.episode == 1)
    ended = found.next_day.notnull() | (found.gap > found.permitted + EXACT_DAYS)
    end = ended.ifelse(found.episode_end, found.followup_end.cast("float64"))
    found = found.select(
        "patient_id", days=end - found.episode_start.cast("float64"), discontinued=ended
    )
    return patients.left_join(found, "patient_id").select("patient_id", "days", "discontinued")
