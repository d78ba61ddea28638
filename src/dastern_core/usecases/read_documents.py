"""
Read documents: listed and opened for whoever may see them, each opening on record.
"""

import hashlib
from collections.abc import Iterator

from dastern_core.audit import AuditAction
from dastern_core.encounters import Document, DocumentId, is_shown
from dastern_core.encryption import EnvelopeError, KeyErasedError, unseal
from dastern_core.kernel import AccountId, Fault, NotFoundError, PatientId
from dastern_core.permissions import Action, Actor, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.usecases.authorising import judge, world_between
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.judging import record_act
from dastern_core.usecases.patient_keys import ring_of
from dastern_core.usecases.reading import during_emergency, read_shown
from dastern_core.usecases.upload_document import DocumentStores, document_place

__all__ = ["document_thing", "list_documents", "open_document"]


def document_thing(document: Document) -> Resource:
    """
    Give what a document is to the decision.
    """
    return Resource(
        type=ResourceType.DOCUMENT,
        patient_id=document.patient_id,
        author_id=document.uploaded_by,
        at=document.uploaded_at,
        hospital_id=document.hospital,
    )


def list_documents(
    patient_id: PatientId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> tuple[Document, ...]:
    """
    List those of a patient's documents that somebody may open, the newest first (EPD-06).

    What the patient hid, only the patient and its hospital see; what was retired, nobody.

    Args:
        patient_id: Whose.
        actor_id: Who reads; a doctor in an emergency sees the last 20 (EPE-08).
        store: Where they are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """

    def load(work: UnitOfWork) -> Iterator[Document]:
        actor = work.actors.get(actor_id)
        return (one for one in work.documents.of_patient(patient_id) if _shown(one, actor))

    return read_shown(
        load,
        document_thing,
        about=Resource(type=ResourceType.DOCUMENT, patient_id=patient_id),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def open_document(
    document_id: DocumentId,
    *,
    actor_id: AccountId,
    stores: DocumentStores,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Document, bytes]:
    """
    Open a document's content; each opening is audited (EPD-06, EPD-09, EPE-09).

    Args:
        document_id: Which one.
        actor_id: Who opens it.
        stores: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The document and its content, as it was uploaded. ``scan`` says whether anything
        looked for viruses in it.

    Raises:
        NotPermittedError: The decision denies it; audited.
        KeyErasedError: The patient's key was destroyed.
        EnvelopeError: The content was changed or moved where it is kept.
        NotFoundError: There is no such document to this person: it was hidden or retired.
        PortError: A store failed; nothing is shown.
    """
    now = clock.now()
    content = b""
    sought = (ResourceType.DOCUMENT, document_id)
    with begin_on(
        stores.store, Action.READ, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        document = work.documents.get(document_id)
        thing = document_thing(document)
        judged = judge(work, Action.READ, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            if not _shown(document, judged.actor):
                message = "there is no such document"
                raise NotFoundError(message)
            ring = ring_of(work, document.patient_id, keys=stores.keys)
            if ring is None:
                message = "the key that sealed the document was destroyed"
                raise KeyErasedError(message)
            sealed = stores.objects.get(document_id)
            content = unseal(sealed, keys=ring, context=document_place(document).context)
            if hashlib.sha256(content).digest() != document.sha256:
                problem, remedy = "is not what was uploaded", "Restore it from a backup."
                raise EnvelopeError(Fault(field="content", problem=problem, remedy=remedy))
            world = world_between(work, document.patient_id, actor_id)
            record_act(
                work,
                AuditAction.DOCUMENT_DOWNLOADED,
                actor=judged.actor,
                patient_id=document.patient_id,
                resource=("document", str(document_id)),
                details=during_emergency(world, document.patient_id, actor_id, now=now),
                now=now,
                entropy=entropy,
            )
    require(judged.decision)
    return document, content


def _shown(document: Document, actor: Actor) -> bool:
    return is_shown(
        document,
        to_its_own=actor.account_id == document.patient_id
        or (document.hospital is not None and document.hospital == actor.hospital_id),
    )
