"""
A virus scanner that finds the EICAR test file, as every real one does, or fails when told.
"""

from dastern_core.encounters import InfectedFileError, ScanStatus
from dastern_core.kernel import PortError

__all__ = ["EICAR", "FakeVirusScanner"]

# The harmless test file of https://www.eicar.org/download-anti-malware-testfile/, put
# together here so that no scanner takes this module for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""
What every scanner calls infected.
"""


class FakeVirusScanner:
    """
    Scans for one thing.

    Args:
        is_down: Whether it fails.
    """

    def __init__(self, *, is_down: bool = False) -> None:
        self._is_down = is_down

    def scan(self, content: bytes) -> ScanStatus:
        """
        Scan a file.
        """
        if self._is_down:
            message = "the scanner cannot be reached"
            raise PortError(message)
        if EICAR in content:
            name = "Eicar"
            raise InfectedFileError(name)
        return ScanStatus.CLEAN
