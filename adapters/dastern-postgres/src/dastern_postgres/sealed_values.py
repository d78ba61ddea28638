"""
Stored sealed values: those that an older key sealed, and those that none has sealed yet.

An envelope's first bytes name the version of its key.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

import attrs
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    RowMapping,
    Subquery,
    Table,
    exists,
    func,
    select,
)
from sqlalchemy.sql.functions import max as newest_of

from dastern_core.encryption import EnvelopeError, Place, SealedValue
from dastern_core.identity import biometric_id
from dastern_core.ports.key_store import KeyStore
from dastern_postgres.biometrics import biometric_references
from dastern_postgres.columns import metadata
from dastern_postgres.data_keys import data_keys, erased_keys
from dastern_postgres.engine import UnreadableRowError, readable
from dastern_postgres.sealed_columns import SEALED, SealedColumn
from dastern_postgres.sealer import SEALER_ROLE, MissingKeyError, Sealer, acting_as
from dastern_postgres.waiting_texts import put_envelope, waiting_rows, waiting_words
from dastern_postgres.whole_rows import change_row

__all__ = ["PlainSealed", "PostgresSealedValues"]

_CHANGED = "the value has changed meanwhile: seal it again"


@attrs.frozen(kw_only=True)
class PlainSealed:
    """
    What one call of `PostgresSealedValues.seal_plain` did.

    Args:
        sealed: How many rows were sealed; 0 without any refused once nothing is left.
        refused: Which were not, by their table's first key: they cannot be read, or their
            patient's keys do not open.
    """

    sealed: int
    refused: frozenset[UUID] = frozenset()


class PostgresSealedValues:
    """
    The sealed values, as one transaction sees them.

    Args:
        connection: In a transaction.
        keys: Wraps the patients' keys.
        role: As whom the transaction acts, or None for the login itself.
    """

    def __init__(self, connection: Connection, keys: KeyStore, *, role: str | None) -> None:
        self._connection = connection
        self._sealer = Sealer(connection, keys, role=SEALER_ROLE)
        self._role = role

    def stale(self, *, limit: int, skip: int = 0) -> tuple[SealedValue, ...]:
        """
        Load values that an older version of their owner's key sealed than the newest.
        """
        found: list[SealedValue] = []
        with acting_as(self._connection, SEALER_ROLE, back=self._role), readable("sealed value"):
            for one in SEALED:
                if len(found) < skip + limit:
                    found += self._stale(one, skip + limit - len(found))
            if len(found) < skip + limit:
                found += self._stale_references(skip + limit - len(found))
        return tuple(found[skip:])

    def replace(self, value: SealedValue, sealed: bytes) -> None:
        """
        Store a value sealed anew: compare-and-set.

        Raises:
            ConflictError: It is another by now, or gone.
        """
        table: Table = metadata.tables[value.place.table]
        owner = table.c.account_id if table is biometric_references else table.c.patient_id
        column = table.c[value.place.column]
        # A savepoint undoes the role too, so that the transaction goes on after a conflict.
        with (
            self._connection.begin_nested(),
            acting_as(self._connection, SEALER_ROLE, back=self._role),
        ):
            change_row(
                self._connection,
                table,
                (owner == value.place.tenant) & (column == value.sealed),
                {column.name: sealed},
                message=_CHANGED,
            )

    def seal_plain(self, *, limit: int, without: Collection[UUID] = ()) -> PlainSealed:
        """
        Seal some of what an earlier release stored in the clear.

        One row that cannot be sealed stops no other.

        Args:
            limit: At most so many rows; at least 1.
            without: Which rows to leave, because they were refused.

        Raises:
            PortError: The database or the key store failed.
        """
        sealed, refused = 0, set[UUID]()
        with acting_as(self._connection, SEALER_ROLE, back=self._role):
            for one in SEALED:
                left = limit - sealed - len(refused)
                if left <= 0:
                    break
                for row in waiting_rows(self._connection, one, limit=left, without=without):
                    if self._seal(one, row):
                        sealed += 1
                    else:
                        refused.add(row[one.keys[0]])
        return PlainSealed(sealed=sealed, refused=frozenset(refused))

    def _stale(self, one: SealedColumn, limit: int) -> Iterator[SealedValue]:
        table = metadata.tables[one.table]
        column, owner = table.c[one.column], table.c.patient_id
        keys = [table.c[key] for key in one.keys]
        newest = _newest()
        found = self._connection.execute(
            select(*keys, owner, column)
            .join(newest, newest.c.patient_id == owner)
            .where(_sealed_by(column) < newest.c.version, ~_erased(column, owner))
            .order_by(*keys)
            .limit(limit)
        )
        for row in found.mappings():
            yield SealedValue(place=one.place(row), sealed=row[one.column])

    def _stale_references(self, limit: int) -> Iterator[SealedValue]:
        stored, newest = biometric_references.c, _newest()
        found = self._connection.execute(
            select(stored.account_id, stored.kind, stored.reference)
            .join(newest, newest.c.patient_id == stored.account_id)
            .where(
                _sealed_by(stored.reference) < newest.c.version,
                ~_erased(stored.reference, stored.account_id),
            )
            .order_by(stored.account_id, stored.kind)
            .limit(limit)
        )
        for account_id, kind, sealed in found:
            place = Place(
                table=biometric_references.name,
                column=stored.reference.name,
                tenant=account_id,
                row_id=biometric_id(account_id, kind),
            )
            yield SealedValue(place=place, sealed=sealed)

    def _seal(self, one: SealedColumn, row: RowMapping) -> bool:
        try:
            sealed = self._sealer.seal_text(one, row, waiting_words(one, row))
            put_envelope(self._connection, one, row, sealed)
        except (EnvelopeError, MissingKeyError, UnreadableRowError):
            return False
        return True


def _newest() -> Subquery:
    # An envelope begins with its format and its key's version, four bytes, big-endian.
    version = _written(newest_of(data_keys.c.version))
    return (
        select(data_keys.c.patient_id, version.label("version"))
        .group_by(data_keys.c.patient_id)
        .having(newest_of(data_keys.c.version) > 1)
        .subquery()
    )


def _erased(column: Column[object], owner: Column[object]) -> ColumnElement[bool]:
    return exists().where(
        erased_keys.c.patient_id == owner, _written(erased_keys.c.version) == _sealed_by(column)
    )


def _written(version: ColumnElement[int]) -> ColumnElement[bytes]:
    return func.decode(func.lpad(func.to_hex(version), 8, "0"), "hex", type_=LargeBinary)


def _sealed_by(column: Column[object]) -> ColumnElement[bytes]:
    return func.substr(column, 2, 4, type_=LargeBinary)
