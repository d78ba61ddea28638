"""
Files that are written whole, or not at all.
"""

import os
from pathlib import Path

import pytest

from dastern_cli.files import UnwritableFileError, write_whole


def test_writes_over_what_was_there(tmp_path: Path) -> None:
    """
    The folder is made, the content replaced, nothing else left; only the owner reads it.
    """
    path = tmp_path / "new" / "file.bin"
    write_whole(path, b"first")
    written = write_whole(path, b"second")

    assert (path, b"second") == (written, path.read_bytes())
    assert [path] == list(path.parent.iterdir())
    assert 0o600 == path.stat().st_mode & 0o777


def test_a_failure_leaves_the_old_content(tmp_path: Path) -> None:
    """
    Where the new file cannot take its place, the old one stays and no half is left.
    """
    folder = tmp_path / "taken"
    (folder / "inside").mkdir(parents=True)

    with pytest.raises(UnwritableFileError, match="taken cannot be written"):
        write_whole(folder, b"content")
    assert [folder] == list(tmp_path.iterdir())


def test_a_pipe_is_written_into_and_stays(tmp_path: Path) -> None:
    """
    What is no file, such as ``/dev/null``, must not be replaced by one.
    """
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, b"content")

        assert (b"content", True) == (os.read(reader, 99), pipe.is_fifo())
        assert [pipe] == list(tmp_path.iterdir())
    finally:
        os.close(reader)
