"""
Review emergencies: who opened a patient's record without being asked, and why (EPE-14).
"""

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import EmergencySession, Resource, ResourceType, review
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.reading import read_shown

__all__ = ["review_emergencies"]


def review_emergencies(
    patient_id: PatientId,
    *,
    actor_id: AccountId,
    limit: int = 50,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[EmergencySession, ...]:
    """
    List the emergency sessions about a patient that somebody may see, the newest first.

    The patient and an administrator see all of them, a doctor their own. Each names doctor,
    reason, second factor, start, end and where it stands.

    Args:
        patient_id: About whom.
        actor_id: Who reads.
        limit: How many of the newest are looked at; at least 1.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the identifier and the salt of the entry that the reading leaves.

    Raises:
        InvalidInputError: The limit is not positive.
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    review((), limit=limit)  # refuses the limit before anything is loaded
    found = read_shown(
        lambda work: work.emergency_sessions.of_patient(patient_id, limit=limit),
        _thing,
        about=Resource(type=ResourceType.EMERGENCY_SESSION, patient_id=patient_id),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    return review(found, limit=limit)


def _thing(session: EmergencySession) -> Resource:
    return Resource(
        type=ResourceType.EMERGENCY_SESSION,
        patient_id=session.patient_id,
        author_id=session.doctor_id,
        at=session.granted_at,
    )
