"""
Report adherence: how well a patient's doses of a period were taken.
"""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

import attrs

from dastern_core.adherence import Tally, outcome_of, rates_by_day, tally
from dastern_core.kernel import AccountId, PatientId, Period
from dastern_core.permissions import Resource, ResourceType
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.schedule import Dose
from dastern_core.usecases.reading import read_shown

__all__ = ["AdherenceReport", "adherence_thing", "report_adherence"]


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
    patient_id: PatientId,
    period: Period,
    *,
    actor_id: AccountId,
    zone: ZoneInfo,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> AdherenceReport:
    """
    Tally those doses of a period that somebody may know of (CON-09, RBAC-07).

    Args:
        patient_id: Whose doses.
        period: From its start up to, not including, its end.
        actor_id: Who reads.
        zone: The zone whose calendar days count (ADH-21).
        store: Where the doses are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The tallies; where nothing counted yet there is no rate (C23). To a doctor for whom
        the patient chose what to show they tell of that alone.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed.
    """
    shown = read_shown(
        lambda work: work.doses.of_patient(patient_id, period),
        adherence_thing,
        about=Resource(type=ResourceType.ADHERENCE, patient_id=patient_id),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    # Doses taken as needed are never planned, so none of these is one (REM-03, PRN-01).
    outcomes = [outcome_of(dose, as_needed=False) for dose in shown]
    return AdherenceReport(overall=tally(outcomes), days=rates_by_day(outcomes, zone=zone))


def adherence_thing(dose: Dose) -> Resource:
    """
    Give what the taking of a dose is to the decision.
    """
    return Resource(
        type=ResourceType.ADHERENCE,
        patient_id=dose.patient_id,
        prescription_id=dose.prescription_id,
        at=dose.due_at,
    )
