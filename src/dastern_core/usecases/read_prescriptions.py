"""
Read prescriptions: somebody reads a patient's, and the patient can see that they did.
"""

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import ResourceType
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import Prescription
from dastern_core.usecases.authorising import prescription_thing
from dastern_core.usecases.reading import read_allowed

__all__ = ["read_prescriptions"]


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
    now = clock.now()
    with store.begin() as work:
        found = read_allowed(
            work,
            work.prescriptions.of_patient(patient_id),
            prescription_thing,
            patient_id=patient_id,
            type_=ResourceType.PRESCRIPTION,
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
    return found.shown()
