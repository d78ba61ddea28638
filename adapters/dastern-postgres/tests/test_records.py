"""
Records about patients, stored: the contracts, on a real database.
"""

from dastern_core.testing.contracts import (
    BatchesContract,
    DataKeysContract,
    DocumentsContract,
    EncountersContract,
    NoticesContract,
    ProposalsContract,
    VitalsContract,
)


class TestPostgresNotices(NoticesContract):
    """
    Notices in PostgreSQL.
    """


class TestPostgresProposals(ProposalsContract):
    """
    Proposals in PostgreSQL.
    """


class TestPostgresBatches(BatchesContract):
    """
    Batches in PostgreSQL.
    """


class TestPostgresEncounters(EncountersContract):
    """
    Encounters in PostgreSQL.
    """


class TestPostgresVitals(VitalsContract):
    """
    Vitals in PostgreSQL.
    """


class TestPostgresDocuments(DocumentsContract):
    """
    Documents in PostgreSQL.
    """


class TestPostgresDataKeys(DataKeysContract):
    """
    Data keys in PostgreSQL.
    """
