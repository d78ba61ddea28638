"""
Read prescriptions: somebody reads a patient's, and the patient can see that they did.
"""

from dastern_core.kernel import AccountId, PatientId, PrescriptionId
from dastern_core.permissions import ResourceType
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
) -> tuple[Prescription, ...]:
    """
    Read those of a patient's prescriptions that somebody may see (CON-09, RBAC-07).

    Args:
        patient_id: Whose.
        actor_id: Who reads.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the entry's identifier and salt.

    Returns:
        The newest version of each that the decision allows, newest start first; reading
        and being refused are audited alike (RBAC-11), but not reading one's own.

    Raises:
        NotPermittedError: There are some, and none may be seen; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    return read_shown(
        lambda work: work.prescriptions.of_patient(patient_id),
        prescription_thing,
        patient_id=patient_id,
        type_=ResourceType.PRESCRIPTION,
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def read_history(
    prescription_id: PrescriptionId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Prescription, ...]:
    """
    Read those versions of a prescription that somebody may see, newest first (RX-20, RBAC-08).

    Args:
        prescription_id: Which one.
        actor_id: Who reads.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the entry's identifier and salt.

    Returns:
        Every version as it was written; reading is audited as in `read_prescriptions`.

    Raises:
        NotPermittedError: None of them may be seen; audited.
        NotFoundError: There is no such prescription, or nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    now = clock.now()
    with store.begin() as work:
        versions = work.prescriptions.history(prescription_id)
        found = read_allowed(
            work,
            versions,
            prescription_thing,
            patient_id=versions[0].patient_id,
            type_=ResourceType.PRESCRIPTION,
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
    return found.shown()
