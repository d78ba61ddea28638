"""
The timeline: newest first, page by page.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.encounters.visits import FIRST_DAY, encounter

from dastern_core.encounters import (
    EncounterId,
    EncounterType,
    encounter_statistics,
    retire_encounter,
    timeline,
)
from dastern_core.kernel import HospitalId, InvalidInputError, Period

_TEN = [encounter(day) for day in range(10)]


@pytest.mark.rule("EPN-08")
@pytest.mark.rule("C45")
def test_pages_cover_the_timeline_once() -> None:
    """
    Each page begins where the one before ended, also when something new came meanwhile.
    """
    first = timeline(_TEN, limit=4)
    second = timeline([*_TEN, encounter(20)], after=first.after, limit=4)
    third = timeline(_TEN, after=second.after, limit=4)

    assert _TEN[::-1] == [*first.encounters, *second.encounters, *third.encounters]
    assert third.after is None


@pytest.mark.rule("EPN-08")
def test_a_timeline_is_filtered() -> None:
    """
    By kind and by time, from the period's start up to, not including, its end.
    """
    lab = encounter(3, type=EncounterType.LAB_TEST)
    period = Period(start=FIRST_DAY + timedelta(days=2), end=FIRST_DAY + timedelta(days=4))

    assert (lab,) == timeline([*_TEN, lab], types=frozenset({EncounterType.LAB_TEST})).encounters
    assert (_TEN[3], _TEN[2]) == timeline(_TEN, period=period).encounters


def test_two_of_one_instant_have_one_order() -> None:
    """
    Identifiers break the tie, so that a page boundary between them loses neither.
    """
    twin = encounter(3, id=EncounterId(UUID(int=1)))
    first = timeline([twin, _TEN[3]], limit=1)
    second = timeline([_TEN[3], twin], limit=1, after=first.after)

    assert {twin, _TEN[3]} == {*first.encounters, *second.encounters}


@pytest.mark.rule("EPN-13")
@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_is_bounded(limit: int) -> None:
    """
    Twenty unless asked for otherwise, a hundred at most.
    """
    many = [encounter(day) for day in range(30)]

    assert len(timeline(many).encounters) == 20
    with pytest.raises(InvalidInputError, match="limit is out of range"):
        timeline(many, limit=limit)


@pytest.mark.rule("EPN-12")
def test_statistics_count_what_is_kept() -> None:
    """
    Withdrawn encounters count nowhere; a patient's own account has no hospital.
    """
    gone = retire_encounter(_TEN[0], author_id=_TEN[0].author_id, now=_TEN[0].recorded_at)
    own = encounter(5, hospital=None, type=EncounterType.OTHER)
    found = encounter_statistics([gone, _TEN[1], _TEN[2], own])

    assert (3, frozenset({HospitalId(UUID(int=5))})) == (found.total, found.hospitals)
    assert {EncounterType.CONSULTATION: 2, EncounterType.OTHER: 1} == found.by_type
    assert (_TEN[1].occurred_at, own.occurred_at) == (found.first, found.last)
    assert encounter_statistics([]).first is None
