"""
Scans: what a virus scanner said of a file.

A file that nobody scanned says so for as long as it is kept: its reader decides whether to
open it (EPD-03).
"""

from enum import Enum
from typing import ClassVar

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["InfectedFileError", "ScanStatus"]


class ScanStatus(Enum):
    """
    Whether a file was scanned for viruses.
    """

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


class InfectedFileError(InvalidInputError):
    """
    A scanner found something in the file; it is stored nowhere.

    Args:
        found: What, as the scanner names it.
    """

    code: ClassVar[str] = "infected_file"

    def __init__(self, found: str) -> None:
        remedy = "Do not send it on; clean the device that it comes from."
        super().__init__(Fault(field="content", problem=f"is infected ({found})", remedy=remedy))
        self.found = found
