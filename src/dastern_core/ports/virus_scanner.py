"""
A virus scanner.
"""

from typing import Protocol

from dastern_core.encounters import ScanStatus

__all__ = ["VirusScanner"]


class VirusScanner(Protocol):
    """
    Looks into a file before it is stored (EPD-03).
    """

    def scan(self, content: bytes) -> ScanStatus:
        """
        Scan a file.

        Args:
            content: The whole file.

        Returns:
            CLEAN where nothing was found; NOT_SCANNED where nothing here scans.

        Raises:
            InfectedFileError: Something was found.
            PortError: The scanner failed; nobody knows whether the file is clean.
        """
        ...
