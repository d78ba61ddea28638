"""
Checksums: a model is loaded only where its bytes are the ones that were tested.

A model that was swapped or cut reads other numbers without a word.
"""

import hashlib
from collections.abc import Mapping
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from pathlib import Path

from dastern_core.kernel import PortError

__all__ = ["SUMS_FILE", "check_file", "check_folder"]

SUMS_FILE = "SHA256SUMS"
"""
The file in a folder of models that lists what is in it, as coreutils' ``sha256sum`` writes it.
"""

_MOST_FILES = 100  # in a folder of models
_LARGEST = 2_000_000_000  # bytes of one model's file


def check_file(place: Traversable, checksums: Mapping[str, str], *, remedy: str) -> None:
    """
    Check that a model's file is the one.

    Args:
        place: The file.
        checksums: The SHA-256 of each known file, in hexadecimal digits, by its name.
        remedy: What brings the right file back, such as ``"reinstall dastern-ocr"``.

    Raises:
        PortError: The file is missing or is another one.
    """
    try:
        with as_file(place) as path, path.open("rb") as file:
            checksum = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"the model file {place.name} is missing; {remedy}"
        raise PortError(message) from error
    if checksum != checksums[place.name]:
        message = f"the model file {place.name} is not the one that was tested; {remedy}"
        raise PortError(message)


def check_folder(folder: Path) -> None:
    """
    Check every file of a user's own models against the list that lies beside them.

    Args:
        folder: Holds ``SHA256SUMS`` and folders with models.

    Raises:
        PortError: There is no list, or a file is missing, changed or not listed.
    """
    remedy = f"Make the list once of models that you trust: cd {folder} && sha256sum */* > "
    remedy += SUMS_FILE
    try:
        listed = dict(_entry(line) for line in (folder / SUMS_FILE).read_text().splitlines())
        found = sorted(path for path in folder.glob("*/**/*") if path.is_file())
    except (OSError, ValueError) as error:
        message = f"the folder of models {folder} has no readable {SUMS_FILE}. {remedy}"
        raise PortError(message) from error
    names = {path.relative_to(folder).as_posix(): path for path in found[:_MOST_FILES]}
    for name in sorted(listed.keys() | names.keys()):
        if listed.get(name) != _checksum(names.get(name)):
            message = f"the model file {folder / name} is not the one in {SUMS_FILE}. {remedy}"
            raise PortError(message)


def _entry(line: str) -> tuple[str, str]:
    checksum, name = line.split(maxsplit=1)
    return name.removeprefix("*"), checksum.lower()


def _checksum(path: Path | None) -> str:
    if path is None or path.stat().st_size > _LARGEST:
        return "none"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
