"""
Measures per episode.
"""

from collections.abc import Callable

import pytest

from dastern_core.adherence import (
    EpisodeRules,
    Measure,
    PermissibleGap,
    Span,
    SupplyEvent,
    Unit,
    WindowPlan,
    measure_episodes,
)

Supply = Callable[[str], tuple[SupplyEvent, ...]]
_RULES = EpisodeRules(gap=PermissibleGap(value=10))
_Rows = list[tuple[int, float, float, float | None]]


def _measured(
    kind: Measure, events: tuple[SupplyEvent, ...], rules: EpisodeRules = _RULES, start: int = 0
) -> _Rows:
    plan = WindowPlan(
        followup=Span(count=200),
        observation_start=Span(count=start),
        observation=Span(count=200 - start),
    )
    day = events[0].number
    return [
        (
            one.episode.number,
            one.observed.start - day,
            one.observed.end - day,
            one.value if one.value is None else round(one.value, 9),
        )
        for one in measure_episodes(kind, events, plan=plan, rules=rules)
    ]


def test_no_events_are_no_measures() -> None:
    """
    Without events there is no episode to measure.
    """
    assert () == measure_episodes(Measure.CMA7, (), plan=WindowPlan(), rules=_RULES)


def test_each_episode_is_measured_on_its_own(supply: Supply) -> None:
    """
    Two episodes with a long gap between them have two values.
    """
    actual = _measured(Measure.CMA7, supply("0:30 35:30 100:30 130:30"))

    assert [(1, 0, 65, round(60 / 65, 9)), (2, 100, 160, 1.0)] == actual


def test_episodes_outside_the_observation_are_left_out(supply: Supply) -> None:
    """
    An episode is clipped to the observation and keeps its number.
    """
    actual = _measured(Measure.CMA7, supply("0:30 60:60 160:30"), start=90)

    assert [(2, 90, 120, 1.0), (3, 160, 190, 1.0)] == actual


def test_measures_without_carry_over_split_without_it(supply: Supply) -> None:
    """
    For CMA2 supply in advance does not bridge a gap; for CMA7 it does.
    """
    events = supply("0:30 10:30 60:140")

    assert [1, 2] == [number for number, *_ in _measured(Measure.CMA2, events)]
    assert [1] == [number for number, *_ in _measured(Measure.CMA7, events)]


def test_deviation_q5_the_next_episodes_first_event_does_not_count(supply: Supply) -> None:
    """
    A change of medicine without a gap leaves each event in one episode only.

    The reference counts the first event of the next episode in both: 1.5 instead of 1.
    """
    rules = EpisodeRules(gap=PermissibleGap(value=10), medication_change=True)

    actual = _measured(Measure.CMA2, supply("0:30A 30:30A 60:30B"), rules)

    assert [(1, 0, 60, 1.0), (2, 60, 90, 1.0)] == actual


def test_deviation_q6_the_episodes_length_is_in_days(supply: Supply) -> None:
    """
    The unit of the follow-up does not change the measure of an episode.

    The reference reads the episode's days in the unit of the follow-up.
    """
    events = supply("0:30 35:30 100:30")
    days, weeks = (
        [
            one.value
            for one in measure_episodes(
                Measure.CMA9,
                events,
                plan=WindowPlan(followup=length, observation=length),
                rules=_RULES,
            )
        ]
        for length in (Span(count=210), Span(count=30, unit=Unit.WEEKS))
    )

    assert days == weeks


@pytest.mark.parametrize(("days", "expected"), [(0.5, []), (1.5, [(1, 0, 2, 0.75)])])
def test_episodes_are_whole_days_long(supply: Supply, days: float, expected: _Rows) -> None:
    """
    Parts of a day are rounded, halves to even; an episode of no day is left out.
    """
    assert expected == _measured(Measure.CMA2, supply(f"0:{days}"))


def test_a_rounded_observation_stays_in_its_episode(supply: Supply) -> None:
    """
    Where rounding would end the observation after the episode it ends with it.
    """
    actual = _measured(Measure.CMA2, supply("0:1 1:1.5"), start=1)

    assert [(1, 1, 2, 1.5)] == actual
