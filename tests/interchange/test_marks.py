"""
Marks, and what they make of their doses.
"""

from datetime import datetime, timedelta

import attrs
import pytest
from tests.interchange.shared import DOSES

from dastern_core.interchange import DoseMark, MarkAction, apply_mark
from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import DoseStatus, SkipReason

DOSE = DOSES[0]
MARK = DoseMark(dose_id=DOSE.id, action=MarkAction.TAKE, at=DOSE.due_at)
LATER = DOSE.due_at + timedelta(days=3)


def test_a_mark_takes_its_own_time() -> None:
    """
    A dose that was taken on time and told three days later was taken on time.
    """
    missed = attrs.evolve(DOSE, status=DoseStatus.MISSED)
    marked = apply_mark(missed, MARK, now=LATER)

    assert (DoseStatus.TAKEN_ON_TIME, DOSE.due_at) == (marked.status, marked.acted_at)


def test_a_skip_keeps_its_reason() -> None:
    """
    The reason and the words stand on the dose.
    """
    skipped = attrs.evolve(
        MARK, action=MarkAction.SKIP, reason=SkipReason.SIDE_EFFECTS, note="nausea"
    )
    marked = apply_mark(DOSE, skipped, now=LATER)

    assert (DoseStatus.SKIPPED, SkipReason.SIDE_EFFECTS, "nausea") == (
        marked.status,
        marked.skip_reason,
        marked.skip_note,
    )


def test_a_mark_of_another_dose_is_refused() -> None:
    """
    A mark is applied to the dose that it names, and to no other.
    """
    with pytest.raises(InvalidInputError, match="dose_id names another dose"):
        apply_mark(DOSES[1], MARK, now=LATER)


def test_a_reason_at_a_taken_dose_and_a_naive_time_are_refused() -> None:
    """
    Such a mark says two things at once, or not when.
    """
    with pytest.raises(InvalidInputError, match="reason stands at a dose that was taken"):
        attrs.evolve(MARK, reason=SkipReason.OTHER)
    with pytest.raises(InvalidInputError, match="at has no time zone"):
        attrs.evolve(MARK, at=datetime(2026, 6, 15))  # noqa: DTZ001 - the fault
