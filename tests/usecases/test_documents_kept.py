"""
Documents kept: judged, scanned and sealed, opened by those who may, retired and not destroyed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import attrs
import pytest
from tests.usecases.clinics import (
    DOCTOR,
    HOSPITAL,
    OPERATOR,
    OTHER_OPERATOR,
    PATIENT,
    PATIENT_ID,
    RELATIVE,
    STRANGER,
    Clinic,
)

from dastern_core.encounters import (
    Document,
    DocumentEvent,
    DocumentStatus,
    DocumentType,
    Encounter,
    EncounterType,
    InfectedFileError,
    ScanStatus,
)
from dastern_core.encryption import EnvelopeError, KeyErasedError
from dastern_core.kernel import (
    AccountId,
    ConflictError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    PortError,
)
from dastern_core.permissions import EMERGENCY_PAGE, AccessLevel, Grant
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.subscriptions import PlanTier, QuotaExceededError
from dastern_core.testing.fakes import InMemoryStore
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.fakes.objects import InMemoryObjects
from dastern_core.testing.fakes.rate_limits import GENEROUS, InMemoryRateLimits
from dastern_core.testing.fakes.virus_scanner import EICAR, FakeVirusScanner
from dastern_core.testing.samples import NOW
from dastern_core.usecases.keep_document import change_document
from dastern_core.usecases.read_documents import list_documents, open_document
from dastern_core.usecases.record_encounter import EncounterFacts, record_encounter
from dastern_core.usecases.upload_document import DocumentStores, upload_document

PDF = b"%PDF-1.7\n" + b"blood count" * 9
FACTS = EncounterFacts(
    occurred_at=NOW - timedelta(days=1), type=EncounterType.LAB_TEST, reason="Cough", notes="x"
)


@pytest.fixture
def stores(clinic: Clinic) -> DocumentStores:
    """
    Give where the clinic's documents are kept.
    """
    return DocumentStores(
        store=clinic.store,
        objects=InMemoryObjects(),
        keys=InMemoryKeyStore("documents"),
        scanner=FakeVirusScanner(),
        limits=InMemoryRateLimits(clinic.clock, table=GENEROUS),
    )


@attrs.frozen
class Archive:
    """
    A clinic, its stores, and an encounter of the hospital's and one of the patient's.
    """

    clinic: Clinic
    stores: DocumentStores
    hospitals: Encounter
    own: Encounter

    def upload(
        self,
        by: AccountId = OPERATOR,
        *,
        to: Encounter | None = None,
        content: bytes = PDF,
        name: str = "count.pdf",
    ) -> Document:
        """
        Upload a file; a patient's to the patient's encounter unless another is named.
        """
        usual = self.own if by == PATIENT else self.hospitals
        return upload_document(
            name,
            content,
            encounter_id=(to or usual).id,
            actor_id=by,
            tier=PlanTier.FREEMIUM,
            stores=self.stores,
            clock=self.clinic.clock,
            entropy=self.clinic.entropy,
        )

    def open(self, document: Document, by: AccountId) -> bytes:
        """
        Open a document's content.
        """
        _, content = open_document(
            document.id,
            actor_id=by,
            stores=self.stores,
            clock=self.clinic.clock,
            entropy=self.clinic.entropy,
        )
        return content

    def change(self, document: Document, event: DocumentEvent, by: AccountId) -> Document:
        """
        Hide, show or retire a document.
        """
        return change_document(document.id, event, actor_id=by, **self.clinic.given())

    def listed(self, by: AccountId) -> list[Document]:
        """
        List the patient's documents for somebody.
        """
        return list(list_documents(PATIENT_ID, actor_id=by, **self.clinic.given()))


@pytest.fixture
def archive(clinic: Clinic, stores: DocumentStores) -> Archive:
    """
    Give an archive.
    """
    hospitals, own = (
        record_encounter(FACTS, patient_id=PATIENT_ID, actor_id=by, **clinic.given())
        for by in (OPERATOR, PATIENT)
    )
    return Archive(clinic, stores, hospitals, own)


@pytest.mark.rule("EPD-03")
@pytest.mark.rule("EPD-05")
@pytest.mark.rule("EPD-08")
@pytest.mark.parametrize(("by", "hospital"), [(OPERATOR, HOSPITAL), (PATIENT, None)])
def test_a_file_is_judged_scanned_sealed_and_kept(
    archive: Archive, by: AccountId, hospital: object
) -> None:
    """
    Its content is nowhere readable, its key says nothing of a patient, its entry no content.
    """
    document = archive.upload(by)
    sealed = archive.stores.objects.get(document.id)

    assert (DocumentType.PDF, len(PDF), hospital, ScanStatus.CLEAN) == (
        document.type,
        document.size_bytes,
        document.hospital,
        document.scan,
    )
    assert b"blood" not in sealed
    assert archive.clinic.newest() == {
        "action": "DOCUMENT_UPLOADED",
        "encounter": str(document.encounter_id),
        "scan": "clean",
    }
    assert PDF == archive.open(document, by)
    assert {"action": "DOCUMENT_DOWNLOADED"} == archive.clinic.newest()


@pytest.mark.rule("EPD-05")
@pytest.mark.rule("B031")
@pytest.mark.parametrize("by", [DOCTOR, RELATIVE, STRANGER, OTHER_OPERATOR])
def test_nobody_else_uploads(archive: Archive, by: AccountId) -> None:
    """
    And the file is not looked into before that is known.
    """
    archive.clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    archive.clinic.connect(RELATIVE, AccessLevel.ALLOWED)
    for encounter in (archive.hospitals, archive.own):
        with pytest.raises(NotPermittedError):
            archive.upload(by, to=encounter, content=EICAR)
        assert "CREATE" == archive.clinic.newest()["refused"]


@pytest.mark.rule("EPD-05")
def test_each_side_adds_to_its_own_records(archive: Archive) -> None:
    """
    No patient to the hospital's encounter, no hospital to the patient's.
    """
    for by, encounter in ((PATIENT, archive.hospitals), (OPERATOR, archive.own)):
        with pytest.raises(NotPermittedError):
            archive.upload(by, to=encounter)

    assert [] == archive.listed(PATIENT)


@pytest.mark.rule("EPD-01")
@pytest.mark.rule("EPD-02")
@pytest.mark.rule("EPD-03")
@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.pdf", b"", InvalidInputError),
        ("a.pdf", b"MZ a program", InvalidInputError),
        ("a.png", PDF, InvalidInputError),
        ("../a.pdf", PDF, InvalidInputError),
        ("a.pdf", PDF + EICAR, InfectedFileError),
        ("a.pdf", PDF + bytes(10 * 1024 * 1024), InvalidInputError),
    ],
)
def test_a_bad_file_is_stored_nowhere(
    archive: Archive, name: str, content: bytes, error: type[Exception]
) -> None:
    """
    Empty, too large, of another kind, badly named or infected.
    """
    with pytest.raises(error):
        archive.upload(name=name, content=content)

    assert [] == archive.listed(PATIENT)


@pytest.mark.rule("EPD-03")
def test_where_the_scanner_fails_nothing_is_stored(archive: Archive) -> None:
    """
    Nobody knows whether the file is clean.
    """
    down = attrs.evolve(archive.stores, scanner=FakeVirusScanner(is_down=True))
    with pytest.raises(PortError):
        attrs.evolve(archive, stores=down).upload()

    assert [] == archive.listed(PATIENT)


@pytest.mark.rule("EPD-03")
def test_a_failure_leaves_no_orphan(archive: Archive) -> None:
    """
    What was put away before the record failed is removed again.
    """
    put: list[UUID] = []

    class Forgetful(InMemoryObjects):
        def put(self, key: UUID, content: bytes) -> None:
            super().put(key, content)
            put.append(key)
            message = "somebody else was faster"
            raise ConflictError(message)

    objects = Forgetful()
    with pytest.raises(ConflictError):
        attrs.evolve(archive, stores=attrs.evolve(archive.stores, objects=objects)).upload()

    assert 1 == len(put)
    with pytest.raises(NotFoundError):
        objects.get(put[0])


@attrs.define
class LostAnswers:
    """
    A store that commits the second unit of work and loses the answer; later ones may fail too.
    """

    inner: Store
    is_lost_for_good: bool
    begun: int = 0

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """
        Begin a unit of work.
        """
        self.begun += 1
        with self.inner.begin() as work:
            yield work
        if self.begun == 2 or (self.begun > 2 and self.is_lost_for_good):
            message = "the connection was lost"
            raise PortError(message)


@pytest.mark.rule("EPD-03")
@pytest.mark.parametrize("is_lost_for_good", [False, True])
def test_a_lost_answer_destroys_no_content(archive: Archive, *, is_lost_for_good: bool) -> None:
    """
    A document whose commit came through still opens, also where nobody could ask about it.
    """
    answers = LostAnswers(archive.clinic.store, is_lost_for_good)
    with pytest.raises(PortError, match="connection was lost"):
        attrs.evolve(archive, stores=attrs.evolve(archive.stores, store=answers)).upload()
    (document,) = archive.listed(PATIENT)

    assert archive.open(document, PATIENT) == PDF


@pytest.mark.rule("EPD-05")
def test_the_right_is_asked_again_after_the_scan(archive: Archive) -> None:
    """
    An operator who lost the patient while the file was scanned stores nothing.
    """

    class Slow(FakeVirusScanner):
        def scan(self, content: bytes) -> ScanStatus:
            with archive.clinic.store.begin() as work:
                work.actors.put(attrs.evolve(work.actors.get(OPERATOR), is_active=False))
            return super().scan(content)

    with pytest.raises(NotPermittedError, match="closed-account"):
        attrs.evolve(archive, stores=attrs.evolve(archive.stores, scanner=Slow())).upload()

    assert [] == archive.listed(PATIENT)


@pytest.mark.rule("SUB-11")
def test_a_full_plan_takes_no_file_of_the_patients(clinic: Clinic, stores: DocumentStores) -> None:
    """
    The hospital's are not the patient's to pay for.
    """
    full = Clinic(InMemoryStore(files={PATIENT_ID: 5_368_709_120}), clinic.clock, clinic.entropy)
    full.fill()
    hospitals, own = (
        record_encounter(FACTS, patient_id=PATIENT_ID, actor_id=by, **full.given())
        for by in (OPERATOR, PATIENT)
    )
    archive = Archive(full, attrs.evolve(stores, store=full.store), hospitals, own)
    with pytest.raises(QuotaExceededError):
        archive.upload(PATIENT)
    kept = archive.upload()

    assert [kept] == archive.listed(PATIENT)


@pytest.mark.rule("EPD-06")
@pytest.mark.rule("EPD-09")
@pytest.mark.rule("B032")
@pytest.mark.rule("B035")
def test_documents_open_for_those_who_may(archive: Archive) -> None:
    """
    The patient, the hospital, a relative who views, a doctor allowed; no other hospital.
    """
    document = archive.upload()
    archive.clinic.connect(RELATIVE, AccessLevel.REQUEST)
    archive.clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    for by in (PATIENT, OPERATOR, RELATIVE, DOCTOR):
        assert (PDF, [document]) == (archive.open(document, by), archive.listed(by))
    for by in (STRANGER, OTHER_OPERATOR):
        with pytest.raises(NotPermittedError):
            archive.open(document, by)
        assert "READ" == archive.clinic.newest()["refused"]
        with pytest.raises(NotPermittedError):
            archive.listed(by)


@pytest.mark.rule("EPE-07")
@pytest.mark.rule("EPE-08")
@pytest.mark.rule("EPE-09")
def test_an_emergency_opens_the_newest(archive: Archive) -> None:
    """
    While the session runs; each opening names it.
    """
    documents = []
    for _ in range(EMERGENCY_PAGE + 1):
        archive.clinic.clock.step(timedelta(minutes=1))
        documents.append(archive.upload())
    session = archive.clinic.emergency()
    content, listed = archive.open(documents[-1], DOCTOR), archive.listed(DOCTOR)
    opened = archive.clinic.entries()[1]
    archive.clinic.clock.move_to(session.expires_at)
    with pytest.raises(NotPermittedError):
        archive.open(documents[-1], DOCTOR)

    assert (PDF, documents[: -EMERGENCY_PAGE - 1 : -1]) == (content, listed)
    assert {"session": str(session.id), "reason": session.reason} == dict(opened.details)


@pytest.mark.rule("EPD-07")
@pytest.mark.rule("C70")
def test_a_hidden_document_is_for_its_own(archive: Archive) -> None:
    """
    The patient hides it from whom they let see others; its hospital still has it.
    """
    document = archive.upload()
    archive.clinic.connect(RELATIVE, AccessLevel.ALLOWED)
    for by in (OPERATOR, RELATIVE):
        with pytest.raises(NotPermittedError):
            archive.change(document, DocumentEvent.HIDE, by)
        assert "UPDATE" == archive.clinic.newest()["refused"]
    hidden = archive.change(document, DocumentEvent.HIDE, PATIENT)
    with pytest.raises(NotFoundError):
        archive.open(document, RELATIVE)

    assert DocumentStatus.HIDDEN is hidden.status
    assert {"action": "DOCUMENT_UPDATE", "status": "hidden"} == archive.clinic.newest()
    assert ([hidden], [hidden], []) == (
        archive.listed(PATIENT),
        archive.listed(OPERATOR),
        archive.listed(RELATIVE),
    )
    assert PDF == archive.open(document, OPERATOR)
    assert document == archive.change(document, DocumentEvent.SHOW, PATIENT)


@pytest.mark.rule("EPD-07")
@pytest.mark.rule("C70")
@pytest.mark.rule("C71")
def test_a_retired_document_is_kept(archive: Archive) -> None:
    """
    Each side retires its own; nobody is shown it, and its content stays.
    """
    hospitals, own = archive.upload(), archive.upload(PATIENT)
    for document, wrong in (
        (hospitals, PATIENT),
        (hospitals, OTHER_OPERATOR),
        (own, OPERATOR),
        (own, RELATIVE),
    ):
        with pytest.raises(NotPermittedError):
            archive.change(document, DocumentEvent.RETIRE, wrong)
        assert "UPDATE" == archive.clinic.newest()["refused"]
    for document, by in ((hospitals, OPERATOR), (own, PATIENT)):
        retired = archive.change(document, DocumentEvent.RETIRE, by)
        with pytest.raises(IllegalTransitionError):
            archive.change(document, DocumentEvent.RETIRE, by)
        with pytest.raises(NotFoundError):
            archive.open(document, PATIENT)
        with archive.clinic.store.begin() as work:
            assert retired == work.documents.get(document.id)
        assert archive.stores.objects.get(document.id)
    assert [] == archive.listed(PATIENT)


@pytest.mark.rule("EPD-08")
def test_a_changed_or_moved_content_does_not_open(archive: Archive) -> None:
    """
    Nor does one whose key was destroyed, for anybody.
    """
    first, second = archive.upload(), archive.upload(content=PDF + b"2")

    def open_with(get: Callable[[UUID], bytes]) -> bytes:
        class Moved(InMemoryObjects):
            def get(self, key: UUID) -> bytes:
                return get(key)

        moved = attrs.evolve(archive.stores, objects=Moved())
        return attrs.evolve(archive, stores=moved).open(first, PATIENT)

    objects = archive.stores.objects
    with pytest.raises(EnvelopeError):
        open_with(lambda _: objects.get(second.id))
    with pytest.raises(EnvelopeError):
        open_with(lambda key: objects.get(key)[:-1] + b"x")
    with archive.clinic.store.begin() as work:
        work.data_keys.erase(PATIENT_ID)
    with pytest.raises(KeyErasedError):
        archive.open(first, PATIENT)


@pytest.mark.rule("EPD-08")
def test_a_record_of_another_content_does_not_open(archive: Archive) -> None:
    """
    What was sealed at this place, but is not what the record tells of.
    """
    document = archive.upload()
    changed = attrs.evolve(document, sha256=bytes(32))
    with archive.clinic.store.begin() as work:
        work.documents.change(changed, expected=document.status)

    with pytest.raises(EnvelopeError, match="is not what was uploaded"):
        archive.open(document, PATIENT)


@pytest.mark.rule("CON-06")
def test_a_doctor_of_another_level_opens_nothing(archive: Archive) -> None:
    """
    The level is asked at each opening.
    """
    document = archive.upload()
    archive.clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    archive.open(document, DOCTOR)
    with archive.clinic.store.begin() as work:
        level = AccessLevel.REQUEST
        work.grants.put(Grant(patient_id=PATIENT_ID, grantee_id=DOCTOR, level=level))

    with pytest.raises(NotPermittedError):
        archive.open(document, DOCTOR)
