"""
An S3 server on this machine, for tests and demonstrations: rclone's, from a pip package.

Needs the extras ``s3`` and ``testing``.
"""

import os
import shutil
import socket
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import stamina

from dastern_storage.s3 import S3Objects, s3_objects

__all__ = ["local_bucket", "local_s3"]

_ACCESS, _SECRET, _BUCKET = "access", "secret-of-the-local-server", "bucket"
_START_SECONDS = 30


@contextmanager
def local_s3(folder: Path) -> Iterator[str]:
    """
    Serve a folder as S3 for the length of a block.

    Args:
        folder: Where its bucket is made.

    Returns:
        The server's address.
    """
    (folder / _BUCKET).mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = shutil.which("rclone", path=sysconfig.get_path("scripts")) or "rclone"
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--config", os.devnull]
    with subprocess.Popen(  # noqa: S603 - a program of this environment
        [*command, "--auth-key", f"{_ACCESS},{_SECRET}", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            for attempt in stamina.retry_context(on=OSError, timeout=_START_SECONDS, attempts=None):
                with attempt, socket.create_connection(("127.0.0.1", port), timeout=1):
                    pass
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def local_bucket(endpoint: str, *, secret_key: str = _SECRET) -> S3Objects:
    """
    Open the local server's bucket.

    Args:
        endpoint: As ``local_s3`` gives it.
        secret_key: The server's own, or a wrong one.
    """
    return s3_objects(
        endpoint=endpoint,
        region="us-east-1",
        bucket=_BUCKET,
        access_key=_ACCESS,
        secret_key=secret_key,
    )
