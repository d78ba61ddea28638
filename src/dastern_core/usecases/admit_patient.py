"""
Admit a patient: a hospital has them from now on, and may record what happens there.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import record_act

__all__ = ["admit_patient"]


def admit_patient(
    patient_id: PatientId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> None:
    """
    Store that the operator's own hospital has a patient; once is as good as twice (RBAC-19).

    An admission opens nothing that others wrote: an operator sees the own hospital's
    records and the patient's profile.

    Args:
        patient_id: Whom.
        actor_id: An operator; the hospital is the operator's own, never a chosen one.
        store: Where it goes.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: No operator; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        hospital_id = work.actors.get(actor_id).hospital_id
        thing = Resource(
            type=ResourceType.ADMISSION, patient_id=patient_id, hospital_id=hospital_id
        )
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed and hospital_id is not None:
            work.actors.admit(hospital_id, patient_id)
            record_act(
                work,
                AuditAction.PATIENT_ADMITTED,
                actor=judged.actor,
                patient_id=patient_id,
                resource=("hospital", str(hospital_id)),
                details={},
                now=now,
                entropy=entropy,
            )
    require(judged.decision)
