"""
A real S3 server on this machine, and folders that do not exist yet.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from dastern_storage.s3 import S3Objects
from dastern_storage.testing import local_bucket, local_s3


@pytest.fixture(scope="session")
def s3_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """
    Start the server, and stop it afterwards.
    """
    with local_s3(tmp_path_factory.mktemp("s3")) as endpoint:
        yield endpoint


@pytest.fixture
def bucket(s3_endpoint: str) -> S3Objects:
    """
    Give the server's bucket, empty.
    """
    objects = local_bucket(s3_endpoint)
    for number in (1, 2):
        objects.delete(UUID(int=number))
    return objects


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """
    Give a folder that does not exist yet.
    """
    return tmp_path / "new" / "folder"
