"""
Waiting texts: what an earlier release stored in the clear, until an envelope holds it.
"""

import json
import secrets
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Connection, RowMapping, Select, Text, Uuid, all_, literal, select
from sqlalchemy import cast as spelled

from dastern_core.audit import leaf
from dastern_core.encryption import KEY_BYTES, RANDOM_BYTES, DataKey, KeyRing, seal_field
from dastern_postgres.audit_log import audit_entries, read_entry, sealable
from dastern_postgres.columns import metadata
from dastern_postgres.engine import readable
from dastern_postgres.sealed_columns import AUDIT_ENTRY, SEALED, SealedColumn

__all__ = ["erase_waiting", "put_envelope", "waiting_rows", "waiting_words"]


def waiting_rows(
    connection: Connection, one: SealedColumn, *, limit: int, without: Collection[UUID]
) -> list[RowMapping]:
    """
    Load rows whose texts wait for their envelope, and hold them.

    Args:
        connection: In a transaction, as the sealer.
        one: Which envelope.
        limit: At most so many.
        without: The rows to leave, by the table's first key.
    """
    left = literal(list(without), ARRAY(Uuid))
    query = _waiting(one).where(metadata.tables[one.table].c[one.keys[0]] != all_(left))
    return list(connection.execute(query.limit(limit).with_for_update(skip_locked=True)).mappings())


def _waiting_of(connection: Connection, one: SealedColumn, owner: UUID) -> list[RowMapping]:
    """
    Load all of one patient's, and hold them, once nobody else does.
    """
    query = _waiting(one).where(metadata.tables[one.table].c.patient_id == owner)
    return list(connection.execute(query.with_for_update()).mappings())


def waiting_words(one: SealedColumn, row: RowMapping) -> str:
    """
    Give a row's texts as the JSON that its envelope will hold.
    """
    if one is not AUDIT_ENTRY:
        # As text: what is sealed is what was stored, to the last digit.
        return str(row["waiting"])
    texts = {"details": row["details"], "salt": row["salt"].hex()}
    return json.dumps(texts, ensure_ascii=False)


def put_envelope(connection: Connection, one: SealedColumn, row: RowMapping, sealed: bytes) -> None:
    """
    Put an envelope in the place of a row's waiting texts; an audit entry keeps its leaf.

    Raises:
        UnreadableRowError: The row is no audit entry.
    """
    values: dict[str, object] = {one.column: sealed, one.plain: None}
    if one is AUDIT_ENTRY:
        with readable("audit entry"):
            values |= {"leaf": leaf(read_entry(row), row["salt"]), "salt": None}
    table = metadata.tables[one.table]
    keys = {*one.keys, *({"at"} if one is AUDIT_ENTRY else ())}
    connection.execute(
        table.update().where(*(table.c[key] == row[key] for key in keys)).values(values)
    )


def erase_waiting(connection: Connection, owner: UUID, *, version: int) -> int:
    """
    Erase what waits about a patient: it is sealed by a key that nobody keeps.

    So it reads as what their own key sealed, and the log's leaves stay.

    Args:
        connection: In a transaction, as the sealer.
        owner: Whose.
        version: The version that the envelopes name, which will have been erased.

    Returns:
        How many rows there were.

    Raises:
        UnreadableRowError: An audit entry cannot be read, so that its leaf is not known.
    """
    lost = KeyRing(keys=[DataKey(version=version, material=secrets.token_bytes(KEY_BYTES))])
    rows = [(one, row) for one in SEALED for row in _waiting_of(connection, one, owner)]
    for one, row in rows:
        randomness = secrets.token_bytes(RANDOM_BYTES)
        sealed = seal_field(
            waiting_words(one, row), place=one.place(row), keys=lost, randomness=randomness
        )
        put_envelope(connection, one, row, sealed)
    return len(rows)


def _waiting(one: SealedColumn) -> Select[*tuple[object, ...]]:
    if one is AUDIT_ENTRY:
        return select(audit_entries).where(sealable())
    table = metadata.tables[one.table]
    plain, keys = table.c[one.plain], [table.c[key] for key in one.keys]
    return select(*keys, table.c.patient_id, spelled(plain, Text).label("waiting")).where(
        plain.is_not(None)
    )
