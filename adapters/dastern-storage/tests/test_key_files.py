"""
Keys in files: by the contract of a key-management service.
"""

from pathlib import Path
from uuid import UUID

import pytest

from dastern_core.encryption import DataKey, KeyErasedError
from dastern_core.kernel import InvalidInputError
from dastern_core.ports.key_store import KeyStore
from dastern_core.testing.contracts.key_store import KeyStoreContract
from dastern_storage import open_key_files
from dastern_storage.failures import StorageFailureError

_KEY = DataKey(version=1, material=b"k" * 32)


class TestKeyFiles(KeyStoreContract):
    """
    The folder keeps the contract.
    """

    @pytest.fixture
    def key_store(self, folder: Path) -> KeyStore:
        """
        Give a new folder of keys.
        """
        return open_key_files(folder)


def test_keys_outlive_the_process(folder: Path) -> None:
    """
    What one opening wrapped, the next unwraps; a rotation elsewhere counts at once.
    """
    first, second = open_key_files(folder), open_key_files(folder)
    wrapped = first.wrap(_KEY, owner=UUID(int=1))
    name = second.rotate()

    assert _KEY == second.unwrap(wrapped)
    assert name == first.wrap(_KEY, owner=UUID(int=1)).store_key_id
    assert {0o600} == {path.stat().st_mode & 0o777 for path in folder.iterdir()}


def test_destroying_a_file_erases(folder: Path) -> None:
    """
    Nothing that the destroyed key wrapped can be read again.
    """
    keys = open_key_files(folder)
    wrapped = keys.wrap(_KEY, owner=UUID(int=1))
    keys.rotate()
    (folder / wrapped.store_key_id).unlink()

    with pytest.raises(KeyErasedError):
        keys.unwrap(wrapped)


def test_a_key_that_others_can_read_is_refused(folder: Path) -> None:
    """
    The error names the file and what to do.
    """
    open_key_files(folder)
    (folder / "key-000001").chmod(0o644)

    with pytest.raises(InvalidInputError, match="key-000001 can be read by others"):
        open_key_files(folder)


def test_a_damaged_key_is_refused(folder: Path) -> None:
    """
    A cut file is no key, and no other one takes its place in silence.
    """
    open_key_files(folder)
    (folder / "key-000001").write_text("zz")

    with pytest.raises(InvalidInputError, match="key-000001 is no key"):
        open_key_files(folder)


def test_a_folder_that_is_none_is_a_declared_error(folder: Path) -> None:
    """
    A file stands where the folder should be.
    """
    folder.parent.mkdir()
    folder.write_bytes(b"")

    with pytest.raises(StorageFailureError, match="the folder cannot be used"):
        open_key_files(folder)


def test_no_key_is_drawn_where_none_may_be(tmp_path: Path) -> None:
    """
    A missing folder and one without a key are refused and stay so; one with a key is opened.
    """
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o700)
    for folder in (empty, tmp_path / "missing"):
        with pytest.raises(InvalidInputError, match="holds no key"):
            open_key_files(folder, draw=False)
    left = list(tmp_path.rglob("*"))
    open_key_files(empty)

    assert [empty] == left
    assert open_key_files(empty, draw=False).ring() == open_key_files(empty).ring()
