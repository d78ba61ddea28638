"""
Read prescriptions: somebody reads a patient's, and the patient can see that they did.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

import attrs

from dastern_core.adherence import Tally, outcome_of, rates_by_prescription, tally
from dastern_core.kernel import (
    AccountId,
    Listed,
    PatientId,
    Period,
    PrescriptionId,
    Unopened,
)
from dastern_core.permissions import Action, Resource, ResourceType, decide
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import Prescription, Tab, tab_of
from dastern_core.schedule import Dose
from dastern_core.usecases.authorising import prescription_thing, world_between
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.reading import read_allowed, read_shown
from dastern_core.usecases.report_adherence import adherence_thing

__all__ = ["PrescriptionCard", "list_prescriptions", "read_history", "read_prescriptions"]


@attrs.frozen(kw_only=True)
class PrescriptionCard:
    """
    A prescription as a list shows it.

    Args:
        prescription: Its newest version.
        tab: Under which heading it stands.
        medicines: How many lines it has.
        adherence: How the doses of the period were taken, as far as that may be known; its
            rate is None where none counted yet (C23).
    """

    prescription: Prescription
    tab: Tab
    medicines: int
    adherence: Tally


def list_prescriptions(
    patient_id: PatientId,
    period: Period,
    *,
    tab: Tab | None = None,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Listed[PrescriptionCard]:
    """
    List those of a patient's prescriptions that somebody may see, each with its adherence (RX-33).

    Args:
        patient_id: Whose.
        period: Of which doses the adherence is computed.
        tab: Only what stands under this heading; None for all.
        actor_id: Who reads.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the entries' identifiers and salts.

    Returns:
        Newest start first. What does not open is under every heading, for nobody can say
        under which it belongs. Reading is audited as in `read_prescriptions`; where doses
        were looked at, that is on record besides.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    now = clock.now()
    with store.begin() as work:
        found = read_allowed(
            work,
            _all(work.prescriptions.of_patient(patient_id)),
            _thing,
            about=Resource(type=ResourceType.PRESCRIPTION, patient_id=patient_id),
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
        listed = _parted(found.things)
        things = [one for one in listed.things if tab is None or tab_of(one) is tab]
        doses = _known_doses(
            work,
            patient_id,
            period,
            listed={one.id for one in things},
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
    found.shown()  # refuses where nothing is open
    taken = rates_by_prescription(outcome_of(dose, as_needed=False) for dose in doses)
    cards = (
        PrescriptionCard(
            prescription=one,
            tab=tab_of(one),
            medicines=len(one.medications),
            adherence=taken.get(one.id, tally([])),
        )
        for one in things
    )
    return Listed(things=tuple(cards), unopened=listed.unopened)


def read_prescriptions(
    patient_id: PatientId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Listed[Prescription]:
    """
    Read those of a patient's prescriptions that somebody may see (CON-09, RBAC-07).

    Args:
        patient_id: Whose.
        actor_id: Who reads.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the entry's identifier and salt.

    Returns:
        The newest version of each that the decision allows, newest start first, and beside
        them those that do not open. Reading and being refused are audited alike (RBAC-11),
        but not reading one's own.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    shown = read_shown(
        lambda work: _all(work.prescriptions.of_patient(patient_id)),
        _thing,
        about=Resource(type=ResourceType.PRESCRIPTION, patient_id=patient_id),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    return _parted(shown)


def read_history(
    prescription_id: PrescriptionId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Listed[Prescription]:
    """
    Read those versions of a prescription that somebody may see, newest first (RX-20, RBAC-08).

    Args:
        prescription_id: Which one.
        actor_id: Who reads.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the entry's identifier and salt.

    Returns:
        Every version as it was written, and beside them those that do not open; reading is
        audited as in `read_prescriptions`.

    Raises:
        NotPermittedError: None of them may be seen; audited.
        NotFoundError: There is no such prescription, or nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    now = clock.now()
    sought = (ResourceType.PRESCRIPTION, prescription_id)
    with begin_on(store, Action.READ, sought, actor_id=actor_id, now=now, entropy=entropy) as work:
        versions = _all(work.prescriptions.history(prescription_id))
        found = read_allowed(
            work,
            versions,
            _thing,
            about=Resource(type=ResourceType.PRESCRIPTION, patient_id=versions[0].patient_id),
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
    return _parted(found.shown())


def _known_doses(
    work: UnitOfWork,
    patient_id: PatientId,
    period: Period,
    *,
    listed: AbstractSet[PrescriptionId],
    actor_id: AccountId,
    now: datetime,
    entropy: Entropy,
) -> tuple[Dose, ...]:
    actor, world = work.actors.get(actor_id), world_between(work, patient_id, actor_id)
    known = [
        dose
        for dose in work.doses.of_patient(patient_id, period)
        if dose.prescription_id in listed
        and decide(actor, Action.READ, adherence_thing(dose), world, now=now).allowed
    ]
    if not known:
        return ()  # whoever may not know how doses were taken did not ask for it alone
    return read_allowed(
        work,
        known,
        adherence_thing,
        about=Resource(type=ResourceType.ADHERENCE, patient_id=patient_id),
        actor_id=actor_id,
        now=now,
        entropy=entropy,
    ).shown()


def _all(listed: Listed[Prescription]) -> Sequence[Prescription | Unopened]:
    return (*listed.things, *listed.unopened)


def _parted(shown: Sequence[Prescription | Unopened]) -> Listed[Prescription]:
    return Listed(
        things=tuple(one for one in shown if isinstance(one, Prescription)),
        unopened=tuple(one for one in shown if isinstance(one, Unopened)),
    )


def _thing(one: Prescription | Unopened) -> Resource:
    if isinstance(one, Prescription):
        return prescription_thing(one)
    return Resource(
        type=ResourceType.PRESCRIPTION,
        patient_id=one.patient_id,
        author_id=one.author_id,
        prescription_id=PrescriptionId(one.id),
        at=one.written_at,
    )
