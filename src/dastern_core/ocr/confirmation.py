"""
Confirmation: from a draft and a person's answers to lines that may be prescribed.

A draft never becomes more than a draft by itself (OCR-07): every doubt about the page and
its medicines must be answered, and the answers must make sense. A doubtful field around the
table needs no answer, but without one it is not confirmed: nobody vouches for it.
"""

from collections.abc import Mapping

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.ocr.answers import FIELD_PATHS, answered_rows, unanswered, unusable
from dastern_core.ocr.changes import Change, changes
from dastern_core.ocr.draft import FieldName, PrescriptionDraft
from dastern_core.ocr.fields import field_value
from dastern_core.ocr.row_answers import RowAnswers, line_values
from dastern_core.prescriptions import MedicationLine

__all__ = ["Confirmation", "UnansweredDoubtError", "confirm", "confirmation"]


class UnansweredDoubtError(InvalidInputError):
    """
    A person has not answered every doubt, or an answer makes no sense.
    """

    code = "unanswered_doubt"


@attrs.frozen(kw_only=True)
class Confirmation:
    """
    What a person confirmed.

    Args:
        lines: The medicines, in printed order, those added by hand last.
        fields: What is printed around the table, without what is in doubt and unanswered.
        changes: What the person said, answer by answer.
        left_out: Those fields around the table, in doubt and unanswered.
    """

    lines: tuple[MedicationLine, ...]
    fields: Mapping[FieldName, str]
    changes: tuple[Change, ...]
    left_out: tuple[FieldName, ...] = ()


def confirm(draft: PrescriptionDraft, corrections: Mapping[str, str]) -> tuple[MedicationLine, ...]:
    """
    Confirm a draft with a person's answers, and give its lines alone.

    Args:
        draft: As read.
        corrections: As for ``confirmation``.

    Raises:
        UnansweredDoubtError: As ``confirmation``.
    """
    return confirmation(draft, corrections).lines


def confirmation(draft: PrescriptionDraft, corrections: Mapping[str, str]) -> Confirmation:
    """
    Confirm a draft with a person's answers.

    Args:
        draft: As read.
        corrections: A value for each path that has a doubt, and for whatever else the
            person changed: ``medications[0].doses.morning``, ``fields.diagnosis``, ...
            To accept a value, repeat it; an empty text or ``0`` takes a dose away, an
            empty text any other optional value. A doubt about the page is answered under
            ``page``, one about a row as a whole under ``medications[0]``, both by ``ok``.
            A row that is no medicine is answered by ``removed``; one that was not read is
            entered under the next free number, as ``medications[2]``: ``added``, with its
            values under ``medications[2].name`` and so on.

    Returns:
        What was confirmed, and what the person changed.

    Raises:
        UnansweredDoubtError: With a fault for every open doubt and every answer that
            cannot be used.
    """
    answers = {path: answer.strip() for path, answer in corrections.items()}
    rows = answered_rows(draft, answers)
    faults = unusable(draft, answers, rows)
    faults += unanswered(draft, answers, rows)
    if not rows:
        remedy = "Enter the medicines by hand, or photograph the page again."
        faults.append(Fault(field="medications", problem="is empty", remedy=remedy))
    lines, values = [], dict[str, str | None]()
    for row, medication in rows.items():
        here = f"medications[{row}]"
        mine = {
            path.removeprefix(f"{here}."): answer
            for path, answer in answers.items()
            if path.startswith(f"{here}.")
        }
        line = RowAnswers(medication=medication, answers=mine, here=here, faults=faults).confirmed()
        if line is not None:
            lines.append(line)
            values |= line_values(line, here)
    fields = _fields(draft, answers, faults)
    if faults:
        raise UnansweredDoubtError(*faults)
    values |= {path: fields.get(name) for path, name in FIELD_PATHS.items()}
    return Confirmation(
        lines=tuple(lines),
        fields=fields,
        changes=changes(draft, answers, values),
        left_out=tuple(
            name
            for path, name in FIELD_PATHS.items()
            if path not in answers and name in draft.fields and draft.fields[name].review
        ),
    )


def _fields(
    draft: PrescriptionDraft, answers: Mapping[str, str], faults: list[Fault]
) -> dict[FieldName, str]:
    found = {}
    for path, name in FIELD_PATHS.items():
        reading = draft.fields.get(name)
        value = None if reading is None or reading.review else reading.value
        told = answers.get(path)
        if told is not None:
            value = field_value(name, told) if told else None
            if told and value is None:
                remedy = "Give it as printed, or an empty text for none."
                faults.append(Fault(field=path, problem=f"is no {name.value}", remedy=remedy))
        if value is not None:
            found[name] = value
    return found
