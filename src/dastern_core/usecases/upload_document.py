"""
Upload a document: judged by its bytes, scanned, sealed, and stored with its entry or not at all.
"""

import hashlib
from datetime import datetime

import attrs

from dastern_core.audit import AuditAction
from dastern_core.encounters import (
    Document,
    DocumentId,
    Encounter,
    EncounterId,
    accept_document,
)
from dastern_core.encryption import RANDOM_BYTES, Place, seal
from dastern_core.kernel import (
    AccountId,
    DasternError,
    NotFoundError,
    PatientId,
    RequestClass,
)
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.key_store import KeyStore
from dastern_core.ports.objects import Objects
from dastern_core.ports.rate_limits import RateLimits
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.ports.virus_scanner import VirusScanner
from dastern_core.subscriptions import Limited, PlanTier, Stored, require_room
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import Judged, record_act
from dastern_core.usecases.limiting import count_request
from dastern_core.usecases.patient_keys import sealing_ring

__all__ = ["DocumentStores", "document_place", "upload_document"]

_ENTRY = Stored(entries=1)


@attrs.frozen(kw_only=True)
class DocumentStores:
    """
    Where documents are kept, and what looks into them.

    Args:
        store: The system's store: the keys that seal documents are no person's to read.
        objects: Where their sealed content is.
        keys: What wraps the patients' keys.
        scanner: Looks for viruses.
        limits: Counts how often somebody uploads.
    """

    store: Store
    objects: Objects
    keys: KeyStore
    scanner: VirusScanner
    limits: RateLimits


def document_place(document: Document) -> Place:
    """
    Say where a document's content belongs: sealed for one place, it opens nowhere else.
    """
    return Place(
        table="documents", column="content", tenant=document.patient_id, row_id=document.id
    )


def upload_document(
    name: str,
    content: bytes,
    *,
    encounter_id: EncounterId,
    actor_id: AccountId,
    tier: PlanTier,
    stores: DocumentStores,
    clock: Clock,
    entropy: Entropy,
) -> Document:
    """
    Add a file to an encounter (EPD-03, EPD-05, EPD-08).

    Args:
        name: As the sender called it.
        content: The whole file.
        encounter_id: To which encounter: a patient's own, or one of the operator's hospital.
        actor_id: Who uploads it.
        tier: What the patient is entitled to; it limits what the patient adds.
        stores: Where it goes.
        clock: Tells when.
        entropy: Draws identifiers, keys and randomness.

    Returns:
        The document; its content is sealed for the patient under an opaque key (C72).

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        NotPermittedError: A doctor, a relative, an operator of another hospital, or the
            patient for a hospital's encounter; audited, and the file was not looked into.
        InvalidInputError: The file is empty, too large, of no kind that is kept or of
            another kind than its name says (EPD-01, EPD-02).
        InfectedFileError: The scanner found something.
        QuotaExceededError: The plan allows to store no more (SUB-11).
        ConflictError: Somebody else changed the patient's keys meanwhile: try again.
        NotFoundError: There is no such encounter, or nobody acts with this account.
        PortError: A store or the scanner failed. Nothing is stored, unless the answer to the
            commit was lost: look at the encounter's documents before sending it again.
    """
    count_request(RequestClass.UPLOAD, "upload", actor_id, limits=stores.limits)
    now = clock.now()
    with stores.store.begin() as work:
        encounter, judged = _ask(work, encounter_id, actor_id=actor_id, now=now, entropy=entropy)
    require(judged.decision)
    safe_name, kind = accept_document(name, content)
    scan, document_id = stores.scanner.scan(content), DocumentId(entropy.identifier())
    try:
        with stores.store.begin() as work:
            # Asked again: between the asking and the storing a file was scanned.
            encounter, judged = _ask(
                work, encounter_id, actor_id=actor_id, now=now, entropy=entropy
            )
            document = Document(
                id=document_id,
                patient_id=encounter.patient_id,
                encounter_id=encounter_id,
                hospital=encounter.hospital,
                name=safe_name,
                type=kind,
                size_bytes=len(content),
                sha256=hashlib.sha256(content).digest(),
                uploaded_by=actor_id,
                uploaded_at=now,
                scan=scan,
            )
            if judged.decision.allowed:
                _keep(work, document, content, tier=tier, stores=stores, entropy=entropy)
                _record(work, document, judged, entropy=entropy)
    except BaseException:
        _clear_up(document_id, encounter.patient_id, stores=stores)
        raise
    require(judged.decision)
    return document


def _ask(
    work: UnitOfWork,
    encounter_id: EncounterId,
    *,
    actor_id: AccountId,
    now: datetime,
    entropy: Entropy,
) -> tuple[Encounter, Judged]:
    encounter = work.encounters.get(encounter_id)
    thing = Resource(
        type=ResourceType.DOCUMENT,
        patient_id=encounter.patient_id,
        author_id=actor_id,
        at=now,
        hospital_id=encounter.hospital,
    )
    judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
    return encounter, judged


def _keep(
    work: UnitOfWork,
    document: Document,
    content: bytes,
    *,
    tier: PlanTier,
    stores: DocumentStores,
    entropy: Entropy,
) -> None:
    patient_id = document.patient_id
    work.usage.hold(patient_id)
    if document.uploaded_by == patient_id:
        used = work.usage.of_patient(patient_id).bytes
        adding = attrs.evolve(_ENTRY, file_bytes=document.size_bytes).bytes
        require_room(tier, Limited.STORAGE, used=used, adding=adding)
    ring = sealing_ring(work, patient_id, keys=stores.keys, entropy=entropy)
    sealed = seal(
        content,
        key=ring.newest,
        context=document_place(document).context,
        randomness=entropy.salt(RANDOM_BYTES),
    )
    stores.objects.put(document.id, sealed)
    work.documents.add(document)


def _clear_up(document_id: DocumentId, patient_id: PatientId, *, stores: DocumentStores) -> None:
    """
    Remove the content of a document that no record names; in doubt it is left.

    A commit whose answer was lost may have stored the record: its content must stay.
    """
    try:
        with stores.store.begin() as work:
            # The failed unit of work holds this until the server has ended it either way.
            work.usage.hold(patient_id)
            work.documents.get(document_id)
    except NotFoundError:
        stores.objects.delete(document_id)
    except DasternError:
        return


def _record(work: UnitOfWork, document: Document, judged: Judged, *, entropy: Entropy) -> None:
    record_act(
        work,
        AuditAction.DOCUMENT_UPLOADED,
        actor=judged.actor,
        patient_id=document.patient_id,
        resource=("document", str(document.id)),
        details={"encounter": str(document.encounter_id), "scan": document.scan.value},
        now=document.uploaded_at,
        entropy=entropy,
    )
