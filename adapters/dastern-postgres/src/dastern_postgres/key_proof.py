"""
The key proof: whether a key store is the one that wrapped a database's keys.

Two folders of keys look alike, and each names its first key the same. So one wrapped key of
each name is opened, once, before anything is read or written.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from dastern_core.encryption import EnvelopeError, KeyErasedError, WrappedKey
from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.ports.key_store import KeyStore
from dastern_postgres.sealer import SEALER_ROLE, acting_as

__all__ = ["WrongKeysError", "prove_keys", "prove_opening", "require_opening", "wrapped_keys"]

# A database of an early release has no such table, or lets nobody but its owner read it.
_KNOWN = text(
    f"SELECT has_table_privilege(to_regrole('{SEALER_ROLE}'), to_regclass('data_keys'), 'SELECT')"
)
# The first and the last of each name: one that somebody spoiled is not yet another folder.
_SAMPLES = text(
    "SELECT patient_id, version, store_key_id, wrapped FROM data_keys WHERE ctid = ANY(ARRAY("
    "SELECT unnest(ARRAY[min(ctid), max(ctid)]) FROM data_keys GROUP BY store_key_id))"
)
_COPIED = "COPY public.data_keys (patient_id, version, store_key_id, wrapped) FROM stdin;"
_END = "\\."


class WrongKeysError(InvalidInputError):
    """
    The key store did not wrap the keys that are stored, or lacks one of its own.
    """

    code = "wrong_keys"


def prove_opening(engine: Engine, keys: KeyStore) -> None:
    """
    Refuse a key store that does not open a database's keys, as the sealer sees them.

    Raises:
        WrongKeysError: A name's keys do not open; the message tells where the store is.
        PortError: The database cannot be reached, or the key store failed.
    """
    with engine.begin() as connection:
        if connection.scalar(_KNOWN):
            with acting_as(connection, SEALER_ROLE, back=None):
                prove_keys(connection, keys)


def prove_keys(connection: Connection, keys: KeyStore) -> None:
    """
    As `prove_opening`, in a transaction that may read the keys.
    """
    require_opening(
        (
            WrappedKey(
                owner=row.patient_id,
                version=row.version,
                store_key_id=row.store_key_id,
                wrapped=row.wrapped,
            )
            for row in connection.execute(_SAMPLES)
        ),
        keys,
    )


def require_opening(wrapped: Iterable[WrappedKey], keys: KeyStore) -> None:
    """
    Refuse a key store that opens none of the keys that one of its names wrapped.

    Args:
        wrapped: The keys to try; of one name the first that opens is enough.
        keys: Says by ``str()`` where it is.

    Raises:
        WrongKeysError: A name's keys do not open.
        PortError: The key store failed.
    """
    opened: dict[str, bool] = {}
    for one in wrapped:
        if not opened.get(one.store_key_id):
            opened[one.store_key_id] = _opens(one, keys)
    closed = sorted(name for name, opens in opened.items() if not opens)
    if closed:
        problem = f"does not open what {', '.join(closed)} of this database wrapped"
        remedy = "Name the folder whose keys wrap this database's, or restore its whole copy."
        raise WrongKeysError(Fault(field=str(keys), problem=problem, remedy=remedy))


def wrapped_keys(dump: Iterable[str]) -> Iterator[WrappedKey]:
    """
    Give the wrapped keys of a dump that is written out as SQL; none where it holds none.

    Args:
        dump: The lines of ``pg_restore --data-only --table=data_keys``.

    Raises:
        ValueError: A line is no row of that table.
    """
    rows = False
    for line in dump:
        read = line.rstrip("\n")
        if read == _END:
            rows = False
        elif rows:
            owner, version, name, wrapped = read.split("\t")
            yield WrappedKey(
                owner=UUID(owner),
                version=int(version),
                store_key_id=name,
                wrapped=bytes.fromhex(wrapped.removeprefix("\\\\x")),
            )
        else:
            rows = read == _COPIED


def _opens(one: WrappedKey, keys: KeyStore) -> bool:
    try:
        keys.unwrap(one)
    except (EnvelopeError, KeyErasedError):
        return False
    return True
