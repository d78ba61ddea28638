"""
Polypharmacy of whole populations; see ``dastern_core.adherence.polypharmacy``.
"""

from collections.abc import Collection, Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from dastern_analytics.carry_over import running_out
from dastern_analytics.measures import measures, prepared, values
from dastern_analytics.windows import placed
from dastern_core.adherence import OTHERS, CarryOver, Measure, WindowPlan
from dastern_core.adherence.polypharmacy import require_names

__all__ = ["measures_by_group", "polypharmacy"]

_KEYS = ["patient_id", "group"]
_BETWEEN = "\x1f"  # in no identifier that a table holds


def measures_by_group(
    events: ir.Table,
    kind: Measure,
    *,
    plan: WindowPlan,
    groups: Mapping[str, Collection[str]],
    followup_per_group: bool = False,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> ir.Table:
    """
    Measure every patient's groups of medicines, each by itself.

    Args:
        events: The events of a population, as ``dastern_analytics.events`` says; each with
            its medication.
        kind: Which measure.
        plan: Where the windows lie, seen from each patient's first event.
        groups: The medications of each group; what belongs to none goes to ``OTHERS``.
        followup_per_group: Whether the windows are seen from each group's first event.
        same_medication: See ``CarryOver``, within a group.
        dosage_change: See ``CarryOver``, within a group.

    Returns:
        One row for each group of which a patient has events: ``patient_id``, ``group`` and
        ``value``; none of a patient without windows.

    Raises:
        InvalidInputError: A group takes the name of ``OTHERS``.
    """
    table = _grouped(placed(events, plan, dose=dosage_change, medication=True), groups)
    if not followup_per_group:
        carry_over = CarryOver(same_medication=same_medication, dosage_change=dosage_change)
        return _within(table, kind, carry_over)
    table = table.filter(table.followup_start.notnull())
    # As if each patient's group were a patient.
    table = table.mutate(whole=table.patient_id + _BETWEEN + table.group)
    names = table.select("whole", *_KEYS).distinct()
    kept = ("row", "day", "duration_days", "daily_dose", "medication")
    found = measures(
        table.select(*kept, patient_id="whole"),
        kind,
        plan=plan,
        same_medication=same_medication,
        dosage_change=dosage_change,
    )
    return names.join(found, names.whole == found.patient_id).select(*_KEYS, "value")


def polypharmacy(
    events: ir.Table,
    kind: Measure,
    *,
    plan: WindowPlan,
    groups: Mapping[str, Collection[str]],
    followup_per_group: bool = False,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> ir.Table:
    """
    Measure how well every patient's groups of medicines were supplied together.

    Args:
        events: As for ``measures_by_group``, as the other arguments are.
        kind: How each group is measured.
        plan: As there.
        groups: As there.
        followup_per_group: As there; what is covered together needs windows in common.
        same_medication: As there.
        dosage_change: As there.

    Returns:
        One row for each patient: ``patient_id``, ``mean_of_groups``, ``any_covered``,
        ``all_covered`` and ``mean_covered``; empty for a patient without windows.

    Raises:
        InvalidInputError: A group takes the name of ``OTHERS``.
    """
    carry_over = CarryOver(same_medication=same_medication, dosage_change=dosage_change)
    table = _grouped(placed(events, plan, dose=dosage_change, medication=True), groups)
    if followup_per_group:
        each = measures_by_group(
            events,
            kind,
            plan=plan,
            groups=groups,
            followup_per_group=True,
            same_medication=same_medication,
            dosage_change=dosage_change,
        )
    else:
        each = _within(table, kind, carry_over)
    each = each.group_by("patient_id").agg(
        mean=each.value.mean(), groups=each.count(), known=each.value.count()
    )
    mean = (each.known == each.groups).ifelse(each.mean, ibis.null("float64"))
    each = each.select("patient_id", "groups", mean_of_groups=mean)
    length = table.observation_end.max() - table.observation_start.max()
    patients = table.group_by("patient_id").agg(length=length.cast("float64"))
    patients = patients.left_join(each, "patient_id").drop("patient_id_right")
    steps = _steps(_supplied(table, carry_over)).join(
        each.select("patient_id", "groups"), "patient_id"
    )
    sums = steps.group_by("patient_id").agg(
        some=steps.days.sum(where=steps.supplied > 0),
        every=steps.days.sum(where=steps.supplied == steps.groups),
        total=(steps.days * steps.supplied / steps.groups).sum(),
    )
    found = patients.left_join(sums, "patient_id").drop("patient_id_right")
    return found.select(
        "patient_id",
        "mean_of_groups",
        any_covered=_share(found.some, found),
        all_covered=_share(found.every, found),
        mean_covered=_share(found.total, found),
    )


def _within(table: ir.Table, kind: Measure, carry_over: CarryOver) -> ir.Table:
    """
    Measure each group within the windows of its patient.
    """
    table = table.filter(table.followup_start.notnull())
    return values(prepared(table, kind, _KEYS, carry_over=carry_over), kind, _KEYS)


def _grouped(table: ir.Table, groups: Mapping[str, Collection[str]]) -> ir.Table:
    """
    Repeat each event for each group that its medicine belongs to.
    """
    require_names(groups)
    pairs = [(name, medicine) for name, found in groups.items() for medicine in sorted(found)]
    known = ibis.memtable(
        pa.table(
            {
                "group": pa.array([name for name, _ in pairs], pa.string()),
                "member": pa.array([medicine for _, medicine in pairs], pa.string()),
            }
        )
    )
    table = table.left_join(known, table.medication == known.member).drop("member")
    return table.mutate(group=table.group.coalesce(OTHERS))


def _supplied(table: ir.Table, carry_over: CarryOver) -> ir.Table:
    """
    Give from when to when each event's supply covers its group within the observation.
    """
    table = running_out(
        table.filter(table.followed),
        _KEYS,
        among="followed",
        end="followup_end",
        carry_over=carry_over,
    )
    until = ibis.least(table.next_day.coalesce(table.followup_end), table.observation_end)
    table = table.select(
        "patient_id",
        start=ibis.greatest(table.day, table.observation_start).cast("float64"),
        end=ibis.least(table.runs_out, until.cast("float64")),
    )
    return table.filter(table.start < table.end)


def _steps(supplied: ir.Table) -> ir.Table:
    """
    Give how many groups are supplied, and for how many days it stays like that.
    """
    starts = supplied.select("patient_id", at="start", change=ibis.literal(1, "int64"))
    ends = supplied.select("patient_id", at="end", change=ibis.literal(-1, "int64"))
    steps = starts.union(ends)
    steps = steps.group_by("patient_id", "at").agg(change=steps.change.sum().cast("int64"))
    so_far = ibis.cumulative_window(group_by="patient_id", order_by="at")
    following = steps["at"].lead().over(ibis.window(group_by="patient_id", order_by="at"))
    steps = steps.mutate(supplied=steps.change.sum().over(so_far), following=following)
    return steps.mutate(days=(steps.following - steps["at"]).coalesce(0.0))


def _share(days: ir.NumericValue, found: ir.Table) -> ir.NumericValue:
    share = days.coalesce(0.0) / found.length
    return (share > 1).ifelse(1.0, share)
