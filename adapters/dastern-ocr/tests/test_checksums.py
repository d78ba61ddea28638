"""
Checksums: a model is loaded only where its bytes are the ones that were tested.
"""

import hashlib
from pathlib import Path

import pytest

from dastern_core.kernel import PortError
from dastern_ocr.checksums import SUMS_FILE, check_file, check_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """
    Give a folder with two models and their list.
    """
    lines = []
    for name in ("det/model.bin", "rec/model.bin"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(name.encode())
        lines.append(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n")
    (tmp_path / SUMS_FILE).write_text("".join(lines))
    return tmp_path


def test_a_file_is_the_one_or_is_refused(tmp_path: Path) -> None:
    """
    A file with the known checksum is accepted; after one changed byte it is not.
    """
    (tmp_path / "model").write_bytes(b"model")
    sums = {"model": hashlib.sha256(b"model").hexdigest()}
    check_file(tmp_path / "model", sums, remedy="do this")

    (tmp_path / "model").write_bytes(b"modem")

    with pytest.raises(PortError, match="is not the one that was tested; do this"):
        check_file(tmp_path / "model", sums, remedy="do this")


def test_a_whole_folder_is_accepted(folder: Path) -> None:
    """
    A folder in which every file is listed and right is accepted, in both forms of the list.
    """
    check_folder(folder)

    (folder / SUMS_FILE).write_text((folder / SUMS_FILE).read_text().replace("  ", " *"))
    check_folder(folder)


@pytest.mark.parametrize("name", ["det/model.bin", "rec/new.bin", "rec/model.bin"])
def test_a_changed_folder_is_refused(folder: Path, name: str) -> None:
    """
    A file that was changed or added is named, with the way to list it.
    """
    (folder / name).write_bytes(b"other")

    with pytest.raises(PortError, match=f"{name} is not the one.*sha256sum"):
        check_folder(folder)


def test_a_lost_file_is_refused(folder: Path) -> None:
    """
    A file that is listed and not there is named.
    """
    (folder / "rec/model.bin").unlink()

    with pytest.raises(PortError, match=r"rec/model\.bin is not the one"):
        check_folder(folder)


@pytest.mark.parametrize("content", [None, "one-word\n", b"\xff\xfe\xfa"])
def test_a_folder_without_a_list_is_refused(folder: Path, content: str | bytes | None) -> None:
    """
    Models that nobody vouches for are not loaded; the message is the command to list them.
    """
    if content is None:
        (folder / SUMS_FILE).unlink()
    else:
        (folder / SUMS_FILE).write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )

    with pytest.raises(PortError, match=r"has no readable SHA256SUMS.*sha256sum"):
        check_folder(folder)
