"""
Stored biometric references, sealed for their owner.
"""

from functools import partial

from sqlalchemy import Column, Connection, ForeignKey, LargeBinary, Table, Uuid, delete, select

from dastern_core.identity import Biometric, BiometricReferences
from dastern_core.kernel import AccountId, ConflictError, NotFoundError
from dastern_postgres.columns import member_of, metadata
from dastern_postgres.engine import readable
from dastern_postgres.whole_rows import add_values

__all__ = ["PostgresBiometrics", "biometric_references"]

biometric_references = Table(
    "biometric_references",
    metadata,
    Column("account_id", Uuid, ForeignKey("accounts.id"), primary_key=True),
    Column("kind", member_of(Biometric), primary_key=True),
    Column("reference", LargeBinary, nullable=False),
    comment="An opaque name in the matcher's store, sealed (EPA-12).",
)


class PostgresBiometrics:
    """
    The references, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_account(self, account_id: AccountId) -> BiometricReferences:
        """
        Load what somebody enrolled; empty where nothing was.
        """
        stored = biometric_references.c
        found = self._connection.execute(
            select(stored.kind, stored.reference)
            .where(stored.account_id == account_id)
            .order_by(stored.kind)
        )
        with readable("biometric reference"):
            sealed = tuple((kind, reference) for kind, reference in found)
            return BiometricReferences(account_id=account_id, sealed=sealed)

    def add(self, account_id: AccountId, kind: Biometric, sealed: bytes) -> None:
        """
        Store a reference.

        Raises:
            ConflictError: One of this kind is stored already.
        """
        row = {"account_id": account_id, "kind": kind, "reference": sealed}
        add_values(self._connection, biometric_references, row, taken=partial(_taken, kind))

    def remove(self, account_id: AccountId, kind: Biometric) -> None:
        """
        Delete a reference.

        Raises:
            NotFoundError: None of this kind is stored.
        """
        stored = biometric_references.c
        own = (stored.account_id == account_id) & (stored.kind == kind)
        if self._connection.execute(delete(biometric_references).where(own)).rowcount != 1:
            message = f"no {kind.value} is enrolled"
            raise NotFoundError(message)


def _taken(kind: Biometric) -> ConflictError:
    return ConflictError(f"{kind.value} is enrolled already: remove it first")
