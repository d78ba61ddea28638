"""
Record an encounter: what happened at a hospital, revised and withdrawn in versions.
"""

from collections.abc import Callable
from datetime import datetime

import attrs

from dastern_core.audit import AuditAction
from dastern_core.encounters import (
    BloodGroup,
    Encounter,
    EncounterId,
    EncounterType,
    retire_encounter,
    revise_encounter,
)
from dastern_core.kernel import AccountId, ConflictError, PatientId
from dastern_core.permissions import Action, Resource, ResourceType, refused, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.judging import Judged, record_act

__all__ = [
    "EncounterFacts",
    "change_encounter",
    "encounter_thing",
    "record_encounter",
    "withdraw_encounter",
]


@attrs.frozen(kw_only=True)
class EncounterFacts:
    """
    What somebody tells of an encounter; each field as for ``Encounter``.

    Args:
        occurred_at: When; aware.
        type: What kind.
        reason: Reason or diagnosis.
        notes: What was prescribed and noted.
        allergies: None where nobody asked, empty where there are none.
        chronic_conditions: As for allergies.
        blood_group: None where it is not known.
        recent_surgery: None where nobody asked, empty where there was none.
    """

    occurred_at: datetime
    type: EncounterType
    reason: str = attrs.field(repr=False)
    notes: str = attrs.field(repr=False)
    allergies: tuple[str, ...] | None = attrs.field(default=None, repr=False)
    chronic_conditions: tuple[str, ...] | None = attrs.field(default=None, repr=False)
    blood_group: BloodGroup | None = attrs.field(default=None, repr=False)
    recent_surgery: str | None = attrs.field(default=None, repr=False)


def encounter_thing(encounter: Encounter) -> Resource:
    """
    Give what an encounter is to the decision.
    """
    return Resource(
        type=ResourceType.ENCOUNTER,
        patient_id=encounter.patient_id,
        author_id=encounter.author_id,
        at=encounter.occurred_at,
        hospital_id=encounter.hospital,
    )


def record_encounter(
    facts: EncounterFacts,
    *,
    patient_id: PatientId,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Encounter:
    """
    Record an encounter: a patient their own, an operator one of the hospital's (EPN-04).

    An operator's record is the operator's own hospital's; nobody chooses another one.

    Args:
        facts: What happened.
        patient_id: To whom.
        actor_id: Who records it.
        store: The system's store: whether the patient's account is open is told to no
            operator's role.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: A doctor, a relative, or an operator of a hospital that does not
            have this patient; audited.
        InvalidInputError: A fact breaks a rule (EPN-03); nothing is stored.
        ConflictError: The patient's account is closed (EPN-05).
        NotFoundError: The patient or the actor is no account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        encounter = Encounter(
            id=EncounterId(entropy.identifier()),
            version=1,
            patient_id=patient_id,
            hospital=work.actors.get(actor_id).hospital_id,
            author_id=actor_id,
            recorded_at=now,
            **attrs.asdict(facts, recurse=False),
        )
        thing = encounter_thing(encounter)
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            if not work.actors.get(AccountId(patient_id)).is_active:
                message = "the patient's account is closed: nothing is added to it"
                raise ConflictError(message)
            _store(work, encounter, judged, AuditAction.ENCOUNTER_CREATE, entropy=entropy)
    require(judged.decision)
    return encounter


def change_encounter(
    encounter_id: EncounterId,
    facts: EncounterFacts,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Encounter:
    """
    Write an encounter's next version; the earlier ones stay (EPN-06).

    Args:
        encounter_id: Which one.
        facts: What it should say.
        actor_id: The patient, of what the patient told; an operator, of the own hospital's.
        store: Where it is.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: Anybody else; audited.
        InvalidInputError: A fact breaks a rule.
        ConflictError: It was withdrawn, or somebody changed it meanwhile.
        NotFoundError: There is no such encounter, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """

    def revised(newest: Encounter, now: datetime) -> Encounter:
        told = attrs.evolve(newest, **attrs.asdict(facts, recurse=False), recorded_at=now)
        return revise_encounter(newest, told, author_id=actor_id, now=now)

    return _next(
        encounter_id, revised, actor_id=actor_id, store=store, clock=clock, entropy=entropy
    )


def withdraw_encounter(
    encounter_id: EncounterId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Encounter:
    """
    Withdraw an encounter by a version that says so; nothing is destroyed (C71).

    Args:
        encounter_id: Which one.
        actor_id: As for `change_encounter`.
        store: Where it is.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: As for `change_encounter`.
        ConflictError: It was withdrawn before, or somebody changed it meanwhile.
        NotFoundError: There is no such encounter, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    return _next(
        encounter_id,
        lambda newest, now: retire_encounter(newest, author_id=actor_id, now=now),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def _next(
    encounter_id: EncounterId,
    change: Callable[[Encounter, datetime], Encounter],
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Encounter:
    now = clock.now()
    version: Encounter | None = None
    sought = (ResourceType.ENCOUNTER, encounter_id)
    with begin_on(
        store, Action.UPDATE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        newest = work.encounters.get(encounter_id)
        thing = encounter_thing(newest)
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            version = change(newest, now)
            _store(work, version, judged, AuditAction.ENCOUNTER_UPDATE, entropy=entropy)
    if version is None:
        raise refused(judged.decision)
    return version


def _store(
    work: UnitOfWork,
    encounter: Encounter,
    judged: Judged,
    action: AuditAction,
    *,
    entropy: Entropy,
) -> None:
    work.encounters.add(encounter)
    told = {"version": str(encounter.version)}
    record_act(
        work,
        action,
        actor=judged.actor,
        patient_id=encounter.patient_id,
        resource=("encounter", str(encounter.id)),
        details=told if encounter.retired_at is None else {**told, "status": "withdrawn"},
        now=encounter.recorded_at,
        entropy=entropy,
    )
