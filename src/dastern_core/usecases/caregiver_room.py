"""
Caregiver room: whether a patient's plan lets another relative look after them.
"""

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import (
    AccessLevel,
    CaregiverLimitError,
    Connection,
    ConnectionKind,
    ConnectionStatus,
)
from dastern_core.ports.unit_of_work import UnitOfWork
from dastern_core.subscriptions import Limited, LimitReached, PlanTier, check_limit

__all__ = ["require_caregiver_room"]


def require_caregiver_room(work: UnitOfWork, patient_id: PatientId, *, tier: PlanTier) -> None:
    """
    Refuse a relative beyond what the patient's plan allows (CON-27).

    Relatives count who are connected with the patient or have asked. Of those whose own
    record the connection is about, only who may see the patient's counts (CON-16).

    Args:
        work: The unit of work of the step; two steps of one patient wait for each other.
        patient_id: Who is looked after.
        tier: What the patient is entitled to (``dastern_core.usecases.read_plan``).

    Raises:
        CaregiverLimitError: The plan allows no further relative.
        PortError: The store failed.
    """
    work.usage.hold(patient_id)
    ties = work.connections.of_account(AccountId(patient_id))
    used = sum(_looks_after(work, patient_id, tie) for tie in ties)
    verdict = check_limit(tier, Limited.CONNECTIONS, used=used, adding=1)
    if isinstance(verdict, LimitReached):
        message = (
            "You've reached your family connection limit. "
            "Upgrade to Premium or remove a connection to add new ones."
        )
        raise CaregiverLimitError(message)


def _looks_after(work: UnitOfWork, patient_id: PatientId, tie: Connection) -> bool:
    if tie.kind is not ConnectionKind.FAMILY or tie.status is ConnectionStatus.REVOKED:
        return False
    if tie.patient_id == patient_id:
        return True
    grant = work.grants.get(patient_id, AccountId(tie.patient_id))
    return grant is not None and grant.level is not AccessLevel.NOT_ALLOWED
