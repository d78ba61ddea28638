"""
Sliding windows of whole populations; see ``dastern_core.adherence.sliding``.
"""

import attrs
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from dastern_analytics.calendar import add_after, half_even
from dastern_analytics.measures import WITHIN, prepared, values
from dastern_analytics.windows import between, placed
from dastern_core.adherence import CarryOver, Measure, Slide, Span, Unit, Window, WindowPlan
from dastern_core.adherence.sliding import days_in, slid

__all__ = ["measures_sliding"]

_LONGEST_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 31, Unit.YEARS: 366}


def measures_sliding(
    events: ir.Table,
    kind: Measure,
    *,
    plan: WindowPlan,
    slide: Slide,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> ir.Table:
    """
    Measure every patient in windows that slide through the observation window.

    Args:
        events: The events of a population, as ``dastern_analytics.events`` says.
        kind: Which measure.
        plan: Where the windows lie, seen from each patient's first event.
        slide: How the window slides.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        One row for each window that lies wholly in its patient's observation window:
        ``patient_id``, ``window`` from 1, and ``value``; none of a patient without
        windows.

    Raises:
        InvalidInputError: There may be more windows than 100,000 for a patient.
    """
    carry_over = CarryOver(same_medication=same_medication, dosage_change=dosage_change)
    table = placed(events, plan, dose=dosage_change, medication=same_medication)
    table = table.filter(table.followup_start.notnull())
    keys = ["patient_id", "window"]
    if kind in WITHIN:
        table = _slid(table, plan, slide)
        return values(prepared(table, kind, keys, carry_over=carry_over), kind, keys)
    # Nothing is carried that depends on the window, so the order of events is looked at once.
    table = prepared(table, kind, ["patient_id"], carry_over=carry_over)
    return values(_slid(table, plan, slide), kind, keys)


def _slid(table: ir.Table, plan: WindowPlan, slide: Slide) -> ir.Table:
    """
    Repeat each event for each of its patient's windows, as ``slid`` places them.
    """
    numbers = pa.array(range(1, _most_windows(plan, slide) + 1), pa.int64())
    table = table.cross_join(ibis.memtable(pa.table({"window": numbers})))
    length, step = days_in(slide.length), ibis.literal(float(days_in(slide.step)))
    table = add_after(table, "first", "observation_start", slide.start)
    table = table.mutate(room=(table.observation_end - table.first - float(length)))
    if slide.windows is None:
        count = (table.room / step + 1).floor()
    elif slide.windows == 1:
        count = ibis.literal(1)
    else:
        step = ibis.least(ibis.greatest(table.room / float(slide.windows - 1), 1.0), float(length))
        count = ibis.least(table.room / step + 1, table.room).floor()
    table = table.filter(table.room >= 0, table.window <= count)
    start = table.first + half_even((table.window - 1) * step)
    end = ibis.least(start + float(round(length)), table.observation_end.cast("float64"))
    table = table.mutate(observation_start=start, observation_end=end)
    return table.mutate(observed=between(table.day, table.observation_start, table.observation_end))


def _most_windows(plan: WindowPlan, slide: Slide) -> int:
    longest = round(_LONGEST_DAYS[plan.observation.unit] * plan.observation.count) + 1
    ends = slid(Window(start=1, end=1 + longest), attrs.evolve(slide, start=Span(count=0)))
    return max(len(ends), slide.windows or 0)
