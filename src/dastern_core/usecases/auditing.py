"""
Auditing: the entry that each step leaves, in the step's own unit of work (AUD-10).
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from dastern_core.audit import SALT_BYTES, ActorRole, AuditAction, AuditEntry
from dastern_core.kernel import AccountId, EntryId, PatientId
from dastern_core.payments import OWED, PaymentOrder, PaymentSource
from dastern_core.permissions import Actor
from dastern_core.ports.audit_log import Audited
from dastern_core.ports.entropy import Entropy
from dastern_core.prescriptions import Prescription
from dastern_core.subscriptions import Subscription

__all__ = ["record", "record_payment", "record_prescription", "record_subscription"]


def record(
    work: Audited,
    action: AuditAction,
    *,
    at: datetime,
    actor_id: AccountId | None,
    actor_role: ActorRole | None = None,
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
        actor_id: Who acted, or None where the system did.
        actor_role: In which role somebody acted; None for the patient.
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
        actor_role=ActorRole.SYSTEM if actor_id is None else actor_role or ActorRole.PATIENT,
        action=action,
        patient_id=patient_id,
        resource_type=resource[0],
        resource_id=resource[1],
        details=details,
    )
    work.audit_log.append(entry, salt=entropy.salt(SALT_BYTES))


def record_prescription(
    work: Audited,
    action: AuditAction,
    prescription: Prescription,
    *,
    actor: Actor | None = None,
    details: Mapping[str, str] = MappingProxyType({}),
    at: datetime,
    entropy: Entropy,
) -> None:
    """
    Append an entry about what somebody did with a prescription.

    Args:
        work: The unit of work of the step.
        action: What was done.
        prescription: The version it was done with, which the entry names.
        actor: Who did it; None for its author, as the patient.
        details: More facts, without clinical content.
        at: The instant that the use case read from the clock.
        entropy: Where the entry's identifier and salt come from.

    Raises:
        PortError: The log cannot be written; the step must not happen either.
    """
    record(
        work,
        action,
        at=at,
        actor_id=prescription.author_id if actor is None else actor.account_id,
        actor_role=None if actor is None else actor.role,
        patient_id=prescription.patient_id,
        resource=("prescription", str(prescription.id)),
        details={"version": str(prescription.version), **details},
        entropy=entropy,
    )


def record_payment(
    work: Audited,
    order: PaymentOrder,
    *,
    known: int,
    source: PaymentSource | None,
    by: Actor | None = None,
    at: datetime,
    entropy: Entropy,
) -> None:
    """
    Append an entry about each new change of a payment, with what to do about it (PAY-04).

    Args:
        work: The unit of work of the change.
        order: The order after it.
        known: How many of its changes were recorded before.
        source: Who told of it; None where nobody did.
        by: Who acted; None where the system did.
        at: When; the instant that the use case read from the clock.
        entropy: Where the entry's identifier and salt come from.

    Raises:
        PortError: The log cannot be written; the change must not happen either.
    """
    for change in order.history[known:]:
        details = {
            "status": change.after.value,
            "reason": change.reason.value,
            "source": "" if source is None else source.value,
            "differing": ", ".join(change.differing),
            "to_do": "GIVE_BACK" if change.reason in OWED else "",
        }
        record(
            work,
            AuditAction.PAYMENT_CHANGE,
            at=at,
            actor_id=None if by is None else by.account_id,
            actor_role=None if by is None else by.role,
            patient_id=PatientId(order.account_id),
            resource=("payment", order.bill_number),
            details={name: text for name, text in details.items() if text},
            entropy=entropy,
        )


def record_subscription(
    work: Audited,
    subscription: Subscription,
    *,
    details: Mapping[str, str],
    at: datetime,
    entropy: Entropy,
) -> None:
    """
    Append an entry about a subscription (SUB-20).

    Args:
        work: The unit of work of the change.
        subscription: As it stands after it.
        details: More facts, such as the payment.
        at: When; the instant that the use case read from the clock.
        entropy: Where the entry's identifier and salt come from.

    Raises:
        PortError: The log cannot be written; the change must not happen either.
    """
    record(
        work,
        AuditAction.SUBSCRIPTION_CHANGE,
        at=at,
        actor_id=None,
        patient_id=PatientId(subscription.account_id),
        resource=("subscription", str(subscription.account_id)),
        details={"status": subscription.status.value, **details},
        entropy=entropy,
    )
