"""
What every virus scanner does.
"""

import pytest

from dastern_core.encounters import InfectedFileError, ScanStatus
from dastern_core.ports.virus_scanner import VirusScanner
from dastern_core.testing.fakes.virus_scanner import EICAR

__all__ = ["VirusScannerContract"]


class VirusScannerContract:
    """
    Subclass it and supply a fixture ``scanner``.
    """

    @pytest.mark.rule("EPD-03")
    def test_finds_what_every_scanner_finds(self, scanner: VirusScanner) -> None:
        """
        The test file of the industry is named; a clean file, however large, is clean.
        """
        with pytest.raises(InfectedFileError, match=r"content is infected \(.*[Ee]icar"):
            scanner.scan(EICAR)

        clean = b"%PDF-1.7\n" + bytes(range(256)) * 8_192
        assert [ScanStatus.CLEAN] * 2 == [scanner.scan(clean), scanner.scan(b"%PDF-1.7")]
