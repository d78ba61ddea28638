"""
Failures: what the disk or the network did, as the ports declare it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from dastern_core.kernel import PortError

__all__ = ["StorageFailureError", "disk_failures"]


class StorageFailureError(PortError):
    """
    The store cannot be reached, or does not take or give what it should.
    """

    code = "storage_failure"


@contextmanager
def disk_failures() -> Iterator[None]:
    """
    Turn what the disk refuses into a declared error that names no file.

    Raises:
        StorageFailureError: The disk refused.
    """
    try:
        yield
    except OSError as error:
        message = f"the folder cannot be used ({error.strerror}): check its disk and its owner"
        raise StorageFailureError(message) from error
