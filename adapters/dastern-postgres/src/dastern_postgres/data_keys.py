"""
Stored data keys, wrapped: only a key store opens them.
"""

from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    Table,
    Text,
    Uuid,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from dastern_core.encryption import WrappedKey
from dastern_core.kernel import ConflictError
from dastern_postgres.columns import Instant, metadata
from dastern_postgres.sealer import SEALER_ROLE, acting_as
from dastern_postgres.waiting_texts import erase_waiting
from dastern_postgres.whole_rows import load_rows

__all__ = ["PostgresDataKeys", "data_keys", "erased_keys"]

data_keys = Table(
    "data_keys",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("store_key_id", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    comment="What seals a patient's texts and documents; without it they are lost (EPD-08).",
)

erased_keys = Table(
    "erased_keys",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("erased_at", Instant, nullable=False, server_default=func.now()),
    comment="Which keys were destroyed: what they sealed is erased, and not broken.",
)


class PostgresDataKeys:
    """
    The wrapped keys, as one transaction sees them.

    Args:
        connection: In a transaction.
        role: As whom the transaction acts, or None for the login itself.
    """

    def __init__(self, connection: Connection, *, role: str | None) -> None:
        self._connection = connection
        self._role = role

    def add(self, key: WrappedKey) -> None:
        """
        Store a version of somebody's key.

        Raises:
            ConflictError: This version is stored already, or was erased.
        """
        message = "this version of the key is stored already, or was erased"
        if key.version <= self.erased(key.owner):
            raise ConflictError(message)
        statement = insert(data_keys).values(
            patient_id=key.owner,
            version=key.version,
            store_key_id=key.store_key_id,
            wrapped=key.wrapped,
        )
        added = self._connection.execute(
            statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        )
        if added.rowcount != 1:
            raise ConflictError(message)

    def of(self, owner: UUID) -> tuple[WrappedKey, ...]:
        """
        Load every version of somebody's key, the newest first.
        """
        found = (
            select(
                data_keys.c.patient_id.label("owner"),
                data_keys.c.version,
                data_keys.c.store_key_id,
                data_keys.c.wrapped,
            )
            .where(data_keys.c.patient_id == owner)
            .order_by(data_keys.c.version.desc())
        )
        return load_rows(self._connection, found, WrappedKey)

    def erase(self, owner: UUID) -> int:
        """
        Destroy every version of somebody's key, and what waits to be sealed by it.
        """
        own = data_keys.c.patient_id == owner
        newest = self._connection.scalar(select(func.max(data_keys.c.version)).where(own))
        version = newest or self.erased(owner) or 1
        # Before the keys: what the worker seals at this moment is waited for.
        with acting_as(self._connection, SEALER_ROLE, back=self._role):
            waited = erase_waiting(self._connection, owner, version=version)
        gone = self._connection.execute(delete(data_keys).where(own).returning(data_keys.c.version))
        versions = gone.scalars().all()
        if erased := {*versions, *([version] if waited else [])}:
            rows = [{"patient_id": owner, "version": one} for one in erased]
            self._connection.execute(insert(erased_keys).on_conflict_do_nothing(), rows)
        return len(versions)

    def erased(self, owner: UUID) -> int:
        """
        Give the last version of somebody's key that was erased; 0 where none was.
        """
        own = erased_keys.c.patient_id == owner
        return self._connection.scalar(select(func.max(erased_keys.c.version)).where(own)) or 0
