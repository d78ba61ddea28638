"""
Day tallies: the doses of one prescription on one day, counted by how they ended.

A day is the one on the wall clock by which the dose was planned, whatever zone somebody
reads it in later.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from dastern_core.adherence.outcomes import outcome_of
from dastern_core.adherence.rates import Tally, tally
from dastern_core.kernel import PatientId, PrescriptionId
from dastern_core.schedule import Dose

__all__ = ["DayTally", "day_tallies", "together", "together_by_day"]


@attrs.frozen(kw_only=True)
class DayTally:
    """
    How one prescription's doses of one day ended.

    Args:
        patient_id: Whose doses.
        prescription_id: What ordered them.
        day: The day on the wall clock by which they were planned.
        tally: How many ended how; at least one.
    """

    patient_id: PatientId
    prescription_id: PrescriptionId
    day: date
    tally: Tally


def day_tallies(doses: Iterable[Dose]) -> tuple[DayTally, ...]:
    """
    Count planned doses by day, then by prescription.

    Args:
        doses: Of one patient, in any order. None of them is taken as needed, for such
            doses are never planned (REM-03, PRN-01).
    """
    groups: defaultdict[tuple[date, PrescriptionId, PatientId], list[Dose]] = defaultdict(list)
    for dose in doses:
        groups[dose.local.date(), dose.prescription_id, dose.patient_id].append(dose)
    return tuple(
        DayTally(
            patient_id=patient_id,
            prescription_id=prescription_id,
            day=day,
            tally=tally(outcome_of(dose, as_needed=False) for dose in found),
        )
        for (day, prescription_id, patient_id), found in sorted(
            groups.items(), key=lambda group: group[0]
        )
    )


def together(tallies: Iterable[Tally]) -> Tally:
    """
    Add tallies of different doses; all zero for none.

    Example:
        >>> together([Tally(on_time=2), Tally(on_time=1, missed=1)])
        Tally(on_time=3, late=0, missed=1, skipped=0, due=0, as_needed=0)
    """
    counts = [attrs.astuple(one) for one in tallies]
    return Tally(
        **{
            field.name: sum(each)
            for field, each in zip(attrs.fields(Tally), zip(*counts, strict=True), strict=False)
        }
    )


def together_by_day(tallies: Iterable[DayTally]) -> Mapping[date, Tally]:
    """
    Add the prescriptions of each day, oldest first; a day without doses is absent.
    """
    days: defaultdict[date, list[Tally]] = defaultdict(list)
    for one in tallies:
        days[one.day].append(one.tally)
    return {day: together(days[day]) for day in sorted(days)}
