"""
Which key store opens a database: the one that wrapped its keys, and no other.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import attrs
import psycopg
import pytest

from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.samples import sample_note, sample_patient_id
from dastern_postgres import PostgresStore, postgres_store
from dastern_postgres.backup import MEDICAL, backup, restore
from dastern_postgres.identity_store import identity_store
from dastern_postgres.key_proof import WrongKeysError, wrapped_keys
from dastern_postgres.testing import SAMPLE_KEYS

_ANOTHER = InMemoryKeyStore("another")
_Opening = Callable[..., AbstractContextManager[object]]


def write(store: PostgresStore, *numbers: int) -> None:
    """
    Write a sealed text about each of some patients, who get their first keys so.
    """
    with store.begin() as work:
        for number in numbers:
            note = attrs.evolve(sample_note(number), patient_id=sample_patient_id(number))
            work.doctor_notes.put(note)


def relations(database: str) -> int:
    """
    Count the tables of a database.
    """
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchone()
        return 0 if found is None else int(found[0])


@pytest.mark.parametrize("opening", [postgres_store, identity_store])
def test_other_keys_open_no_store(store: PostgresStore, database: str, opening: _Opening) -> None:
    """
    The message says where those keys are and what to do; without any stored key all may open it.
    """
    with opening(database, keys=_ANOTHER):
        pass
    write(store, 1)
    told = "the key store another does not open what fake/1 .* Name the folder"
    with pytest.raises(WrongKeysError, match=told), opening(database, keys=_ANOTHER):
        pass
    with opening(database, keys=SAMPLE_KEYS) as opened:
        pass

    assert opened is not None


def test_a_folder_that_lacks_a_later_key_opens_no_store(database: str) -> None:
    """
    A copy that was made before a rotation misses what is sealed since, and says which key.
    """
    whole = InMemoryKeyStore("kept")
    with postgres_store(database, keys=whole) as store:
        write(store, 1)
        whole.rotate()
        write(store, 2)
    with (
        pytest.raises(WrongKeysError) as caught,
        postgres_store(database, keys=InMemoryKeyStore("kept")),
    ):
        pass

    assert "does not open what fake/2 of this database wrapped" in str(caught.value)


def test_one_spoiled_key_is_not_another_folder(store: PostgresStore, database: str) -> None:
    """
    What somebody did to one patient's key closes the store to nobody else.
    """
    write(store, 1, 2)
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(
            "UPDATE data_keys SET wrapped = set_byte(wrapped, 9, 255 - get_byte(wrapped, 9))"
            " WHERE patient_id = %s",
            [sample_patient_id(1)],
        )
    with postgres_store(database, keys=SAMPLE_KEYS) as again, again.begin() as work:
        note = work.doctor_notes.get(sample_note(2).id)

    assert sample_note(2).content == note.content


def test_nothing_is_backed_up_or_restored_with_other_keys(
    store: PostgresStore, database: str, blank_database: str, tmp_path: Path
) -> None:
    """
    Neither a file nor a table appears; the right keys then do both.
    """
    write(store, 1, 2)
    file = tmp_path / "all.backup"
    with pytest.raises(WrongKeysError, match="the key store another"):
        backup({MEDICAL: database}, file, keys=_ANOTHER)
    left = list(tmp_path.iterdir())
    made = backup({MEDICAL: database}, file, keys=SAMPLE_KEYS)
    with pytest.raises(WrongKeysError, match="the key store another"):
        restore(file, {MEDICAL: blank_database}, keys=_ANOTHER)
    written = relations(blank_database)
    came = restore(file, {MEDICAL: blank_database}, keys=SAMPLE_KEYS)

    assert ([], 0) == (left, written)
    assert made == came


def test_a_dump_of_something_else_is_no_key() -> None:
    """
    A row that is none is an error, and what stands before and behind the rows is none.
    """
    copied = "COPY public.data_keys (patient_id, version, store_key_id, wrapped) FROM stdin;\n"
    owner = sample_patient_id(1)
    rows = ["SET x = 1;\n", copied, f"{owner}\t1\tkey\t\\\\x00ff\n", "\\.\n", "SELECT 1;\n"]
    (found,) = wrapped_keys(rows)
    with pytest.raises(ValueError, match="not enough values"):
        list(wrapped_keys([copied, "half\n"]))

    assert (owner, 1, "key", b"\x00\xff") == attrs.astuple(found)
