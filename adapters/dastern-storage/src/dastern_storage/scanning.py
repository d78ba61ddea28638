"""
Scanning: what looks for viruses where no scanner is installed, which is nothing, and says so.
"""

from dastern_core.encounters import ScanStatus

__all__ = ["NoVirusScanner"]


class NoVirusScanner:
    """
    The default, which needs no other program: type and size are checked by the core alone.

    Every document that passes it says for good that nobody scanned it.
    """

    def scan(self, content: bytes) -> ScanStatus:
        """
        Tell that nothing here scans.
        """
        del content
        return ScanStatus.NOT_SCANNED
