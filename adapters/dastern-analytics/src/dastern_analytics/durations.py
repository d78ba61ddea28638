"""
Durations of whole populations, where days' supply is missing.

See ``dastern_core.adherence.durations`` for what is done. ``duration_days`` of the table may be
empty here, and there may be one more column::

    quantity    number above 0, in the unit of ``daily_dose``, or empty
"""

import ibis
import ibis.expr.types as ir

from dastern_analytics.events import canonical, is_amount, surely
from dastern_core.adherence import DurationSource
from dastern_core.adherence.durations import require_fewest

__all__ = ["durations"]


def durations(events: ir.Table, *, fewest_for_median: int | None = 2) -> ir.Table:
    """
    Find how long each supply lasts.

    Args:
        events: The events of a population, with the differences above.
        fewest_for_median: How many other supplies of the medicine must be known before
            their median stands in, from 1 on; None for never.

    Returns:
        The events with ``duration_days``, empty where nothing tells, and ``source``; none
        of a patient of whom a row holds what cannot be.

    Raises:
        InvalidInputError: A median of nothing is asked for.
    """
    require_fewest(fewest_for_median)
    quantity = events.quantity if "quantity" in events.columns else ibis.null("float64")
    table = canonical(events, quantity=quantity.cast("float64"))
    amounts = [table.duration_days, table.quantity, table.daily_dose]
    wrong = ~surely(table.day.notnull())
    for one in amounts:
        wrong |= ~(one.isnull() | is_amount(one))
    spoiled = table.group_by("patient_id").agg(spoiled=wrong.any())
    table = table.join(spoiled.filter(~spoiled.spoiled).drop("spoiled"), "patient_id")
    table = table.mutate(
        kind=table.medication.coalesce(""),
        known=table.duration_days.coalesce(table.quantity / table.daily_dose),
    )
    usual = table.group_by("patient_id", "kind").agg(
        usual=table.known.median(), count=table.known.count()
    )
    if fewest_for_median is None:
        usual = usual.mutate(usual=ibis.null("float64"))
    else:
        enough = usual["count"] >= fewest_for_median
        usual = usual.mutate(usual=enough.ifelse(usual.usual, ibis.null("float64")))
    table = table.join(usual, ["patient_id", "kind"])
    source = ibis.cases(
        (table.duration_days.notnull(), DurationSource.RECORDED.value),
        (table.known.notnull(), DurationSource.QUANTITY.value),
        (table.usual.notnull(), DurationSource.MEDIAN.value),
        else_=DurationSource.UNKNOWN.value,
    )
    return table.select(
        "patient_id",
        "row",
        "day",
        "daily_dose",
        "medication",
        duration_days=table.known.coalesce(table.usual),
        source=source,
    )
