"""
Overuse of whole populations; see ``dastern_core.adherence.overuse``.
"""

import ibis
import ibis.expr.types as ir

from dastern_analytics.carry_over import running_out
from dastern_analytics.events import surely
from dastern_analytics.windows import placed
from dastern_core.adherence import CarryOver, WindowPlan
from dastern_core.adherence.episodes import EXACT_DAYS
from dastern_core.adherence.overuse import require_threshold

__all__ = ["overuse"]


def overuse(
    events: ir.Table, *, plan: WindowPlan, carry_over: CarryOver, threshold_days: float
) -> ir.Table:
    """
    Measure every patient's oversupply.

    Args:
        events: The events of a population, as ``dastern_analytics.events`` says.
        plan: Where the windows lie.
        carry_over: What becomes of supply that is left over.
        threshold_days: How much may be left over without being told, 0 or more.

    Returns:
        One row for each patient: ``patient_id``, ``possession``, ``excess_days``, how many
        ``stocks`` larger than the threshold events found, and the ``largest_stock`` in
        days; empty without an event in the observation window.

    Raises:
        InvalidInputError: The threshold is no length of time.
    """
    require_threshold(threshold_days)
    table = placed(
        events, plan, dose=carry_over.dosage_change, medication=carry_over.same_medication
    )
    since = table.followup_start if carry_over.into else table.observation_start
    part = (table.day >= since) & surely(table.day <= table.observation_end)
    table = running_out(
        table.mutate(plays=part), ["patient_id"], among="plays", end=None, carry_over=carry_over
    )
    counted = table.observed & table.next_day.notnull()
    large = table.observed & surely(table.carried_in > threshold_days + EXACT_DAYS)
    sums = table.group_by("patient_id").agg(
        handed_out=table.duration_days.sum(where=counted).coalesce(0.0),
        needed=(table.day.max(where=table.observed) - table.day.min(where=table.observed)).cast(
            "float64"
        ),
        stocks=large.ifelse(1, 0).sum(where=table.observed).cast("int64"),
        largest_stock=table.carried_in.max(where=large),
    )
    needed = (sums.needed > 0).ifelse(sums.needed, ibis.null("float64"))
    excess = sums.handed_out - sums.needed
    return sums.select(
        "patient_id",
        possession=sums.handed_out / needed,
        excess_days=(excess < 0).ifelse(0.0, excess),
        stocks=sums.needed.notnull().ifelse(sums.stocks, ibis.null("int64")),
        largest_stock="largest_stock",
    )
