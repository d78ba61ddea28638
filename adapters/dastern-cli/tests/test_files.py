"""
Files that are written whole, or not at all.
"""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dastern_cli.files import UnwritableFileError, require_apart, write_whole
from dastern_cli.main import app
from dastern_core.kernel import InvalidInputError


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


@pytest.mark.parametrize(
    "arguments",
    [
        "scan {0} --review {0}",
        "scan {0} --overlay {0}",
        "confirm {0} --plan {0} --start 2026-11-28",
        "schedule export {0} --ics {0}",
        "adherence measures --events {0} --output {0}",
        "adherence report {0} --output {0}",
    ],
)
def test_no_command_writes_over_what_it_reads(tmp_path: Path, arguments: str) -> None:
    """
    A slip at the shell loses neither a photo nor a table nor a person's confirmation.
    """
    only = tmp_path / "only"
    only.write_bytes(b"content")

    result = CliRunner().invoke(app, arguments.format(only).split())

    assert (3, b"content") == (result.exit_code, only.read_bytes())
    assert "is read too" in " ".join(result.output.split())


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    """
    It is refused before anything is computed.
    """
    with pytest.raises(InvalidInputError) as refused:
        require_apart({"output": tmp_path}, read=[])

    assert f"output names {tmp_path}, a folder. Name a new file." == str(refused.value)


def test_two_outputs_are_two_files(tmp_path: Path) -> None:
    """
    One would replace the other; a device takes both, and so does standard output.
    """
    one = tmp_path / "one"
    require_apart({"png": None, "csv": Path("-"), "svg": Path("-")}, read=["-"])
    require_apart({"png": Path(os.devnull), "csv": Path(os.devnull)}, read=[])

    with pytest.raises(InvalidInputError, match="--png writes too"):
        require_apart({"png": one, "csv": tmp_path / "." / "one"}, read=[])
