"""
Windows: each event with its patient's follow-up and observation window.

A patient whose windows do not fit, or of whom a row is wrong, has none; neither then lies
any of the patient's events in one.
"""

import ibis
import ibis.expr.types as ir

from dastern_analytics.calendar import add_after
from dastern_analytics.events import LAST_DAY, canonical, is_wrong, surely
from dastern_core.adherence import Span, Unit, WindowPlan

__all__ = ["between", "placed", "unplaced"]


def placed(
    events: ir.Table, plan: WindowPlan, *, dose: bool = False, medication: bool = False
) -> ir.Table:
    """
    Place the windows of every patient.

    Args:
        events: The events of a population.
        plan: Where the windows lie, seen from each patient's first event.
        dose: Whether a row without a dose spoils its patient.
        medication: Whether a row without a medicine does.

    Returns:
        Every event, also a wrong one, with ``followup_start``, ``followup_end``,
        ``observation_start`` and ``observation_end`` as day numbers, all empty where the
        patient has no windows, and ``followed`` and ``observed``, never empty.
    """
    table = canonical(events)
    windows = _patients(table, plan, dose=dose, medication=medication)
    ends = ("followup_start", "followup_end", "observation_start", "observation_end")
    fits = windows.fits
    table = table.join(
        windows.select(
            "patient_id", **{name: fits.ifelse(windows[name], ibis.null("int64")) for name in ends}
        ),
        "patient_id",
    )
    return table.mutate(
        followed=between(table.day, table.followup_start, table.followup_end),
        observed=between(table.day, table.observation_start, table.observation_end),
    )


def unplaced(
    events: ir.Table, plan: WindowPlan, *, dose: bool = False, medication: bool = False
) -> ir.Table:
    """
    Find the patients whose rows are right and whose windows do not fit.

    Args:
        events: As in ``placed``.
        plan: As in ``placed``.
        dose: As in ``placed``.
        medication: As in ``placed``.

    Returns:
        Each one's ``patient_id`` and the ``row`` of the first event in the table.
    """
    windows = _patients(canonical(events), plan, dose=dose, medication=medication)
    return windows.filter(~windows.fits, ~windows.spoiled).select("patient_id", row="first_row")


def between(day: ir.NumericValue, start: ir.NumericValue, end: ir.NumericValue) -> ir.BooleanValue:
    """
    Tell whether a day lies in a window, both ends included; not where there is none.
    """
    return (day >= start) & surely(day <= end)


def _patients(table: ir.Table, plan: WindowPlan, *, dose: bool, medication: bool) -> ir.Table:
    wrong = is_wrong(table, dose=dose, medication=medication)
    patients = table.group_by("patient_id").agg(
        first_day=table.day.min(), first_row=table.row.min(), spoiled=wrong.any()
    )
    for name, since, span in (
        ("followup_start", "first_day", plan.followup_start),
        ("followup_end", "followup_start", plan.followup),
        ("observation_start", "followup_start", plan.observation_start),
        ("observation_end", "observation_start", plan.observation),
    ):
        patients = add_after(patients, name, since, span)
        if isinstance(span, Span) and span.unit in {Unit.MONTHS, Unit.YEARS}:
            # Grouped anew, because PostgreSQL would write the text of each step into the next.
            known = {name: patients[name].max() for name in patients.columns[1:]}
            known["spoiled"] = patients.spoiled.any()
            patients = patients.group_by("patient_id").agg(**known)
    fits = (
        ~patients.spoiled
        & (patients.followup_start >= 1)
        & (patients.followup_start <= patients.observation_start)
        & (patients.observation_start <= patients.observation_end)
        & (patients.observation_end <= patients.followup_end)
        & (patients.followup_end <= LAST_DAY)
    )
    return patients.mutate(fits=surely(fits))
