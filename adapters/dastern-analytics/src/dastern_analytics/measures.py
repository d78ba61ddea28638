"""
Measures: CMA0 to CMA9 of whole populations.

See ``dastern_core.adherence.measures`` for the formulas. A gap lies between the day its
supply runs out and the next event; CMA7 adds up what of the gaps lies in the observation
window, and the days of the window before the patient's first event.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from dastern_analytics.calendar import half_even
from dastern_analytics.carry_over import running_out
from dastern_analytics.events import surely
from dastern_analytics.gaps import gap_days
from dastern_analytics.stays import at_home
from dastern_analytics.windows import placed
from dastern_core.adherence import CarryOver, Measure, WindowPlan
from dastern_core.adherence.windows import DECIMALS

__all__ = ["WITHIN", "WITHOUT_CARRY", "measures", "prepared", "values"]

WITHOUT_CARRY = frozenset({Measure.CMA0, Measure.CMA1, Measure.CMA2, Measure.CMA3, Measure.CMA4})
"""
The measures that carry nothing over.
"""

WITHIN = frozenset({Measure.CMA5, Measure.CMA6})
"""
The measures that carry over within the observation window only.
"""


def measures(
    events: ir.Table,
    kind: Measure,
    *,
    plan: WindowPlan,
    same_medication: bool = False,
    dosage_change: bool = False,
    stays: ir.Table | None = None,
) -> ir.Table:
    """
    Measure every patient.

    Args:
        events: The events of a population, as ``dastern_analytics.events`` says.
        kind: Which measure.
        plan: Where the windows lie, seen from each patient's first event.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.
        stays: Days in hospital, which are taken out of time; see ``at_home``.

    Returns:
        One row for each patient: ``patient_id`` and ``value``, empty where the measure
        has none, a row of the patient is wrong or the windows do not fit.

    Example:
        >>> import ibis
        >>> from datetime import date
        >>> from dastern_core.adherence import Span
        >>> events = ibis.memtable(
        ...     {
        ...         "patient_id": ["7", "7"],
        ...         "row": [1, 2],
        ...         "date": [date(2026, 1, 1), date(2026, 2, 10)],
        ...         "duration_days": [30.0, 30.0],
        ...     }
        ... )
        >>> hundred_days = Span(count=100)
        >>> plan = WindowPlan(followup=hundred_days, observation=hundred_days)
        >>> measures(events, Measure.CMA7, plan=plan).to_pyarrow().to_pylist()
        [{'patient_id': '7', 'value': 0.6}]
    """
    carry_over = CarryOver(same_medication=same_medication, dosage_change=dosage_change)
    table = placed(events, plan, dose=dosage_change, medication=same_medication)
    if stays is not None:
        # CMA9 alone looks past the observation, to the end of the follow-up.
        until = "followup_end" if kind is Measure.CMA9 else "observation_end"
        table = at_home(table, stays, until=until)
    keys = ["patient_id"]
    return values(prepared(table, kind, keys, carry_over=carry_over), kind, keys)


def prepared(
    table: ir.Table, kind: Measure, keys: Sequence[str], *, carry_over: CarryOver
) -> ir.Table:
    """
    Add to placed events what a measure needs of their order.

    Args:
        table: Placed events.
        kind: Which measure.
        keys: What is measured together, such as ``patient_id``.
        carry_over: What becomes of supply that is left over.
    """
    if kind in {Measure.CMA0, Measure.CMA2, Measure.CMA4}:
        return table
    within = kind in WITHIN
    return running_out(
        table,
        keys,
        among="observed" if within else "followed",
        end="observation_end" if within else "followup_end",
        carry_over=CarryOver(within=False) if kind in WITHOUT_CARRY else carry_over,
    )


def values(table: ir.Table, kind: Measure, keys: Sequence[str]) -> ir.Table:
    """
    Measure what belongs together.

    Args:
        table: Prepared events.
        kind: Which measure.
        keys: What is measured together.

    Returns:
        The keys and ``value``.
    """
    match kind:
        case Measure.CMA0:
            return table.select(*keys).distinct().mutate(value=ibis.null("float64"))
        case Measure.CMA1 | Measure.CMA3 | Measure.CMA5:
            return _to_last(table, kind, keys)
        case Measure.CMA2 | Measure.CMA4 | Measure.CMA6:
            return _to_end(table, kind, keys)
        case Measure.CMA7:
            return _cma7(table, keys)
        case Measure.CMA8:
            return _cma7(_lagged(table, keys), keys)
        case Measure.CMA9:
            return _cma9(table, keys)


def _to_last(table: ir.Table, kind: Measure, keys: Sequence[str]) -> ir.Table:
    """
    Relate what comes before the last observed event to the days up to it.
    """
    amount = (
        gap_days(table.runs_out, table.next_day) if kind is Measure.CMA5 else table.duration_days
    )
    counted = table.observed & surely(table.next_day <= table.observation_end)
    sums = table.group_by(keys).agg(
        amount=amount.sum(where=counted),
        first=table.day.min(where=table.observed),
        last=table.day.max(where=table.observed),
    )
    share = _ratio(sums.amount, (sums.last - sums.first).cast("float64"))
    return sums.select(*keys, value=_shaped(share, kind))


def _to_end(table: ir.Table, kind: Measure, keys: Sequence[str]) -> ir.Table:
    """
    Relate all that is observed to the days from the first event to the window's end.
    """
    if kind is Measure.CMA6:
        amount = gap_days(table.runs_out, table.next_day.coalesce(table.observation_end))
    else:
        amount = table.duration_days
    sums = table.group_by(keys).agg(
        amount=amount.sum(where=table.observed),
        first=table.day.min(where=table.observed),
        end=table.observation_end.max(),
    )
    days = (sums.end - sums.first).cast("float64")
    value = _shaped(_ratio(sums.amount, days), kind)
    if kind is Measure.CMA4:
        # Handed out on the very last day: more than enough for the time that is left.
        value = surely(days == 0).ifelse(1.0, value)
    return sums.select(*keys, value=value)


def _ratio(amount: ir.NumericValue, days: ir.NumericValue) -> ir.NumericValue:
    return amount / (days > 0).ifelse(days, ibis.null("float64"))


def _shaped(share: ir.NumericValue, kind: Measure) -> ir.NumericValue:
    match kind:
        case Measure.CMA1 | Measure.CMA2:
            return share
        case Measure.CMA3 | Measure.CMA4:
            return (share > 1).ifelse(1.0, share)
        case _:
            return _share(1 - share)


def _share(exact: ir.NumericValue) -> ir.NumericValue:
    return (exact < 0).ifelse(0.0, (exact > 1).ifelse(1.0, exact))


def _cma7(table: ir.Table, keys: Sequence[str]) -> ir.Table:
    plays = table.followed & surely(table.day <= table.observation_end)
    until = ibis.least(table.next_day.coalesce(table.observation_end), table.observation_end)
    missing = gap_days(ibis.greatest(table.runs_out, table.observation_start), until)
    sums = table.group_by(keys).agg(
        missing=missing.sum(where=plays),
        first=table.day.min(where=plays),
        start=table.observation_start.max(),
        end=table.observation_end.max(),
    )
    lead = ibis.greatest(sums.first - sums.start, 0)
    share = _ratio(sums.missing + lead, (sums.end - sums.start).cast("float64"))
    return sums.select(*keys, value=_share(1 - share))


def _lagged(table: ir.Table, keys: Sequence[str]) -> ir.Table:
    """
    Let the observation begin when the supply from before it has run out.
    """
    before = table.followed & surely(table.day < table.observation_start)
    starts = table.group_by(keys).agg(supplied_to=table.runs_out.max(where=before))
    table = table.join(starts, list(keys))
    start = ibis.greatest(
        table.supplied_to.coalesce(table.observation_start.cast("float64")),
        table.observation_start.cast("float64"),
    )
    table = table.mutate(lagged=start)
    days = half_even((table.observation_end - table.lagged).round(DECIMALS))
    end = ibis.least(table.lagged + days, table.followup_end.cast("float64"))
    table = table.mutate(lagged_end=end)
    table = table.mutate(nothing=~surely(table.lagged_end > table.lagged))
    return table.drop("observation_start", "observation_end").mutate(
        observation_start=table.nothing.ifelse(ibis.null("float64"), table.lagged),
        observation_end=table.nothing.ifelse(ibis.null("float64"), table.lagged_end),
    )


def _cma9(table: ir.Table, keys: Sequence[str]) -> ir.Table:
    until = table.next_day.coalesce(table.followup_end)
    days = (until - table.day).cast("float64")
    overlap = ibis.least(until, table.observation_end) - ibis.greatest(
        table.day, table.observation_start
    )
    counted = table.followed & (days > 0) & surely(overlap > 0)
    whole = (days > 0).ifelse(days, ibis.null("float64"))
    covered = (1 - gap_days(table.runs_out, until) / whole) * overlap
    plays = table.followed & surely(table.day <= table.observation_end)
    sums = table.group_by(keys).agg(
        covered=covered.sum(where=counted).coalesce(0.0),
        seen=plays.any(),
        length=(table.observation_end - table.observation_start).max(),
    )
    share = _ratio(sums.covered, sums.length.cast("float64"))
    return sums.select(*keys, value=sums.seen.ifelse(_share(share), ibis.null("float64")))
