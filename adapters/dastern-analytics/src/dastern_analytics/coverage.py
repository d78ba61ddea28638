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
from dastern_analytics.stays import at_home
from dastern_analytics.windows import placed
from dastern_core.adherence import Exclusion, WindowPlan
from dastern_core.adherence.coverage import SHORTEST_DAYS

__all__ = ["days_covered"]


def days_covered(events: ir.Table, *, plan: WindowPlan, stays: ir.Table | None = None) -> ir.Table:
    """
    Count the covered days of every patient.

    Args:
        events: Fills of the measure's medicines, as ``dastern_analytics.events`` says.
        plan: The measurement period is the observation window, its last day left out, so
            that a year from 1 January ends on 31 December.
        stays: Days in hospital, which are taken out of the count; see ``at_home``.

    Returns:
        One row for each patient: ``patient_id``; ``covered`` and ``days``, empty without a
        fill in the period; ``exclusion``, empty where the patient counts; ``value``, the
        share, empty where the patient does not.
    """
    table = placed(events, plan)
    table = table.mutate(filled=table.observed & surely(table.day < table.observation_end))
    table = table.mutate(filled_on=table.day, period_end=table.observation_end)
    if stays is not None:
        table = at_home(table, stays, until="observation_end")
        # A stay over the period's last day leaves no day on which to use what it brings.
        table = table.mutate(counted=table.filled & surely(table.day < table.observation_end))
    else:
        table = table.mutate(counted=table.filled)
    of_medicine = ibis.cumulative_window(
        group_by=["patient_id", "counted", "medication"], order_by=["day", "row"]
    )
    table = table.mutate(before=table.duration_days.sum().over(of_medicine) - table.duration_days)
    start = table.before + (table.day - table.before).max().over(of_medicine)
    table = table.mutate(start=start)
    table = table.mutate(stop=ibis.least(table.start + table.duration_days, table.observation_end))
    groups, order = ["patient_id", "counted"], ["start", "stop", "row"]
    reached = table.stop.max().over(ibis.cumulative_window(group_by=groups, order_by=order))
    table = table.mutate(reached=reached)
    earlier = table.reached.lag().over(ibis.window(group_by=groups, order_by=order))
    since = ibis.greatest(table.start, earlier.coalesce(table.start))
    sums = table.mutate(adds=ibis.greatest(table.stop - since, 0.0))
    sums = sums.group_by("patient_id").agg(
        covered=sums.adds.sum(where=sums.counted),
        days=sums.observation_end.max() - sums.day.min(where=sums.counted),
        first=sums.filled_on.min(where=sums.filled),
        last=sums.filled_on.max(where=sums.filled),
        end=sums.period_end.max(),
    )
    once = surely(sums.first == sums.last) & sums.days.notnull()
    late = surely(sums.end - sums.first < SHORTEST_DAYS) & sums.days.notnull()
    exclusion = once.ifelse(
        Exclusion.FILLED_ONCE.value,
        late.ifelse(Exclusion.STARTED_LATE.value, ibis.null("string")),
    )
    share = (once | late).ifelse(ibis.null("float64"), sums.covered / sums.days)
    return sums.select("patient_id", "covered", "days", exclusion=exclusion, value=share)
