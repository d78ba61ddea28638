"""
Report adherence: how well a patient's doses of a period were taken.
"""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

import attrs

from dastern_core.adherence import Tally, outcome_of, rates_by_day, tally
from dastern_core.kernel import PatientId, Period
from dastern_core.ports.unit_of_work import Store

__all__ = ["AdherenceReport", "report_adherence"]


@attrs.frozen(kw_only=True)
class AdherenceReport:
    """
    The tallies of a period.

    Args:
        overall: Over the whole period.
        days: By the patient's calendar day; a day without doses is absent.
    """

    overall: Tally
    days: Mapping[date, Tally]


def report_adherence(
    patient_id: PatientId, period: Period, *, zone: ZoneInfo, store: Store
) -> AdherenceReport:
    """
    Tally the doses that were due in a period.

    Args:
        patient_id: Whose doses.
        period: From its start up to, not including, its end.
        zone: The zone whose calendar days count (ADH-21).
        store: Where the doses are.

    Returns:
        The tallies; where nothing counted yet there is no rate (C23).

    Raises:
        PortError: The store failed.
    """
    with store.begin() as work:
        doses = work.doses.of_patient(patient_id, period)
    # Doses taken as needed are never planned, so none of these is one (REM-03, PRN-01).
    outcomes = [outcome_of(dose, as_needed=False) for dose in doses]
    return AdherenceReport(overall=tally(outcomes), days=rates_by_day(outcomes, zone=zone))
