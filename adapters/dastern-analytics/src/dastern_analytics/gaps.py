"""
Gaps: the days without supply between one event and the next, of whole populations.

See ``dastern_core.adherence.gaps`` for the formula.
"""

import ibis
import ibis.expr.types as ir

from dastern_analytics.carry_over import running_out
from dastern_analytics.events import is_wrong, surely
from dastern_analytics.windows import placed
from dastern_core.adherence import CarryOver, WindowPlan

__all__ = ["gap_days", "intervals"]


def intervals(events: ir.Table, *, plan: WindowPlan, carry_over: CarryOver) -> ir.Table:
    """
    Measure the intervals and gaps of every patient.

    Args:
        events: The events of a population, as ``dastern_analytics.events`` says.
        plan: Where the windows lie.
        carry_over: What becomes of supply that is left over.

    Returns:
        One row for each event of a follow-up: ``patient_id``, ``row``, ``day``,
        ``event_interval``, empty unless the event is observed, and ``gap_days``, empty
        unless it plays a part. The same for the right rows of a patient without windows,
        both empty.

    Units:
        Days.
    """
    table = placed(
        events, plan, dose=carry_over.dosage_change, medication=carry_over.same_medication
    )
    since = table.followup_start if carry_over.into else table.observation_start
    part = (table.day >= since) & surely(table.day <= table.observation_end)
    table = running_out(
        table.mutate(plays=part),
        ["patient_id"],
        among="plays",
        end="observation_end",
        carry_over=carry_over,
    )
    until = table.next_day.coalesce(table.observation_end)
    wrong = is_wrong(table, dose=carry_over.dosage_change, medication=carry_over.same_medication)
    shown = table.filter(table.followed | (table.followup_start.isnull() & ~wrong))
    nothing = ibis.null("float64")
    return shown.select(
        "patient_id",
        "row",
        "day",
        event_interval=shown.observed.ifelse((until - table.day).cast("float64"), nothing),
        gap_days=shown.plays.ifelse(gap_days(table.runs_out, until), nothing),
    )


def gap_days(runs_out: ir.NumericValue, until: ir.NumericValue) -> ir.NumericValue:
    """
    Give the days from the end of supply to another day, at least 0.
    """
    return ibis.greatest(until - runs_out, 0.0)
