"""
Auditing: the entry that each step leaves, in the step's own unit of work (AUD-10).
"""

from collections.abc import Mapping
from datetime import datetime

from dastern_core.audit import SALT_BYTES, ActorRole, AuditAction, AuditEntry
from dastern_core.kernel import AccountId, EntryId, PatientId
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import UnitOfWork

__all__ = ["record"]


def record(
    work: UnitOfWork,
    action: AuditAction,
    *,
    at: datetime,
    actor_id: AccountId | None,
    patient_id: PatientId,
    resource: tuple[str, str],
    details: Mapping[str, str],
    entropy: Entropy,
) -> None:
    """
    Append an entry to the audit log.

    Args:
        work: The unit of work of the step that is recorded.
        action: What was done.
        at: When; the instant that the use case read from the clock.
        actor_id: The patient's account, or None where the system acted.
        patient_id: Whose data it is about.
        resource: The kind of thing and its identifier.
        details: More facts, without clinical content.
        entropy: Where the entry's identifier and salt come from.

    Raises:
        PortError: The log cannot be written; the step must not happen either.
    """
    entry = AuditEntry(
        id=EntryId(entropy.identifier()),
        at=at,
        actor_id=actor_id,
        actor_role=ActorRole.SYSTEM if actor_id is None else ActorRole.PATIENT,
        action=action,
        patient_id=patient_id,
        resource_type=resource[0],
        resource_id=resource[1],
        details=details,
    )
    work.audit_log.append(entry, salt=entropy.salt(SALT_BYTES))
