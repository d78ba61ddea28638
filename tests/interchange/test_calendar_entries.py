"""
Calendar entries and their revisions.
"""

from datetime import timedelta

import attrs
import pytest
from tests.interchange.shared import DOSES

from dastern_core.interchange import CalendarEntry, revise
from dastern_core.kernel import InvalidInputError
from dastern_core.testing.samples import NOW

FIRST = revise((), DOSES[:3], now=NOW)


def test_new_doses_have_the_number_zero() -> None:
    """
    Each dose is one entry, in the doses' order.
    """
    assert tuple(CalendarEntry(dose=dose) for dose in DOSES[:3]) == FIRST


def test_the_same_doses_change_nothing() -> None:
    """
    Publishing again gives the same entries.
    """
    assert FIRST == revise(FIRST, DOSES[:3], now=NOW)


def test_a_changed_dose_has_the_next_number() -> None:
    """
    A dose that moves keeps its name and counts one up; the others stay.
    """
    moved = attrs.evolve(DOSES[1], due_at=DOSES[1].due_at + timedelta(hours=1))
    second = revise(FIRST, [DOSES[0], moved, DOSES[2]], now=NOW)

    assert (FIRST[0], CalendarEntry(dose=moved, sequence=1), FIRST[2]) == second


def test_a_dose_that_is_gone_is_cancelled_and_may_come_back() -> None:
    """
    Cancelled with the next number, once; taken up again with the one after.
    """
    second = revise(FIRST, DOSES[:2], now=NOW)
    cancelled = CalendarEntry(dose=DOSES[2], sequence=1, is_cancelled=True)

    assert (*FIRST[:2], cancelled) == second
    assert second == revise(second, DOSES[:2], now=NOW)
    assert CalendarEntry(dose=DOSES[2], sequence=2) == revise(second, DOSES[:3], now=NOW)[2]


def test_what_is_past_is_not_cancelled() -> None:
    """
    A dose that was due stays in the calendar though it is planned no more.
    """
    now = DOSES[0].due_at + timedelta(minutes=1)

    assert FIRST[0] == revise(FIRST, DOSES[1:3], now=now)[-1]


def test_a_slot_stands_once() -> None:
    """
    Two events of one name would overwrite each other.
    """
    with pytest.raises(InvalidInputError, match="doses name one slot twice"):
        revise((), [DOSES[0], DOSES[0]], now=NOW)
