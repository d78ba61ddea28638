"""
Safety: what a person's medicines do together, dose by dose.
"""

from dastern_core.safety.findings import Finding, FindingCode, Severity
from dastern_core.safety.regimens import (
    Patient,
    PlannedDose,
    Regimen,
    regimen_from,
    regimens_of,
)
from dastern_core.safety.review import MOST_REGIMENS, check

__all__ = [
    "MOST_REGIMENS",
    "Finding",
    "FindingCode",
    "Patient",
    "PlannedDose",
    "Regimen",
    "Severity",
    "check",
    "regimen_from",
    "regimens_of",
]
