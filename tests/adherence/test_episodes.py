"""
Treatment episodes at the edges, and where they deviate from the reference on purpose.
"""

from collections.abc import Callable

import pytest

from dastern_core.adherence import (
    CarryOver,
    Episode,
    EpisodeRules,
    GapUnit,
    PermissibleGap,
    SupplyEvent,
    Window,
    episodes,
)
from dastern_core.kernel import InvalidInputError

Supply = Callable[[str], tuple[SupplyEvent, ...]]
_TEN_DAYS = PermissibleGap(value=10)


def _split(
    events: tuple[SupplyEvent, ...], rules: EpisodeRules, *, days: int = 200
) -> list[tuple[int, float, float]]:
    day = min(event.number for event in events)
    found = episodes(
        events,
        followup=Window(start=day, end=day + days),
        rules=rules,
        carry_over=CarryOver(same_medication=False),
    )
    return [(one.events[0].number - day, one.duration_days, one.end_gap_days) for one in found]


def test_no_events_are_no_episodes() -> None:
    """
    Without events there is nothing to split.
    """
    actual = episodes(
        (),
        followup=Window(start=1, end=2),
        rules=EpisodeRules(gap=_TEN_DAYS),
        carry_over=CarryOver(),
    )

    assert () == actual


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("0:30 40:160", [(0, 200, 0)]),
        ("0:30 41:159", [(0, 30, 11), (41, 159, 0)]),
        ("0:30 30:165", [(0, 200, 5)]),
        ("0:30 30:160", [(0, 190, 10)]),
        ("0:30 30:30", [(0, 60, 140)]),
    ],
)
def test_a_gap_longer_than_permitted_ends_an_episode(
    supply: Supply, words: str, expected: list[tuple[int, float, float]]
) -> None:
    """
    A gap as long as permitted does not; a short final gap stays in the episode.
    """
    assert expected == _split(supply(words), EpisodeRules(gap=_TEN_DAYS))


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        (GapUnit.DAYS, 20, 20),
        (GapUnit.WEEKS, 2, 14),
        (GapUnit.MONTHS, 2, 60),
        (GapUnit.YEARS, 1, 365),
        (GapUnit.PERCENT, 50, 15),
    ],
)
def test_permissible_gaps_have_units(
    supply: Supply, unit: GapUnit, value: float, expected: float
) -> None:
    """
    A month is 30 days here, a year 365, and a percentage is of the event before.
    """
    assert expected == PermissibleGap(value=value, unit=unit).days_after(supply("0:30")[0])


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_a_permissible_gap_is_a_length(value: float) -> None:
    """
    Negative and infinite gaps are refused.
    """
    with pytest.raises(InvalidInputError, match="gap is no length"):
        PermissibleGap(value=value)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (EpisodeRules(gap=_TEN_DAYS), [(0, 200, 0)]),
        (
            EpisodeRules(gap=_TEN_DAYS, medication_change=True),
            [(0, 60, 0), (60, 140, 0)],
        ),
    ],
)
def test_another_medicine_ends_an_episode_where_told(
    supply: Supply, rules: EpisodeRules, expected: list[tuple[int, float, float]]
) -> None:
    """
    A change of medicine splits without a gap.
    """
    assert expected == _split(supply("0:30A 30:30A 60:140B"), rules)


def test_deviation_q1_another_dose_ends_an_episode_where_told(supply: Supply) -> None:
    """
    A change of dose splits; the reference compares the column's name and never does.
    """
    rules = EpisodeRules(gap=_TEN_DAYS, dosage_change=True)

    assert [(0, 60, 0), (60, 140, 0)] == _split(supply("0:30A1 30:30B1 60:140B2"), rules)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("0:30 60:30", [(0, 40, 30), (60, 40, 110)]),
        ("0:30 60:135", [(0, 40, 30), (60, 140, 5)]),
        ("0:30", [(0, 40, 170)]),
    ],
)
def test_deviation_q2_the_permitted_gap_is_appended(
    supply: Supply, words: str, expected: list[tuple[int, float, float]]
) -> None:
    """
    Each episode keeps the permitted days; the reference subtracts them from a single one.
    """
    rules = EpisodeRules(gap=_TEN_DAYS, append_gap=True)

    assert expected == _split(supply(words), rules)


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (EpisodeRules(gap=_TEN_DAYS, medication_change=True), "medication"),
        (EpisodeRules(gap=_TEN_DAYS, dosage_change=True), "daily_dose"),
    ],
)
def test_a_rule_needs_what_it_compares(supply: Supply, rules: EpisodeRules, field: str) -> None:
    """
    A missing dose or medicine is named where a rule needs it.
    """
    with pytest.raises(InvalidInputError, match=f"{field} is missing"):
        _split(supply("0:30 30:30"), rules)


def test_an_episode_knows_its_events_and_its_window(supply: Supply) -> None:
    """
    An episode spans from its first event over its length.
    """
    events = supply("0:30 30:30")
    episode = Episode(number=1, events=events, duration_days=60, end_gap_days=0)

    assert events[0].day == episode.start
    assert Window(start=events[0].number, end=events[0].number + 60) == episode.window
