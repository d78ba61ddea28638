"""
The sealer: seals and opens the texts of rows, as one transaction does it.

Keys are no person's to read: whoever acts, they are loaded as a role of the database that
reaches keys and envelopes alone.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import attrs
from sqlalchemy import Connection, Select, text

from dastern_core.encryption import (
    KEY_BYTES,
    RANDOM_BYTES,
    DataKey,
    EnvelopeError,
    KeyErasedError,
    KeyRing,
    WrappedKey,
    key_version,
    open_field,
    seal_field,
)
from dastern_core.kernel import Fault, NotFoundError, UnreadableError
from dastern_core.ports.key_store import KeyStore
from dastern_postgres.engine import readable
from dastern_postgres.sealed_columns import Row, SealedColumn

__all__ = ["SEALER_ROLE", "MissingKeyError", "Sealer", "acting_as"]

SEALER_ROLE = "dastern_sealer"
"""
As whom keys are loaded, and envelopes are sealed anew.
"""

_MISSING = Fault(field="sealed", problem="is missing", remedy="Restore the row from a backup.")
_GONE = "a key is gone that nobody erased: restore the keys from a backup"
_Made = TypeVar("_Made")
_Value = TypeVar("_Value", bound=attrs.AttrsInstance)
_KEYS = text(
    "SELECT patient_id, version, store_key_id, wrapped FROM data_keys"
    " WHERE patient_id = ANY(:owners)"
    " UNION ALL SELECT patient_id, version, NULL, NULL FROM erased_keys"
    " WHERE patient_id = ANY(:owners)"
)
_FIRST = text(
    "INSERT INTO data_keys (patient_id, version, store_key_id, wrapped)"
    " VALUES (:owner, :version, :store_key_id, :wrapped) ON CONFLICT DO NOTHING"
)


class MissingKeyError(UnreadableError):
    """
    A key that sealed something is gone, and nobody erased it: restore it from a backup.
    """

    code = "missing_key"


# A missing key, a broken envelope, or texts that are none of such a value.
_BROKEN = (MissingKeyError, LookupError, TypeError, ValueError)


@attrs.frozen(kw_only=True)
class _Owned:
    ring: KeyRing | None = None
    erased: int = 0  # the last version that was
    fault: Exception | None = None  # why there is no ring, where there are keys

    def opened(self) -> KeyRing | None:
        """
        Give the ring; None where there is no key.
        """
        if self.fault is not None:
            raise self.fault
        return self.ring


@contextmanager
def acting_as(connection: Connection, role: str, *, back: str | None) -> Iterator[None]:
    """
    Act as another role for a block; after an error in it the transaction is of no use.

    Args:
        connection: In a transaction, of a login that is a member of both roles.
        role: The role.
        back: As whom the transaction acts otherwise, or None for the login itself.
    """
    connection.exec_driver_sql(f"SET LOCAL ROLE {role}")
    yield
    connection.exec_driver_sql(f"SET LOCAL ROLE {back or 'NONE'}")


class Sealer:
    """
    The envelopes, as one transaction seals and opens them.

    Args:
        connection: In a transaction.
        keys: Wraps the patients' keys.
        role: As whom the transaction acts, or None for a login that may read the keys.
        only_seals: Whether nothing is opened: then the newest key alone is unwrapped, so that
            the work is the same however often a key was renewed.
    """

    def __init__(
        self,
        connection: Connection,
        keys: KeyStore,
        *,
        role: str | None,
        only_seals: bool = False,
    ) -> None:
        self._connection = connection
        self._keys = keys
        self._role = role
        self._only_seals = only_seals
        self._owned: dict[UUID, _Owned] = {}

    def seal(self, column: SealedColumn, row: Row, texts: Mapping[str, object]) -> bytes:
        """
        Seal a row's texts by the newest key of its patient, who gets a first one here.

        Args:
            column: Which envelope.
            row: The row's keys and its patient.
            texts: What JSON can say, by name.

        Raises:
            PortError: The keys cannot be loaded, or the key store failed.
        """
        return self.seal_text(column, row, json.dumps(texts, ensure_ascii=False))

    def seal_text(self, column: SealedColumn, row: Row, content: str) -> bytes:
        """
        As `seal`, of texts that are one JSON text already.
        """
        place = column.place(row)
        return seal_field(
            content,
            place=place,
            keys=self._ring_to_seal(place.tenant),
            randomness=secrets.token_bytes(RANDOM_BYTES),
        )

    def parted(self, column: SealedColumn, values: Mapping[str, object]) -> dict[str, object]:
        """
        Give a new row's values with its texts in their envelope; without one where all are None.
        """
        texts = {name: value for name, value in values.items() if name in column.erased}
        there = any(value is not None for value in texts.values())
        return column.without(values) | {
            column.column: self.seal(column, values, texts) if there else None
        }

    def values(
        self,
        column: SealedColumn,
        rows: Sequence[Row],
        make: Callable[[dict[str, Any]], _Made],
        *,
        listed: bool = False,
    ) -> tuple[_Made, ...]:
        """
        Make values out of rows, with their texts in place of their envelopes.

        A text whose key was erased reads as ``column.erased`` says.

        Args:
            column: Which envelope.
            rows: The rows.
            make: Makes a value out of a row.
            listed: Whether one that does not open hides no other: its texts read as
                ``column.unopened`` says, and so do texts that are none of such a value.

        Raises:
            MissingKeyError: A key is gone that nobody erased.
            EnvelopeError: An envelope was changed, moved from where it belongs, or is missing.
            PortError: The keys cannot be loaded, or the key store failed.
            ValueError: ``make`` refuses a row.
        """
        self._load({row["patient_id"] for row in rows if row[column.column] is not None})
        return tuple(self._made(column, row, make, listed=listed) for row in rows)

    def rows(
        self, column: SealedColumn, rows: Sequence[Row], *, listed: bool = False
    ) -> tuple[dict[str, Any], ...]:
        """
        As `values`, of the rows themselves.
        """
        return self.values(column, rows, dict, listed=listed)

    def load(
        self, column: SealedColumn, query: Select[*tuple[object, ...]], kind: type[_Value]
    ) -> tuple[_Value, ...]:
        """
        Load the values that a query of whole rows finds, as a list tells them.

        Raises:
            UnreadableRowError: A row breaks a rule of the value.
            PortError: The keys cannot be loaded, or the key store failed.
        """
        return self._values(column, query, kind, listed=True)

    def load_one(
        self, column: SealedColumn, query: Select[*tuple[object, ...]], kind: type[_Value]
    ) -> _Value:
        """
        Load the one value that a query of whole rows finds.

        Raises:
            NotFoundError: There is none.
            UnreadableRowError: The row breaks a rule of the value, or its envelope is broken.
            PortError: As for `rows`.
        """
        found = self._values(column, query, kind, listed=False)
        if not found:
            message = (
                f"there is no such {kind.__name__}, or not for whoever acts: compare its identifier"
            )
            raise NotFoundError(message)
        return found[0]

    def was_erased(self, column: SealedColumn, row: Row) -> bool:
        """
        Tell whether the key that sealed a row's texts was erased.
        """
        sealed = row[column.column]
        if sealed is None:
            return False
        owner = row["patient_id"]
        self._load({owner})
        return key_version(sealed) <= self._owned[owner].erased

    def _values(
        self,
        column: SealedColumn,
        query: Select[*tuple[object, ...]],
        kind: type[_Value],
        *,
        listed: bool,
    ) -> tuple[_Value, ...]:
        found = self._connection.execute(query).mappings().all()
        with readable(kind.__name__):
            return self.values(column, found, lambda row: kind(**row), listed=listed)

    def _made(
        self,
        column: SealedColumn,
        row: Row,
        make: Callable[[dict[str, Any]], _Made],
        *,
        listed: bool,
    ) -> _Made:
        kept = {
            name: value for name, value in row.items() if name not in {column.column, column.plain}
        }
        try:
            texts = self._texts(column, row)
            return make(kept | {name: texts[name] for name in column.erased})
        except _BROKEN:
            if not listed:
                raise
        return make({**kept, **column.unopened})

    def _texts(self, column: SealedColumn, row: Row) -> Mapping[str, Any]:
        sealed = row[column.column]
        if sealed is None:
            waiting: Mapping[str, Any] | None = row[column.plain]
            if waiting is None and not column.optional:
                raise EnvelopeError(_MISSING)
            return waiting or dict.fromkeys(column.erased)
        if self.was_erased(column, row):
            return column.erased
        ring = self._owned[row["patient_id"]].opened()
        if ring is None:
            raise MissingKeyError(_GONE)
        try:
            content = open_field(sealed, place=column.place(row), keys=ring)
        except KeyErasedError as error:
            raise MissingKeyError(_GONE) from error
        opened: Mapping[str, Any] = json.loads(content, parse_float=Decimal)
        return opened

    def _ring_to_seal(self, owner: UUID) -> KeyRing:
        self._load({owner})
        ring = self._owned[owner].opened()
        if ring is None:
            self._make_first(owner, version=self._owned[owner].erased + 1)
            del self._owned[owner]
            self._load({owner})
            ring = self._owned[owner].opened()
        if ring is None:
            message = "the patient's keys were erased at this moment: try again"
            raise MissingKeyError(message)
        return ring

    def _make_first(self, owner: UUID, *, version: int) -> None:
        drawn = DataKey(version=version, material=secrets.token_bytes(KEY_BYTES))
        wrapped = self._keys.wrap(drawn, owner=owner)
        # Of two that seal somebody's first text at once, the second waits here for the
        # first one's key and takes it.
        with self._loading():
            self._connection.execute(_FIRST, attrs.asdict(wrapped, recurse=False))

    def _load(self, owners: set[UUID]) -> None:
        missing = owners - self._owned.keys()
        if not missing:
            return
        with self._loading():
            found = self._connection.execute(_KEYS, {"owners": list(missing)}).all()
        rows: dict[UUID, list[Any]] = {owner: [] for owner in missing}
        for row in found:
            rows[row.patient_id].append(row)
        self._owned |= {owner: self._owning(own) for owner, own in rows.items()}

    def _owning(self, rows: Sequence[Any]) -> _Owned:
        wrapped = sorted(
            (row for row in rows if row.wrapped is not None), key=lambda row: row.version
        )
        if self._only_seals:
            wrapped = wrapped[-1:]
        erased = max((row.version for row in rows if row.wrapped is None), default=0)
        try:
            keys = [self._keys.unwrap(_wrapped(row)) for row in wrapped]
        except KeyErasedError as error:
            fault = MissingKeyError("the key store's own key is gone: restore it from a backup")
            fault.__cause__ = error
            return _Owned(erased=erased, fault=fault)
        except EnvelopeError as error:
            return _Owned(erased=erased, fault=error)
        return _Owned(ring=KeyRing(keys=keys) if keys else None, erased=erased)

    @contextmanager
    def _loading(self) -> Iterator[None]:
        if self._role is None:
            yield
            return
        with acting_as(self._connection, SEALER_ROLE, back=self._role):
            yield


def _wrapped(row: Any) -> WrappedKey:  # noqa: ANN401 - a row of `_KEYS`
    return WrappedKey(
        owner=row.patient_id,
        version=row.version,
        store_key_id=row.store_key_id,
        wrapped=row.wrapped,
    )
