"""
Stays in hospital of whole populations; see ``dastern_core.adherence.stays``.

One row of a table of stays is one stay, with these columns::

    patient_id    text
    admitted      whole number, as ``date.toordinal`` counts
    discharged    likewise; no day in hospital any more

A row with an empty day, or with a discharge before its admission, spoils its patient.
"""

import ibis
import ibis.expr.types as ir

from dastern_analytics.events import surely
from dastern_analytics.windows import between

__all__ = ["at_home"]

_ENDS = ("followup_start", "followup_end", "observation_start", "observation_end")


def at_home(table: ir.Table, stays: ir.Table, *, until: str) -> ir.Table:
    """
    Take the days in hospital out of time: events and windows in days at home.

    Args:
        table: Placed events.
        stays: See above; those that overlap count once.
        until: The column of the last day, in the calendar, whose events count.

    Returns:
        Placed events. A patient who was in hospital for all of the observation has no
        windows.
    """
    spoiled = stays.group_by("patient_id").agg(spoiled=(~_may_be(stays)).any())
    pairs = table.select("patient_id", "row", "day", *_ENDS).join(_merged(stays), "patient_id")
    away = pairs.group_by("patient_id", "row").agg(
        **{f"away_{name}": _before(pairs, pairs[name]) for name in ("day", *_ENDS)},
        home_from=pairs.end.max(where=(pairs.start <= pairs.day) & (pairs.day < pairs.end)),
    )
    table = table.left_join(away, ["patient_id", "row"]).drop("patient_id_right", "row_right")
    table = table.left_join(spoiled, "patient_id").drop("patient_id_right")
    in_force = surely(table.home_from.coalesce(table.day) <= table[until])
    table = table.mutate(
        in_force=in_force,
        **{name: table[name] - table[f"away_{name}"].coalesce(0) for name in ("day", *_ENDS)},
    )
    seen = surely(table.observation_start < table.observation_end)
    seen &= ~surely(table.spoiled)
    table = table.mutate(**{name: seen.ifelse(table[name], ibis.null("int64")) for name in _ENDS})
    return table.mutate(
        followed=table.in_force & between(table.day, table.followup_start, table.followup_end),
        observed=table.in_force
        & between(table.day, table.observation_start, table.observation_end),
    ).drop("home_from", "spoiled", "in_force", *(f"away_{name}" for name in ("day", *_ENDS)))


def _may_be(stays: ir.Table) -> ir.BooleanValue:
    return surely(stays.admitted <= stays.discharged)


def _merged(stays: ir.Table) -> ir.Table:
    """
    Make stays that overlap or touch one stay.
    """
    stays = stays.filter(_may_be(stays)).mutate(
        start=stays.admitted.cast("int64"), end=stays.discharged.cast("int64")
    )
    stays = stays.group_by("patient_id", "start").agg(end=stays.end.max())
    so_far = ibis.cumulative_window(group_by="patient_id", order_by="start")
    stays = stays.mutate(reached=stays.end.max().over(so_far))
    before = stays.reached.lag().over(ibis.window(group_by="patient_id", order_by="start"))
    stays = stays.mutate(apart=surely(stays.start > before).ifelse(1, 0))
    stays = stays.mutate(stay=stays.apart.sum().over(so_far))
    merged = stays.group_by("patient_id", "stay").agg(start=stays.start.min(), end=stays.end.max())
    return merged.drop("stay")


def _before(pairs: ir.Table, day: ir.IntegerValue) -> ir.IntegerValue:
    """
    Count the days in hospital before a day.
    """
    days = ibis.least(pairs.end, day) - pairs.start
    return days.sum(where=surely(pairs.start < day)).coalesce(0).cast("int64")
