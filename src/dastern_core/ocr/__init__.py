"""
OCR: from the pixels of a photographed prescription to a draft that a person confirms.

Recognising text is left to a port, decoding the file to the caller; both are I/O.
"""

from dastern_core.ocr.confirmation import UnansweredDoubtError, confirm
from dastern_core.ocr.draft import (
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    FieldName,
    PrescriptionDraft,
    Reading,
    doubts,
)
from dastern_core.ocr.draft_json import InvalidDraftError, draft_json, parse_draft
from dastern_core.ocr.pages import Page, Pixels, UnreadablePageError
from dastern_core.ocr.pipeline import read
from dastern_core.ocr.quadrilaterals import Quadrilateral, upright
from dastern_core.ocr.recognition import Recognition, Script

__all__ = [
    "ColumnKind",
    "Doubt",
    "DoubtCode",
    "DraftMedication",
    "DraftTable",
    "FieldName",
    "InvalidDraftError",
    "Page",
    "Pixels",
    "PrescriptionDraft",
    "Quadrilateral",
    "Reading",
    "Recognition",
    "Script",
    "UnansweredDoubtError",
    "UnreadablePageError",
    "confirm",
    "doubts",
    "draft_json",
    "parse_draft",
    "read",
    "upright",
]
