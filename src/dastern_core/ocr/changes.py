"""
Changes: what a person made of a draft, answer by answer, with the print it is about.
"""

from collections.abc import Mapping
from enum import Enum

import attrs

from dastern_core.ocr.draft import PrescriptionDraft, Reading

__all__ = ["Change", "ChangeKind", "changes"]


class ChangeKind(Enum):
    """
    What an answer did.
    """

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    ADDED = "added"
    REMOVED = "removed"


@attrs.frozen(kw_only=True)
class Change:
    """
    One answer.

    Args:
        path: What it is about, such as ``medications[0].doses.morning``.
        kind: What it did.
        reading: What was read there, with its box; of a row as a whole its name. None where
            nothing was read.
        after: The value as confirmed; None where there is none now, and of the page or a
            row as a whole.
    """

    path: str
    kind: ChangeKind
    reading: Reading | None
    after: str | None


_WHOLE = {"ok": ChangeKind.ACCEPTED, "removed": ChangeKind.REMOVED, "added": ChangeKind.ADDED}


def changes(
    draft: PrescriptionDraft, answers: Mapping[str, str], values: Mapping[str, str | None]
) -> tuple[Change, ...]:
    """
    Tell what each answer did.

    Args:
        draft: As read.
        answers: What the person said, by path; all of it usable.
        values: What was confirmed, by the path of each value there may be.

    Returns:
        One change an answer, in the answers' order.
    """
    readings = dict(draft.readings())
    found = []
    for path, answer in answers.items():
        if path not in values:
            name = readings.get(f"{path}.name")
            kind = _WHOLE[answer.lower()]
            found.append(Change(path=path, kind=kind, reading=name, after=None))
            continue
        reading, after = readings.get(path), values[path]
        if after == (None if reading is None else reading.value):
            kind = ChangeKind.ACCEPTED
        else:
            kind = ChangeKind.ADDED if reading is None else ChangeKind.CORRECTED
        found.append(Change(path=path, kind=kind, reading=reading, after=after))
    return tuple(found)
