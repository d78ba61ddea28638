"""
Laws of the research measures.
"""

from datetime import date, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.adherence import (
    CarryOver,
    EpisodeRules,
    Measure,
    PermissibleGap,
    Span,
    SupplyEvent,
    Window,
    WindowPlan,
    days_covered,
    episodes,
    intervals,
    measure,
    persistence,
    place,
)

_START = date(2026, 1, 1)
_BOUNDED = sorted(set(Measure) - {Measure.CMA0, Measure.CMA1, Measure.CMA2}, key=str)
_OPTIONS = st.booleans()
_EVENTS = st.lists(
    st.builds(
        SupplyEvent,
        day=st.integers(0, 800).map(lambda days: _START + timedelta(days=days)),
        duration_days=st.sampled_from([0.5, 7.0, 13.5, 28.0, 30.0, 90.0, 365.0]),
        daily_dose=st.sampled_from([0.5, 1.0, 2.0, 3.0, 7.0]),
        medication=st.sampled_from("AB"),
    ),
    min_size=1,
    max_size=20,
)


@st.composite
def _plans(draw: st.DrawFn) -> WindowPlan:
    followup = draw(st.integers(2, 730))
    start = draw(st.integers(0, followup - 1))
    observation = draw(st.integers(1, followup - start))
    return WindowPlan(
        followup_start=Span(count=draw(st.integers(-30, 60))),
        followup=Span(count=followup),
        observation_start=Span(count=start),
        observation=Span(count=observation),
    )


@given(kind=st.sampled_from(_BOUNDED), events=_EVENTS, plan=_plans(), same=_OPTIONS, dose=_OPTIONS)
def test_a_share_lies_within_0_and_1(
    *, kind: Measure, events: list[SupplyEvent], plan: WindowPlan, same: bool, dose: bool
) -> None:
    """
    Every measure but CMA1 and CMA2 is a share, or has no value.
    """
    actual = measure(kind, events, plan=plan, same_medication=same, dosage_change=dose)

    assert actual is None or 0 <= actual <= 1


@given(
    kind=st.sampled_from(Measure),
    events=_EVENTS,
    plan=_plans(),
    days=st.integers(-700_000, 2_000_000),
    dose=_OPTIONS,
)
def test_shifting_all_dates_changes_nothing(
    *, kind: Measure, events: list[SupplyEvent], plan: WindowPlan, days: int, dose: bool
) -> None:
    """
    A measure knows distances in time and no calendar.
    """
    shifted = [attrs.evolve(event, day=event.day + timedelta(days=days)) for event in events]

    expected = measure(kind, events, plan=plan, dosage_change=dose)
    actual = measure(kind, shifted, plan=plan, dosage_change=dose)

    assert expected == pytest.approx(actual, abs=1e-9)


@given(_EVENTS, _plans(), st.integers(0, 19), st.floats(0.5, 400))
def test_more_supply_never_lowers_cma7(
    events: list[SupplyEvent], plan: WindowPlan, which: int, more: float
) -> None:
    """
    Handing out more at one event lowers no coverage, as long as the dose stays.
    """
    index = which % len(events)
    richer = list(events)
    richer[index] = attrs.evolve(events[index], duration_days=events[index].duration_days + more)

    before, after = (measure(Measure.CMA7, one, plan=plan) for one in (events, richer))

    assert (before is None) is (after is None)
    assert before is None or after is None or after >= before - 1e-9


@given(events=_EVENTS, plan=_plans(), into=_OPTIONS)
def test_a_gap_never_exceeds_its_interval(
    *, events: list[SupplyEvent], plan: WindowPlan, into: bool
) -> None:
    """
    Gaps lie within 0 and their interval, and intervals add up to the window's end.
    """
    windows = place(plan, first_day=min(event.day for event in events))

    found = intervals(events, windows=windows, carry_over=CarryOver(into=into))

    assert all(0 <= one.gap_days <= one.days for one in found)
    if found:
        assert found[0].event.number + sum(one.days for one in found) == windows.observation.end


@given(events=_EVENTS, gap=st.integers(0, 120), breaks=_OPTIONS, append=_OPTIONS)
def test_episodes_hold_every_event_once_and_in_order(
    *, events: list[SupplyEvent], gap: int, breaks: bool, append: bool
) -> None:
    """
    Episodes follow one another, and each event of the follow-up is in one of them.
    """
    followup = Window.between(_START, _START + timedelta(days=730))
    rules = EpisodeRules(gap=PermissibleGap(value=gap), medication_change=breaks, append_gap=append)

    found = episodes(events, followup=followup, rules=rules, carry_over=CarryOver())

    inside = sorted(event.number for event in events if event.number in followup)
    assert inside == [event.number for one in found for event in one.events]
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    for one, after in pairwise(found):
        assert one.window.end <= after.window.start + 1e-9
    assert all(one.duration_days >= 0 for one in found)
    stayed = persistence(events, followup=followup, rules=rules, carry_over=CarryOver())
    assert (stayed is None) is (not found)


@given(_EVENTS, st.integers(0, 800))
def test_days_covered_never_exceed_the_period(events: list[SupplyEvent], days: int) -> None:
    """
    The proportion of days covered is a share, whatever overlaps.
    """
    found = days_covered(events, first_day=_START, last_day=_START + timedelta(days=days))

    assert found is None or 0 < found.covered <= found.days
