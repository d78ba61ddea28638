"""
Critical information: nothing critical disappears.
"""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.encounters.visits import encounter

from dastern_core.encounters import (
    BloodGroup,
    EncounterType,
    MentionStanding,
    critical_information,
    retire_encounter,
    revise_encounter,
)


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


@pytest.mark.rule("EPN-09")
@pytest.mark.rule("EPN-11")
@pytest.mark.rule("B059")
def test_a_rewritten_or_withdrawn_word_stays_and_says_so() -> None:
    """
    A revision without the allergy, and a withdrawal, take neither it nor the blood group away.
    """
    first = encounter(0, allergies=("Penicillin",), blood_group=BloodGroup.A_POSITIVE)
    empty = attrs.evolve(first, allergies=(), blood_group=BloodGroup.O_NEGATIVE)
    by, now = first.author_id, first.recorded_at
    second = revise_encounter(first, empty, author_id=by, now=now)
    third = retire_encounter(second, author_id=by, now=now)
    told = [
        critical_information(versions)
        for versions in ([first], [second, first], [first, third, second])
    ]

    assert ["current", "rewritten", "withdrawn"] == [
        mention.standing.value for one in told for mention in one.allergies or ()
    ]
    assert [False, True, True] == [one.has_blood_group_conflict for one in told]
    assert BloodGroup.O_NEGATIVE == told[1].blood_groups[0]
    assert [1, 1, 1] == [one.encounters for one in told]


def test_what_another_visit_still_says_stands() -> None:
    """
    The spelling and the blood group that stand come first, the withdrawn visit is named, too.
    """
    wrong = encounter(1, allergies=("penicillin",), blood_group=BloodGroup.O_POSITIVE)
    withdrawn = retire_encounter(wrong, author_id=wrong.author_id, now=wrong.recorded_at)
    stands = encounter(0, allergies=("Penicillin",), blood_group=BloodGroup.A_POSITIVE)
    found = critical_information([wrong, withdrawn, stands])
    (mention,) = found.allergies or ()

    assert ("Penicillin", MentionStanding.CURRENT) == (mention.text, mention.standing)
    assert (stands.id, wrong.id) == mention.encounters
    assert (BloodGroup.A_POSITIVE, BloodGroup.O_POSITIVE) == found.blood_groups


def test_a_revision_may_move_a_visit_to_an_earlier_day() -> None:
    """
    The newest version stands, not that of the latest day.
    """
    first = encounter(5, allergies=("latex",))
    earlier = attrs.evolve(encounter(0), allergies=("Penicillin",))
    moved = revise_encounter(first, earlier, author_id=first.author_id, now=first.recorded_at)
    found = critical_information([first, moved]).allergies or ()

    assert [("latex", "rewritten"), ("Penicillin", "current")] == [
        (one.text, one.standing.value) for one in found
    ]


@pytest.mark.rule("EPN-10")
def test_a_withdrawn_none_is_no_answer() -> None:
    """
    That there is nothing is believed only of a visit that stands.
    """
    none = encounter(0, allergies=())
    withdrawn = retire_encounter(none, author_id=none.author_id, now=none.recorded_at)

    assert critical_information([none, withdrawn]).allergies is None


@pytest.mark.rule("EPN-09")
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (("Penicillin, aspirin", "None"), ["aspirin", "Penicillin"]),
        (("NKDA",), []),
        (("គ្មាន។", "No known allergies."), []),
        (("latex\N{FULLWIDTH COMMA},NKDA",), ["latex"]),
        (("2,4-dinitrophenol",), ["2,4-dinitrophenol"]),
        (("Nonexynol", "no penicillin"), ["no penicillin", "Nonexynol"]),
    ],
)
def test_lists_are_split_and_none_is_none(written: tuple[str, ...], shown: list[str]) -> None:
    """
    At commas; whatever does not plainly say "none" is shown.
    """
    found = critical_information([encounter(0, allergies=written, recent_surgery="None")])

    assert shown == [one.text for one in found.allergies or ()]
    assert found.allergies is not None
    assert () == found.surgeries


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
