"""
Stored sealed values: those that an older key sealed, and those that none has sealed yet.

An envelope's first bytes name the version of its key.
"""

from collections.abc import Iterator

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Subquery,
    Table,
    Text,
    exists,
    func,
    select,
)
from sqlalchemy import cast as spelled
from sqlalchemy.sql.functions import max as newest_of

from dastern_core.audit import leaf
from dastern_core.encryption import Place, SealedValue
from dastern_core.identity import biometric_id
from dastern_core.ports.key_store import KeyStore
from dastern_postgres.audit_log import audit_entries, read_entry, sealable
from dastern_postgres.biometrics import biometric_references
from dastern_postgres.columns import metadata
from dastern_postgres.data_keys import data_keys, erased_keys
from dastern_postgres.engine import readable
from dastern_postgres.sealed_columns import AUDIT_ENTRY, SEALED, SealedColumn
from dastern_postgres.sealer import SEALER_ROLE, Sealer, acting_as
from dastern_postgres.whole_rows import change_row

__all__ = ["PostgresSealedValues"]

_CHANGED = "the value has changed meanwhile: seal it again"


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

    def seal_plain(self, *, limit: int) -> int:
        """
        Seal some of what an earlier release stored in the clear; 0 once nothing is left.

        Args:
            limit: At most so many rows; at least 1.

        Raises:
            PortError: The database or the key store failed.
        """
        done = 0
        with acting_as(self._connection, SEALER_ROLE, back=self._role):
            for one in SEALED:
                if done < limit:
                    seal = self._seal_entries if one is AUDIT_ENTRY else self._seal_texts
                    done += seal(one, limit - done)
        return done

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

    def _seal_texts(self, one: SealedColumn, limit: int) -> int:
        table = metadata.tables[one.table]
        plain, keys = table.c[one.plain], [table.c[key] for key in one.keys]
        # As text: what is sealed is what was stored, to the last digit.
        rows = self._connection.execute(
            select(*keys, table.c.patient_id, spelled(plain, Text).label("waiting"))
            .where(plain.is_not(None))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        waiting = rows.mappings().all()
        for row in waiting:
            sealed = self._sealer.seal_text(one, row, row["waiting"])
            self._connection.execute(
                table.update()
                .where(*(key == row[key.name] for key in keys))
                .values({one.column: sealed, one.plain: None})
            )
        return len(waiting)

    def _seal_entries(self, one: SealedColumn, limit: int) -> int:
        rows = self._connection.execute(
            select(audit_entries).where(sealable()).limit(limit).with_for_update(skip_locked=True)
        )
        waiting = rows.mappings().all()
        for row in waiting:
            with readable("audit entry"):
                content = leaf(read_entry(row), row["salt"])
            texts = {"details": row["details"], "salt": row["salt"].hex()}
            values = {"sealed": self._sealer.seal(one, row, texts), "leaf": content}
            self._connection.execute(
                audit_entries.update()
                .where(audit_entries.c.id == row["id"], audit_entries.c.at == row["at"])
                .values({**values, "details": None, "salt": None})
            )
        return len(waiting)


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
