"""
Coverage: the proportion of days covered (PDC) of whole populations.

See ``dastern_core.adherence.coverage`` for the definition. Overlapping supply of one
medicine moves on, which is a fold over its fills in order; its closed form: let C be the
sum of the durations before a fill, then it starts at ``C + max(day - C)``, the greatest
over this fill and those before it.
"""

import ibis
import ibis.expr.types as ir

from dastern_analytics.events import surely
from dastern_analytics.windows import placed
from dastern_core.adherence import Exclusion, WindowPlan
from dastern_core.adherence.coverage import SHORTEST_DAYS

__all__ = ["days_covered"]


def days_covered(events: ir.Table, *, plan: WindowPlan) -> ir.Table:
    """
    Count the covered days of every patient.

    Args:
        events: Fills of the measure's medicines, as ``dastern_analytics.events`` says.
        plan: The measurement period is the observation window, its last day left out, so
            that a year from 1 January ends on 31 December.

    Returns:
        One row for each patient: ``patient_id``; ``covered`` and ``days``, empty without a
        fill in the period; ``exclusion``, empty where the patient counts; ``value``, the
        share, empty where the patient does not.
    """
    table = placed(events, plan)
    table = table.mutate(filled=table.observed & surely(table.day < table.observation_end))
    of_medicine = ibis.cumulative_window(
        group_by=["patient_id", "filled", "medication"], order_by=["day", "row"]
    )
    table = table.mutate(before=table.duration_days.sum().over(of_medicine) - table.duration_days)
    start = table.before + (table.day - table.before).max().over(of_medicine)
    table = table.mutate(start=start)
    table = table.mutate(stop=ibis.least(table.start + table.duration_days, table.observation_end))
    groups, order = ["patient_id", "filled"], ["start", "stop", "row"]
    reached = table.stop.max().over(ibis.cumulative_window(group_by=groups, order_by=order))
    table = table.mutate(reached=reached)
    earlier = table.reached.lag().over(ibis.window(group_by=groups, order_by=order))
    since = ibis.greatest(table.start, earlier.coalesce(table.start))
    sums = table.mutate(adds=ibis.greatest(table.stop - since, 0.0))
    sums = sums.group_by("patient_id").agg(
        covered=sums.adds.sum(where=sums.filled),
        first=sums.day.min(where=sums.filled),
        last=sums.day.max(where=sums.filled),
        end=sums.observation_end.max(),
    )
    sums = sums.mutate(days=sums.end - sums.first)
    once, late = surely(sums.first == sums.last), surely(sums.days < SHORTEST_DAYS)
    exclusion = once.ifelse(
        Exclusion.FILLED_ONCE.value,
        late.ifelse(Exclusion.STARTED_LATE.value, ibis.null("string")),
    )
    share = (once | late).ifelse(ibis.null("float64"), sums.covered / sums.days)
    return sums.select("patient_id", "covered", "days", exclusion=exclusion, value=share)
