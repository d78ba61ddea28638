"""
PostgreSQL for dastern-core: stored prescriptions, doses, payment orders and audit log.

The embedded server is in ``dastern_postgres.embedded`` and the fixtures for pytest in
``dastern_postgres.testing``: both need more than this package's own dependencies.
"""

from dastern_postgres.engine import DatabaseError, UnreadableRowError
from dastern_postgres.migration import downgrade, migrate
from dastern_postgres.unit_of_work import PostgresStore, PostgresUnitOfWork, postgres_store

__all__ = [
    "DatabaseError",
    "PostgresStore",
    "PostgresUnitOfWork",
    "UnreadableRowError",
    "downgrade",
    "migrate",
    "postgres_store",
]
