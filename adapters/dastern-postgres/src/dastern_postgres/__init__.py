"""
PostgreSQL for dastern-core: stored prescriptions, doses and audit log; payments apart.

The embedded server is in ``dastern_postgres.embedded`` and the fixtures for pytest in
``dastern_postgres.testing``: both need more than this package's own dependencies.
"""

from dastern_postgres.engine import DatabaseError, UnreadableRowError
from dastern_postgres.identity_store import (
    PostgresIdentityStore,
    PostgresIdentityUnitOfWork,
    identity_store,
)
from dastern_postgres.migration import (
    downgrade,
    downgrade_payments,
    migrate,
    migrate_payments,
)
from dastern_postgres.payment_store import (
    PAYMENT_DATABASE,
    PostgresPaymentStore,
    PostgresPaymentUnitOfWork,
    make_payment_database,
    payment_store,
)
from dastern_postgres.roles import close_to_public, grant_payments
from dastern_postgres.schema_version import NotMigratedError
from dastern_postgres.unit_of_work import PostgresStore, PostgresUnitOfWork, postgres_store

__all__ = [
    "PAYMENT_DATABASE",
    "DatabaseError",
    "NotMigratedError",
    "PostgresIdentityStore",
    "PostgresIdentityUnitOfWork",
    "PostgresPaymentStore",
    "PostgresPaymentUnitOfWork",
    "PostgresStore",
    "PostgresUnitOfWork",
    "UnreadableRowError",
    "close_to_public",
    "downgrade",
    "downgrade_payments",
    "grant_payments",
    "identity_store",
    "make_payment_database",
    "migrate",
    "migrate_payments",
    "payment_store",
    "postgres_store",
]
