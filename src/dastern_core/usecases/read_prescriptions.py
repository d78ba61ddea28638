"""
Read prescriptions: somebody reads a patient's, and the patient can see that they did.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Action, Decision, decide, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import Prescription
from dastern_core.usecases.authorising import prescription_thing, record_act, world_between

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
        actor = work.actors.get(actor_id)
        world = world_between(work, patient_id, actor_id)
        shown: list[Prescription] = []
        refused: Decision | None = None
        for one in work.prescriptions.of_patient(patient_id):
            decision = decide(actor, Action.READ, prescription_thing(one), world, now=now)
            if decision.allowed:
                shown.append(one)
            else:
                refused = decision
        if actor_id != patient_id:
            count = {"shown": str(len(shown))}
            none = {"refused": Action.READ.value, "rule": refused.rule} if refused else {}
            record_act(
                work,
                AuditAction.DATA_ACCESS,
                actor=actor,
                patient_id=patient_id,
                resource=("prescription", str(patient_id)),
                details=count if shown or not refused else none,
                now=now,
                entropy=entropy,
            )
    if refused is not None and not shown:
        require(refused)
    return tuple(shown)
