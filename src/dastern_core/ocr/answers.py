"""
Answers: which of them belong to a draft, and which of its doubts they leave open.
"""

import re
from collections.abc import Mapping

from dastern_core.kernel import Fault
from dastern_core.ocr.draft import (
    DoubtCode,
    DraftMedication,
    FieldName,
    PrescriptionDraft,
    Reading,
    doubts,
)
from dastern_core.ocr.row_answers import ROW_PARTS

__all__ = ["FIELD_PATHS", "answered_rows", "unanswered", "unusable"]

FIELD_PATHS = {f"fields.{name.value}": name for name in FieldName}
"""
The path of each field around the table.
"""

_PATH = re.compile(r"medications\[(?P<row>0|[1-9][0-9]{0,3})\](?:\.(?P<rest>[a-z_.]{1,40}))?")
_OK, _REMOVED, _ADDED = "ok", "removed", "added"
_MOST_ADDED = 100  # rows; no page prints more
_LONGEST = 500  # characters of an answer: remarks run over several lines
_NOTHING = Reading(text="", value=None, confidence=0.0, box=None)
_EMPTY = DraftMedication(
    name=_NOTHING,
    strength=None,
    form=None,
    quantity=None,
    unit=None,
    doses={},
    duration_days=_NOTHING,
    instructions=None,
)


def answered_rows(
    draft: PrescriptionDraft, answers: Mapping[str, str]
) -> dict[int, DraftMedication]:
    """
    Give the rows that remain and those that were added, by their number.
    """
    read = len(draft.medications)
    rows = {
        row: medication
        for row, medication in enumerate(draft.medications)
        if answers.get(f"medications[{row}]", "").lower() != _REMOVED
    }
    for row in range(read, read + _MOST_ADDED):
        if answers.get(f"medications[{row}]", "").lower() != _ADDED:
            break
        rows[row] = _EMPTY
    return rows


def unanswered(
    draft: PrescriptionDraft, answers: Mapping[str, str], rows: Mapping[int, DraftMedication]
) -> list[Fault]:
    """
    Find the doubts that the lines depend on and that nobody answered.

    Args:
        draft: As read.
        answers: What a person said, by path.
        rows: The rows that remain.
    """
    faults = []
    for path, doubt in doubts(draft):
        if doubt.code is DoubtCode.UNSURE_INPUT:
            continue  # its cause is in doubt as well, and the value follows the answer
        found = _PATH.fullmatch(path)
        gone = found is not None and int(found["row"]) not in rows
        if not gone and path not in FIELD_PATHS and path not in answers:
            remedy = f"Look at the picture and answer under {path!r}."
            faults.append(Fault(field=path, problem=f"is in doubt ({doubt})", remedy=remedy))
    return faults


def unusable(
    draft: PrescriptionDraft, answers: Mapping[str, str], rows: Mapping[int, DraftMedication]
) -> list[Fault]:
    """
    Find the answers that belong to nothing, are too long, or are no word for a whole.

    Args:
        draft: As read.
        answers: What a person said, by path.
        rows: The rows that remain and those that were added.
    """
    faults = []
    for path, answer in answers.items():
        found = _PATH.fullmatch(path)
        row = None if found is None else int(found["row"])
        part = None if found is None else found["rest"]
        known = (
            path == "page"
            or path in FIELD_PATHS
            or (row is not None and part is None and (row < len(draft.medications) or row in rows))
            or (row in rows and part in ROW_PARTS)
        )
        if not known:
            remedy = "Use a path of the draft, such as medications[0].doses.morning."
            faults.append(Fault(field=path, problem="is no path of the draft", remedy=remedy))
        elif part is None and path not in FIELD_PATHS and answer.lower() not in _words(draft, row):
            problem = f"is not answered by {' or '.join(_words(draft, row))}"
            remedy = "Answer ok once you have checked it."
            faults.append(Fault(field=path, problem=problem, remedy=remedy))
        if len(answer) > _LONGEST:
            problem = f"has an answer of more than {_LONGEST} characters"
            faults.append(Fault(field=path, problem=problem, remedy="Shorten it."))
    return faults


def _words(draft: PrescriptionDraft, row: int | None) -> tuple[str, ...]:
    """
    Give the answers that the page, or a row as a whole, may have.
    """
    if row is None:
        return (_OK,)
    return (_OK, _REMOVED) if row < len(draft.medications) else (_ADDED,)
