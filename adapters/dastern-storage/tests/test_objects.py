"""
Objects: in memory, in a folder and in S3, by one contract.
"""

from pathlib import Path
from uuid import UUID

import pytest

from dastern_core.ports.objects import Objects
from dastern_core.testing.contracts.objects import ObjectsContract
from dastern_storage import FolderObjects
from dastern_storage.failures import StorageFailureError
from dastern_storage.s3 import S3Objects


class TestFolderObjects(ObjectsContract):
    """
    The folder keeps the contract.
    """

    @pytest.fixture
    def objects(self, folder: Path) -> Objects:
        """
        Give an empty folder.
        """
        return FolderObjects(folder)


class TestS3Objects(ObjectsContract):
    """
    The bucket keeps the contract.
    """

    @pytest.fixture
    def objects(self, bucket: S3Objects) -> Objects:
        """
        Give an empty bucket.
        """
        return bucket


def test_only_the_owner_reads_a_folder(folder: Path) -> None:
    """
    Neither group nor others can read an object, and nothing else is left beside it.
    """
    FolderObjects(folder).put(UUID(int=1), b"one")
    (path,) = (one for one in folder.rglob("*") if one.is_file())

    assert 0o600 == path.stat().st_mode & 0o777
    assert path.name == UUID(int=1).hex


def test_a_full_or_foreign_disk_is_a_declared_error(folder: Path) -> None:
    """
    A file where the folder should be refuses everything, and no path is told.
    """
    folder.parent.mkdir()
    folder.write_bytes(b"")
    objects = FolderObjects(folder)

    with pytest.raises(StorageFailureError) as caught:
        objects.put(UUID(int=1), b"one")
    assert str(folder) not in str(caught.value)
    with pytest.raises(StorageFailureError):
        objects.get(UUID(int=1))
