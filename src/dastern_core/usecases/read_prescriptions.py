"""
Read prescriptions: somebody reads a patient's, and the patient can see that they did.
"""

from collections.abc import Sequence

from dastern_core.kernel import AccountId, Listed, PatientId, PrescriptionId, Unopened
from dastern_core.permissions import Resource, ResourceType
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import Prescription
from dastern_core.usecases.authorising import prescription_thing
from dastern_core.usecases.reading import read_allowed, read_shown

__all__ = ["read_history", "read_prescriptions"]


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
    with store.begin() as work:
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
