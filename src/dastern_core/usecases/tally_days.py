"""
Tally days: how well a patient's doses of whole days were taken, from counts.
"""

from datetime import date

from dastern_core.adherence import DayTally, together, together_by_day
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Resource, ResourceType
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.reading import read_shown
from dastern_core.usecases.report_adherence import AdherenceReport

__all__ = ["tally_days"]


def tally_days(
    patient_id: PatientId,
    *,
    first: date,
    last: date,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> AdherenceReport:
    """
    Tally those doses of whole days that somebody may know of, without loading a dose.

    `report_adherence` counts the doses of a period in any zone, and shows single times.
    This counts by the days on which the doses were planned (ADH-21).

    Args:
        patient_id: Whose doses.
        first: The first day.
        last: The last day, which counts.
        actor_id: Who reads.
        store: Where the counts are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The tallies; where nothing counted yet there is no rate (C23). To a doctor for whom
        the patient chose prescriptions they tell of those alone; chosen times open no day,
        because a day holds doses of other times.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed.
    """
    shown = read_shown(
        lambda work: work.doses.tallies(patient_id, first=first, last=last),
        _thing,
        about=Resource(type=ResourceType.ADHERENCE, patient_id=patient_id),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    return AdherenceReport(
        overall=together(one.tally for one in shown), days=together_by_day(shown)
    )


def _thing(counted: DayTally) -> Resource:
    return Resource(
        type=ResourceType.ADHERENCE,
        patient_id=counted.patient_id,
        prescription_id=counted.prescription_id,
    )
