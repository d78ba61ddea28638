"""
Critical information: nothing critical disappears.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.encounters.visits import encounter

from dastern_core.encounters import (
    BloodGroup,
    EncounterType,
    critical_information,
    retire_encounter,
)
from dastern_core.kernel import AccountId


@pytest.mark.rule("EPN-09")
@pytest.mark.rule("B059")
def test_an_allergy_outlives_the_next_visit() -> None:
    """
    A later visit that found none, or did not ask, takes nothing away.
    """
    told = [
        encounter(0, allergies=("Penicillin",)),
        encounter(1, allergies=()),
        encounter(2),
        encounter(3, allergies=(" penicillin ", "latex")),
    ]
    found = critical_information(reversed(told)).allergies

    assert found is not None
    assert ["latex", "penicillin"] == [one.text for one in found]
    assert (told[0].id, told[3].id) == found[1].encounters
    assert (told[0].occurred_at, told[3].occurred_at) == (found[1].first_told, found[1].last_told)


@pytest.mark.rule("EPN-10")
def test_nobody_asked_is_not_none() -> None:
    """
    Without history, without the question, and with the answer "none" are three things.
    """
    nothing = critical_information([])
    unasked = critical_information([encounter(0)])
    none = critical_information([encounter(0, allergies=(), recent_surgery="")])

    assert [(0, None), (1, None), (1, ())] == [
        (one.encounters, one.allergies) for one in (nothing, unasked, none)
    ]
    assert none.surgeries == ()
    assert none.chronic_conditions is None


@pytest.mark.rule("EPN-11")
def test_two_blood_groups_are_a_conflict() -> None:
    """
    Both are shown, the newest first.
    """
    groups = [BloodGroup.A_POSITIVE, BloodGroup.O_POSITIVE, None, BloodGroup.A_POSITIVE]
    found = critical_information(
        encounter(day, blood_group=group) for day, group in enumerate(groups)
    )

    assert found.has_blood_group_conflict
    assert (BloodGroup.A_POSITIVE, BloodGroup.O_POSITIVE) == found.blood_groups


def test_a_surgery_is_remembered() -> None:
    """
    Surgeries of several visits stand side by side, conditions too.
    """
    found = critical_information(
        [
            encounter(0, recent_surgery="appendix", chronic_conditions=("asthma",)),
            encounter(1, recent_surgery="hernia", type=EncounterType.SURGERY),
        ]
    )

    assert found.surgeries is not None
    assert found.chronic_conditions is not None
    assert ["appendix", "hernia"] == [one.text for one in found.surgeries]
    assert ["asthma"] == [one.text for one in found.chronic_conditions]


def test_what_was_withdrawn_tells_nothing() -> None:
    """
    A record of the wrong patient is withdrawn, and its allergy with it.
    """
    wrong = encounter(0, allergies=("penicillin",))
    withdrawn = retire_encounter(wrong, author_id=AccountId(wrong.author_id), now=wrong.recorded_at)

    assert critical_information([withdrawn]).allergies is None


@given(st.lists(st.lists(st.sampled_from(["a", "B", "b", "ក"]), max_size=3), max_size=6), st.data())
def test_one_more_encounter_never_takes_an_allergy_away(
    visits: list[list[str]], data: st.DataObject
) -> None:
    """
    Whatever is added, what was told before is still told.
    """
    told = [encounter(day, allergies=tuple(listed)) for day, listed in enumerate(visits)]
    more = encounter(len(told), allergies=tuple(data.draw(st.lists(st.sampled_from(["a", "x"])))))
    before = critical_information(told).allergies or ()
    after = critical_information([*told, more]).allergies or ()

    assert {one.text.casefold() for one in before} <= {one.text.casefold() for one in after}
