"""
Encounters: what happened at the hospital.
"""

from dastern_core.encounters.critical import (
    CriticalInformation,
    Mention,
    MentionStanding,
    critical_information,
)
from dastern_core.encounters.document_statistics import DocumentStatistics, document_statistics
from dastern_core.encounters.documents import (
    DOCUMENT_LIFECYCLE,
    Document,
    DocumentEvent,
    DocumentId,
    DocumentStatus,
    DocumentType,
    FileLimits,
    accept_document,
    advance_document,
    is_shown,
    sniff_type,
)
from dastern_core.encounters.records import (
    BloodGroup,
    Encounter,
    EncounterId,
    EncounterType,
    retire_encounter,
    revise_encounter,
)
from dastern_core.encounters.scans import InfectedFileError, ScanStatus
from dastern_core.encounters.timeline import (
    LONGEST_PAGE,
    EncounterStatistics,
    TimelinePage,
    encounter_statistics,
    timeline,
)

__all__ = [
    "DOCUMENT_LIFECYCLE",
    "LONGEST_PAGE",
    "BloodGroup",
    "CriticalInformation",
    "Document",
    "DocumentEvent",
    "DocumentId",
    "DocumentStatistics",
    "DocumentStatus",
    "DocumentType",
    "Encounter",
    "EncounterId",
    "EncounterStatistics",
    "EncounterType",
    "FileLimits",
    "InfectedFileError",
    "Mention",
    "MentionStanding",
    "ScanStatus",
    "TimelinePage",
    "accept_document",
    "advance_document",
    "critical_information",
    "document_statistics",
    "encounter_statistics",
    "is_shown",
    "retire_encounter",
    "revise_encounter",
    "sniff_type",
    "timeline",
]
