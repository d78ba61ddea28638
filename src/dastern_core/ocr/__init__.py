"""
OCR: from the pixels of a photographed prescription to a draft that a person confirms.

Recognising text is left to a port, decoding the file to the caller; both are I/O.
"""

from dastern_core.ocr.changes import Change, ChangeKind
from dastern_core.ocr.confirmation import (
    Confirmation,
    UnansweredDoubtError,
    confirm,
    confirmation,
)
from dastern_core.ocr.confirmation_json import (
    Answer,
    ReviewedDraft,
    confirmation_json,
    parse_reviewed,
    reviewed_json,
)
from dastern_core.ocr.draft import (
    Alternative,
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    FieldName,
    PageSize,
    PrescriptionDraft,
    Reading,
    doubts,
)
from dastern_core.ocr.draft_json import (
    SCHEMA_VERSION,
    draft_json,
    parse_draft,
)
from dastern_core.ocr.evidence import Correction, corrections
from dastern_core.ocr.json_values import InvalidDraftError
from dastern_core.ocr.pages import Page, Pixels, UnreadablePageError
from dastern_core.ocr.pipeline import read
from dastern_core.ocr.printed_codes import PrintedCode, with_codes
from dastern_core.ocr.quadrilaterals import Quadrilateral, upright
from dastern_core.ocr.recognition import Recognition, Script
from dastern_core.ocr.several_pages import MOST_PAGES, joined, read_pages

__all__ = [
    "MOST_PAGES",
    "SCHEMA_VERSION",
    "Alternative",
    "Answer",
    "Change",
    "ChangeKind",
    "ColumnKind",
    "Confirmation",
    "Correction",
    "Doubt",
    "DoubtCode",
    "DraftMedication",
    "DraftTable",
    "FieldName",
    "InvalidDraftError",
    "Page",
    "PageSize",
    "Pixels",
    "PrescriptionDraft",
    "PrintedCode",
    "Quadrilateral",
    "Reading",
    "Recognition",
    "ReviewedDraft",
    "Script",
    "UnansweredDoubtError",
    "UnreadablePageError",
    "confirm",
    "confirmation",
    "confirmation_json",
    "corrections",
    "doubts",
    "draft_json",
    "joined",
    "parse_draft",
    "parse_reviewed",
    "read",
    "read_pages",
    "reviewed_json",
    "upright",
    "with_codes",
]
