"""
Carry-over: when the supply of each event runs out, as window functions.

What is carried follows ``carried' = max(0, carried + surplus)``, a fold over the events in
order. Let B be the sum of all surplus before an event. What is carried to it is B minus
the least B so far: the fold's closed form, which every engine computes at once::

    carried in = B - min(B of this event and of those before it)

``same_medication`` takes the least over the events since the medicine changed last. With
``dosage_change`` surplus and carry-over are amounts, days times dose, which a change of
dose leaves alone.

Source: Lindley 1952, doi:10.1017/S0305004100027638, for the recursion.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from dastern_analytics.events import surely
from dastern_core.adherence import CarryOver

__all__ = ["running_out"]


def running_out(
    table: ir.Table, keys: Sequence[str], *, among: str, end: str | None, carry_over: CarryOver
) -> ir.Table:
    """
    Tell of each event when its supply runs out and when the next event is.

    Args:
        table: Placed events.
        keys: What belongs together, such as ``patient_id``.
        among: The column that says which events play a part.
        end: The column of the day after which no supply matters, so that the sums stay
            exact; None where all of it does.
        carry_over: What becomes of supply that is left over; ``into`` is not looked at,
            because ``among`` says it.

    Returns:
        The table with ``next_day``, empty for the last event that plays a part, with
        ``carried_in``, days, and ``runs_out``, a day number. They mean nothing for an
        event that plays none.
    """
    groups = [*keys, among]
    order = ["day", "row"]
    following = ibis.window(group_by=groups, order_by=order)
    table = table.mutate(next_day=table.day.lead().over(following))
    if not carry_over.within:
        return table.mutate(carried_in=ibis.literal(0.0), runs_out=table.day + table.duration_days)
    so_far = ibis.cumulative_window(group_by=groups, order_by=order)
    if carry_over.dosage_change:
        surplus = table.duration_days - (table.next_day - table.day)
        steps = (surplus * table.daily_dose).fill_null(0.0)
    elif end is None:
        steps = table.duration_days
    else:
        steps = ibis.least(table.duration_days, (table[end] - table.day + 1).cast("float64"))
    changed: ir.Value = ibis.literal(0, "int64")
    if carry_over.same_medication:
        before = table.medication.lag().over(following)
        changed = surely(before != table.medication).ifelse(1, 0)
    table = table.mutate(step=steps, changed=changed)
    table = table.mutate(
        before=table.step.sum().over(so_far) - table.step,
        **({"run": table.changed.sum().over(so_far)} if carry_over.same_medication else {}),
    )
    if not carry_over.dosage_change:
        table = table.mutate(before=table.before - table.day)
    if carry_over.same_medication:
        so_far = ibis.cumulative_window(group_by=[*groups, "run"], order_by=order)
    carried = table.before - table.before.min().over(so_far)
    if carry_over.dosage_change:
        carried = carried / table.daily_dose
    return table.mutate(carried_in=carried, runs_out=table.day + table.duration_days + carried)
