"""
Stored documents: what a file is and where it stands; its sealed content is elsewhere.
"""

from typing import Any

import attrs
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    LargeBinary,
    Select,
    Table,
    Uuid,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from dastern_core.encounters import (
    Document,
    DocumentId,
    DocumentStatus,
    DocumentType,
    ScanStatus,
)
from dastern_core.kernel import ConflictError, NotFoundError, PatientId
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable
from dastern_postgres.sealed_columns import DOCUMENT, sealed_with
from dastern_postgres.sealer import Sealer
from dastern_postgres.whole_rows import change_row

__all__ = ["PostgresDocuments", "documents"]

documents = Table(
    "documents",
    metadata,
    Column("id", Uuid, primary_key=True, comment="also the key of its content (C72)"),
    Column("patient_id", Uuid, nullable=False),
    Column("encounter_id", Uuid, nullable=False),
    Column("hospital_id", Uuid),
    Column("type", member_of(DocumentType), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("uploaded_by", Uuid, nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    Column("scan", member_of(ScanStatus), nullable=False),
    Column("status", member_of(DocumentStatus), nullable=False),
    *sealed_with(DOCUMENT),
    Index(None, "patient_id", "uploaded_at"),
    comment="A file of an encounter, without its content; never destroyed (EPD-07).",
)


class PostgresDocuments:
    """
    The documents, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, document: Document) -> None:
        """
        Store a new document.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        facts = attrs.asdict(document, recurse=False)
        values = self._sealer.parted(DOCUMENT, {"hospital_id": facts.pop("hospital"), **facts})
        statement = insert(documents).values(values).on_conflict_do_nothing()
        counting = statement.execution_options(preserve_rowcount=True)
        if self._connection.execute(counting).rowcount != 1:
            message = "a document of this identifier is stored already"
            raise ConflictError(message)

    def get(self, document_id: DocumentId) -> Document:
        """
        Load a document.

        Raises:
            NotFoundError: There is no such document.
        """
        found = self._load(select(documents).where(documents.c.id == document_id))
        if not found:
            message = "there is no such document"
            raise NotFoundError(message)
        return found[0]

    def of_patient(self, patient_id: PatientId) -> tuple[Document, ...]:
        """
        Load a patient's documents, hidden and retired ones too, the newest first.
        """
        stored = documents.c
        return self._load(
            select(documents)
            .where(stored.patient_id == patient_id)
            .order_by(stored.uploaded_at.desc(), stored.id.desc()),
            listed=True,
        )

    def change(self, document: Document, *, expected: DocumentStatus) -> None:
        """
        Store where a document stands: compare-and-set.

        Raises:
            ConflictError: It stands elsewhere by now, or it is not stored.
        """
        change_row(
            self._connection,
            documents,
            (documents.c.id == document.id) & (documents.c.status == expected),
            {"status": document.status},
            message="the document stands elsewhere by now: load it again",
        )

    def _load(
        self, chosen: Select[*tuple[object, ...]], *, listed: bool = False
    ) -> tuple[Document, ...]:
        with readable("document"):
            found = self._connection.execute(chosen).mappings().all()
            return self._sealer.values(DOCUMENT, found, _document, listed=listed)


def _document(row: dict[str, Any]) -> Document:
    facts = dict(row)
    return Document(hospital=facts.pop("hospital_id"), **facts)
