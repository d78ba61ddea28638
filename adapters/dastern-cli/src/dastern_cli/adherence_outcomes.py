"""
Outcomes as JSON lines: what ``dastern adherence rates`` reads.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import TypeVar

from dastern_core.adherence import Outcome
from dastern_core.kernel import Fault, InvalidInputError, PrescriptionId, parse_id
from dastern_core.schedule import DoseStatus, Slot

__all__ = ["MOST_FAULTS", "MOST_LINES", "read_outcomes", "sift_outcomes"]

MOST_LINES = 1_000_000
"""
The most lines that are read: some seven hundred years of four doses a day.
"""

MOST_FAULTS = 20
"""
The most faults that are reported at once.
"""

_INSTANT = "Give an instant with its offset, such as 2026-06-15T07:00:00+07:00."
_Word = TypeVar("_Word", bound=Enum)


def read_outcomes(lines: Iterable[str]) -> tuple[Outcome, ...]:
    """
    Read one outcome from each line that is not blank.

    Args:
        lines: JSON objects, one a line, with ``prescription_id``, ``status`` and
            ``due_at``; ``slot``, ``acted_at`` and ``as_needed`` where they apply. Other
            keys are ignored.

    Returns:
        The outcomes in the order of the lines.

    Raises:
        InvalidInputError: With up to 20 faults, each naming its line and key.
    """
    outcomes, faults = sift_outcomes(lines)
    if faults:
        raise InvalidInputError(*faults[:MOST_FAULTS])
    return outcomes


def sift_outcomes(lines: Iterable[str]) -> tuple[tuple[Outcome, ...], tuple[Fault, ...]]:
    """
    Read what can be read, and tell what cannot.

    Args:
        lines: As for ``read_outcomes``.

    Returns:
        The outcomes in the order of the lines, and the faults, each naming its line and key.

    Raises:
        InvalidInputError: There are too many lines.
    """
    outcomes: list[Outcome] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, start=1):
        if number > MOST_LINES:
            problem, remedy = f"has more than {MOST_LINES} lines", "Split it."
            raise InvalidInputError(Fault(field="input", problem=problem, remedy=remedy))
        if not line.strip():
            continue
        try:
            outcomes.append(_outcome(line, f"line {number}"))
        except InvalidInputError as error:
            faults.extend(error.faults)
    return tuple(outcomes), tuple(faults)


def _outcome(line: str, where: str) -> Outcome:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(
            Fault(field=where, problem="is not JSON", remedy="Write one object a line.")
        ) from error
    if not isinstance(row, dict):
        raise InvalidInputError(
            Fault(field=where, problem="is not an object", remedy="Write one object a line.")
        )
    reader = _Reader(row, where)
    prescription_id = reader.prescription()
    slot = reader.word(Slot, "slot", optional=True)
    status = reader.word(DoseStatus, "status")
    due_at = reader.instant("due_at")
    acted_at = reader.instant("acted_at", optional=True)
    as_needed = reader.flag("as_needed")
    if reader.faults or prescription_id is None or status is None or due_at is None:
        raise InvalidInputError(*reader.faults)
    return Outcome(
        prescription_id=prescription_id,
        slot=slot,
        status=status,
        due_at=due_at,
        acted_at=acted_at,
        as_needed=as_needed,
    )


class _Reader:
    """
    Read the keys of one object and remember each fault.
    """

    def __init__(self, row: Mapping[str, object], where: str) -> None:
        self._row = row
        self._where = where
        self.faults: list[Fault] = []

    def prescription(self) -> PrescriptionId | None:
        text = self._text("prescription_id", "Give the prescription's UUID.")
        if text is None:
            return None
        try:
            return parse_id(PrescriptionId, text, field=f"{self._where}.prescription_id")
        except InvalidInputError as error:
            self.faults.extend(error.faults)
            return None

    def word(self, kind: type[_Word], key: str, *, optional: bool = False) -> _Word | None:
        remedy = f"Give one of {', '.join(str(one.value) for one in kind)}."
        text = self._text(key, remedy, optional=optional)
        if text is None:
            return None
        try:
            return kind(text.lower())
        except ValueError:
            self._fault(key, "is not a word known here", remedy)
            return None

    def instant(self, key: str, *, optional: bool = False) -> datetime | None:
        text = self._text(key, _INSTANT, optional=optional)
        if text is None:
            return None
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            self._fault(key, "is not an instant", _INSTANT)
            return None
        if instant.utcoffset() is None:
            self._fault(key, "has no time zone", _INSTANT)
            return None
        return instant

    def flag(self, key: str) -> bool:
        value = self._row.get(key, False)
        if not isinstance(value, bool):
            self._fault(key, "is neither true nor false", "Write true or false, or leave it out.")
            return False
        return value

    def _text(self, key: str, remedy: str, *, optional: bool = False) -> str | None:
        value = self._row.get(key)
        if value is None and optional:
            return None
        if not isinstance(value, str):
            self._fault(key, "is missing" if value is None else "is not text", remedy)
            return None
        return value

    def _fault(self, key: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(field=f"{self._where}.{key}", problem=problem, remedy=remedy))
