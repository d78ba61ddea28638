"""
Read encounters: a patient's timeline and what is critical in it, for whoever may see them.
"""

from datetime import datetime

from dastern_core.encounters import (
    CriticalInformation,
    Encounter,
    EncounterId,
    EncounterStatistics,
    EncounterType,
    TimelinePage,
    critical_information,
    encounter_statistics,
    timeline,
)
from dastern_core.kernel import AccountId, PatientId, Period
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.authorising import judge, world_between
from dastern_core.usecases.judging import record_reading
from dastern_core.usecases.reading import during_emergency, read_shown
from dastern_core.usecases.record_encounter import encounter_thing

__all__ = ["count_encounters", "read_critical_information", "read_timeline"]


def read_timeline(
    patient_id: PatientId,
    *,
    actor_id: AccountId,
    period: Period | None = None,
    types: frozenset[EncounterType] | None = None,
    after: tuple[datetime, EncounterId] | None = None,
    limit: int = 20,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> TimelinePage:
    """
    Read a page of those encounters that somebody may see, the newest first (EPN-08).

    Args:
        patient_id: Whose.
        actor_id: Who reads; an operator sees the own hospital's (EPN-13), a doctor in an
            emergency the last 20 (EPE-08).
        period: Only those that happened in it.
        types: Only these kinds.
        after: As the page before gave it; None begins.
        limit: How many, 1 to 100.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        InvalidInputError: The limit is out of range.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    shown = _shown(patient_id, actor_id=actor_id, store=store, clock=clock, entropy=entropy)
    return timeline(shown, period=period, types=types, after=after, limit=limit)


def count_encounters(
    patient_id: PatientId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> EncounterStatistics:
    """
    Count those encounters that somebody may see (EPN-12).

    Args:
        patient_id: Whose.
        actor_id: Who asks.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    return encounter_statistics(
        _shown(patient_id, actor_id=actor_id, store=store, clock=clock, entropy=entropy)
    )


def read_critical_information(
    patient_id: PatientId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> CriticalInformation:
    """
    Read what is critical over all of a patient's encounters, also in an emergency (EPN-09).

    Args:
        patient_id: Whose.
        actor_id: Who reads.
        store: Where the encounters are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        Every allergy, condition and surgery ever told, also by a version that was rewritten
        Every allergy, condition and surgery ever told, also by a version that was rewritten
        or withdrawn since, and every blood group; more than one
        is a conflict (EPN-11). No encounters at all is told by their number (EPN-10).

    Raises:
        NotPermittedError: Nobody lets this person see it; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    now = clock.now()
    with store.begin() as work:
        thing = Resource(type=ResourceType.CRITICAL_INFO, patient_id=patient_id)
        judged = judge(work, Action.READ, thing, actor_id=actor_id, now=now, entropy=entropy)
        found = work.encounters.versions_of_patient(patient_id) if judged.decision.allowed else ()
        session = during_emergency(
            world_between(work, patient_id, actor_id), patient_id, actor_id, now=now
        )
        record_reading(work, judged, thing, details=session, now=now, entropy=entropy)
    require(judged.decision)
    return critical_information(found)


def _shown(
    patient_id: PatientId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> tuple[Encounter, ...]:
    return read_shown(
        lambda work: (
            one for one in work.encounters.of_patient(patient_id) if one.retired_at is None
        ),
        encounter_thing,
        about=Resource(type=ResourceType.ENCOUNTER, patient_id=patient_id),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )
