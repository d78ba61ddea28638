"""
Draft: what was read on a page, with its evidence and every reason to look again.

Nothing in a draft is a prescription. ``dastern_core.ocr.confirm`` turns one into lines
that may become one, once a person has answered each doubt.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import TypeVar

import attrs

from dastern_core.ocr.quadrilaterals import Quadrilateral
from dastern_core.schedule import Slot

__all__ = [
    "Alternative",
    "ColumnKind",
    "Doubt",
    "DoubtCode",
    "DraftMedication",
    "DraftTable",
    "FieldName",
    "PageSize",
    "PrescriptionDraft",
    "Reading",
    "doubted",
    "doubts",
]


class DoubtCode(Enum):
    """
    Why a person must look: a stable word for programs.
    """

    BETWEEN_COLUMNS = "between_columns"
    CELLS_CONTRADICT = "cells_contradict"
    ENGINES_DISAGREE = "engines_disagree"
    HANDWRITING = "handwriting"
    HEADER_UNREADABLE = "header_unreadable"
    HEADER_REPEATED = "header_repeated"
    HOURS_CONTRADICT = "hours_contradict"
    MERGED_CELL = "merged_cell"
    MISSING = "missing"
    NO_DOSE = "no_dose"
    NO_TABLE = "no_table"
    NOT_UNDERSTOOD = "not_understood"
    NOT_WHOLE_DAYS = "not_whole_days"
    ONE_ENGINE = "one_engine"
    PAGES_DIFFER = "pages_differ"
    POOR_PICTURE = "poor_picture"
    PRINT_DIFFERS = "print_differs"
    ROW_MISSED = "row_missed"
    ROW_REPEATED = "row_repeated"
    SEVERAL_CANDIDATES = "several_candidates"
    TOTALS_DIFFER = "totals_differ"
    UNCLEAR_TEXT = "unclear_text"
    UNSURE_INPUT = "unsure_input"
    UNUSUAL_DOSE = "unusual_dose"


@attrs.frozen(kw_only=True)
class Doubt:
    """
    One reason to look again.

    Args:
        code: The kind of reason.
        detail: What a person should check, as a sentence.
    """

    code: DoubtCode
    detail: str

    def __str__(self) -> str:
        """
        Give the code and the sentence, as in ``no_dose: Say when it is taken``.
        """
        return f"{self.code.value}: {self.detail}"


_SHARE = [attrs.validators.ge(0.0), attrs.validators.le(1.0)]


@attrs.frozen(kw_only=True)
class Alternative:
    """
    Another value that the print may say: something to offer a person, never to choose.

    Args:
        value: As ``Reading.value``.
        score: 0 to 1: an engine's confidence in it, or its likeness to a known word. It
            ranks the alternatives of one reading and says nothing beyond that.
    """

    value: str
    score: float = attrs.field(validator=_SHARE)


@attrs.frozen(kw_only=True)
class Reading:
    """
    One value and where it comes from.

    Args:
        text: As printed; empty where the value was worked out or nothing was read.
        value: The normalised value as text (a decimal for an amount, ISO 8601 for a
            date); None where there is none to trust.
        confidence: 0 to 1, from the engines' own figures (OCR-31).
        box: Where on its page it stands, in the pixels of ``PrescriptionDraft.pages``; None
            where it is printed nowhere.
        review: Every reason to look again; empty where there is none.
        alternatives: Other values that it may say, the likeliest first.
        page: The page on which it stands, counted from 1.
    """

    text: str
    value: str | None
    confidence: float = attrs.field(validator=_SHARE)
    box: Quadrilateral | None
    review: tuple[Doubt, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    page: int = attrs.field(default=1, validator=attrs.validators.ge(1))


class FieldName(Enum):
    """
    What is printed around the table.
    """

    HOSPITAL = "hospital"
    HOSPITAL_KHMER = "hospital_km"
    DEPARTMENT = "department"
    CODE = "code"
    PATIENT = "patient"
    AGE = "age"
    SEX = "sex"
    DIAGNOSIS = "diagnosis"
    PAYMENT = "payment"
    DATE = "date"
    DOCTOR = "doctor"
    NEXT_VISIT = "next_visit"
    NOTE = "note"
    BLOOD_PRESSURE = "blood_pressure"
    PULSE = "pulse"
    TEMPERATURE = "temperature"
    WEIGHT = "weight"
    GLUCOSE = "glucose"
    KHQR = "khqr"
    QR_CODE = "qr_code"


class ColumnKind(Enum):
    """
    What a column of a medication table holds; the slots carry ``Slot``'s own names.
    """

    NUMBER = "no"
    NAME = "name"
    STRENGTH = "strength"
    FORM = "form"
    QUANTITY = "quantity"
    UNIT = "unit"
    METHOD = "method"
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    DURATION = "days"
    REMARK = "remark"

    @property
    def slot(self) -> Slot | None:
        """
        The time of day that the column stands for, or None.
        """
        return next((slot for slot in Slot if slot.value == self.value), None)


@attrs.frozen(kw_only=True)
class DraftMedication:
    """
    One row of a medication table.

    Args:
        name: The medicine's name, without its strength.
        strength: Such as ``500 mg``, or None.
        form: Such as ``film-coated tablet``, or None.
        quantity: How many units were handed out, or None.
        unit: What is counted, or None.
        doses: The slots in which something is printed; no entry means no dose.
        duration_days: For how many days, printed or worked out; its value may be None.
        instructions: What else is printed in the row, or None.
        review: Reasons that belong to the row as a whole.
    """

    name: Reading
    strength: Reading | None
    form: Reading | None
    quantity: Reading | None
    unit: Reading | None
    doses: Mapping[Slot, Reading]
    duration_days: Reading
    instructions: Reading | None
    review: tuple[Doubt, ...] = ()

    def readings(self) -> Iterator[tuple[str, Reading]]:
        """
        Give each reading with its path inside the row, in the order of the JSON.
        """
        named = (
            ("name", self.name),
            ("strength", self.strength),
            ("form", self.form),
            ("quantity", self.quantity),
            ("unit", self.unit),
        )
        yield from ((path, reading) for path, reading in named if reading is not None)
        for slot in Slot:
            if slot in self.doses:
                yield f"doses.{slot.value}", self.doses[slot]
        yield "duration_days", self.duration_days
        if self.instructions is not None:
            yield "instructions", self.instructions


_Doubted = TypeVar("_Doubted", Reading, DraftMedication)


@attrs.frozen(kw_only=True)
class DraftTable:
    """
    A table as printed, cell by cell: the evidence behind the medications.

    Args:
        columns: What each column holds; None where its head could not be read.
        header: The head of each column.
        rows: The cells below, row by row; a dash's value is None and its text ``-``.
    """

    columns: tuple[ColumnKind | None, ...]
    header: tuple[Reading, ...]
    rows: tuple[tuple[Reading, ...], ...]


@attrs.frozen(kw_only=True)
class PageSize:
    """
    The picture of a page to which boxes refer, upright as its file says.

    A photo may be read at a smaller size than it was taken: who draws over another size
    scales by the two widths.

    Args:
        width: In pixels.
        height: In pixels.
    """

    width: int = attrs.field(validator=attrs.validators.ge(1))
    height: int = attrs.field(validator=attrs.validators.ge(1))


@attrs.frozen(kw_only=True)
class PrescriptionDraft:
    """
    Everything read on the pages of a prescription.

    Args:
        fields: What is printed around the table.
        medications: The rows, in printed order.
        tables: The medication tables, as evidence.
        review: Reasons that belong to the page as a whole.
        pages: How large each page was read; empty where that is not known.
        engine: What read it, with its version, where who read it says so.
    """

    fields: Mapping[FieldName, Reading]
    medications: tuple[DraftMedication, ...]
    tables: tuple[DraftTable, ...] = ()
    review: tuple[Doubt, ...] = ()
    pages: tuple[PageSize, ...] = ()
    engine: str | None = None

    def readings(self) -> Iterator[tuple[str, Reading]]:
        """
        Give each field's and each medication's reading with its path, in the order of the JSON.
        """
        yield from ((f"fields.{name.value}", reading) for name, reading in self.fields.items())
        for row, medication in enumerate(self.medications):
            for path, reading in medication.readings():
                yield f"medications[{row}].{path}", reading


def doubted(thing: _Doubted, *more: Doubt) -> _Doubted:
    """
    Give a reading or a row with more reasons to look again.
    """
    return attrs.evolve(thing, review=(*thing.review, *more))


def doubts(draft: PrescriptionDraft) -> tuple[tuple[str, Doubt], ...]:
    """
    Give every doubt with the path of what it is about.

    Returns:
        Pairs such as ``("medications[0].doses.morning", doubt)``; the page's own under
        ``page``, a row's own under ``medications[0]``.
    """
    found = [("page", doubt) for doubt in draft.review]
    for name, reading in draft.fields.items():
        found += [(f"fields.{name.value}", doubt) for doubt in reading.review]
    for row, medication in enumerate(draft.medications):
        here = f"medications[{row}]"
        found += [(here, doubt) for doubt in medication.review]
        for path, reading in medication.readings():
            found += [(f"{here}.{path}", doubt) for doubt in reading.review]
    return tuple(found)
