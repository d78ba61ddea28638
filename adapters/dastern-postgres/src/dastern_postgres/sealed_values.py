"""
Stored sealed values: found by the version of the key that their first bytes name.
"""

from sqlalchemy import Connection, LargeBinary, func, select
from sqlalchemy.sql.functions import max as newest_of

from dastern_core.encryption import Place, SealedValue
from dastern_core.identity import biometric_id
from dastern_postgres.biometrics import biometric_references
from dastern_postgres.data_keys import data_keys
from dastern_postgres.engine import readable
from dastern_postgres.whole_rows import change_row

__all__ = ["PostgresSealedValues"]


class PostgresSealedValues:
    """
    The sealed values, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stale(self, *, limit: int) -> tuple[SealedValue, ...]:
        """
        Load values that an older version of their owner's key sealed than the newest.
        """
        stored = biometric_references.c
        newest = (
            select(data_keys.c.patient_id, newest_of(data_keys.c.version).label("version"))
            .group_by(data_keys.c.patient_id)
            .subquery()
        )
        # An envelope begins with its format and its key's version, four bytes, big-endian.
        sealed_by = func.substr(stored.reference, 2, 4, type_=LargeBinary)
        wanted = func.decode(func.lpad(func.to_hex(newest.c.version), 8, "0"), "hex")
        found = self._connection.execute(
            select(stored.account_id, stored.kind, stored.reference)
            .join(newest, newest.c.patient_id == stored.account_id)
            .where(sealed_by < wanted)
            .order_by(stored.account_id, stored.kind)
            .limit(limit)
        )
        with readable("sealed value"):
            return tuple(
                SealedValue(
                    place=Place(
                        table=biometric_references.name,
                        column=stored.reference.name,
                        tenant=account_id,
                        row_id=biometric_id(account_id, kind),
                    ),
                    sealed=sealed,
                )
                for account_id, kind, sealed in found
            )

    def replace(self, value: SealedValue, sealed: bytes) -> None:
        """
        Store a value sealed anew: compare-and-set.

        Raises:
            ConflictError: It is another by now, or gone.
        """
        stored = biometric_references.c
        change_row(
            self._connection,
            biometric_references,
            (stored.account_id == value.place.tenant) & (stored.reference == value.sealed),
            {"reference": sealed},
            message="the value has changed meanwhile: seal it again",
        )
