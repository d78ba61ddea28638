"""
Keep a document: its patient hides and shows it, its own side retires it, nobody destroys it.
"""

from dastern_core.audit import AuditAction
from dastern_core.encounters import Document, DocumentEvent, DocumentId, advance_document
from dastern_core.kernel import AccountId
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.judging import record_act

__all__ = ["change_document"]


def change_document(
    document_id: DocumentId,
    event: DocumentEvent,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Document:
    """
    Hide, show or retire a document; its content stays where it is (EPD-07, C70).

    Args:
        document_id: Which one.
        event: What happens to it. Only its patient hides and shows it; what a hospital
            uploaded the hospital retires, what a patient uploaded the patient.
        actor_id: Who.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Somebody else; audited.
        IllegalTransitionError: Its life has no such step.
        ConflictError: Somebody changed it meanwhile.
        NotFoundError: There is no such document, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    sought = (ResourceType.DOCUMENT, document_id)
    with begin_on(
        store, Action.UPDATE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        document = work.documents.get(document_id)
        retires = event is DocumentEvent.RETIRE
        thing = Resource(
            type=ResourceType.RETENTION if retires else ResourceType.VISIBILITY,
            patient_id=document.patient_id,
            author_id=document.uploaded_by,
            at=document.uploaded_at,
            hospital_id=document.hospital,
        )
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            changed = advance_document(document, event)
            work.documents.change(changed, expected=document.status)
            record_act(
                work,
                AuditAction.DOCUMENT_UPDATE,
                actor=judged.actor,
                patient_id=document.patient_id,
                resource=("document", str(document_id)),
                details={"status": changed.status.value},
                now=now,
                entropy=entropy,
            )
            document = changed
    require(judged.decision)
    return document
