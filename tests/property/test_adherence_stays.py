"""
Laws of time in hospital, of groups and of oversupply.
"""

from datetime import date, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.adherence import (
    Measure,
    Span,
    Stay,
    SupplyEvent,
    WindowPlan,
    measure,
    measure_at_home,
    polypharmacy,
)

_START = date(2026, 1, 1)
_EVENTS = st.lists(
    st.builds(
        SupplyEvent,
        day=st.integers(0, 300).map(lambda days: _START + timedelta(days=days)),
        duration_days=st.sampled_from([0.5, 7.0, 28.0, 90.0]),
        medication=st.sampled_from("ABC"),
    ),
    min_size=1,
    max_size=12,
)


@given(
    kind=st.sampled_from(Measure),
    events=_EVENTS,
    days=st.integers(0, 50),
    since=st.integers(1, 199),
)
def test_a_stay_put_into_time_changes_nothing(
    kind: Measure, events: list[SupplyEvent], days: int, since: int
) -> None:
    """
    Moving all that follows by a stay's days, and both windows' ends, is that stay.
    """
    first = min(event.day for event in events)
    admitted = first + timedelta(days=since)
    moved = [
        attrs.evolve(event, day=event.day + timedelta(days=days if event.day >= admitted else 0))
        for event in events
    ]
    stay = Stay(admitted=admitted, discharged=admitted + timedelta(days=days))
    plan = WindowPlan(followup=Span(count=300), observation=Span(count=200))
    longer = WindowPlan(followup=Span(count=300 + days), observation=Span(count=200 + days))

    expected = measure(kind, events, plan=plan)
    actual = measure_at_home(kind, moved, plan=longer, stays=[stay])

    assert expected == pytest.approx(actual, abs=1e-9)


@given(events=_EVENTS, start=st.integers(0, 100))
def test_all_covered_is_at_most_the_mean_and_the_mean_at_most_any(
    events: list[SupplyEvent], start: int
) -> None:
    """
    The figures together are shares in a fixed order.
    """
    plan = WindowPlan(
        followup=Span(count=300), observation_start=Span(count=start), observation=Span(count=150)
    )
    found = polypharmacy(Measure.CMA7, events, groups={"a": {"A"}, "b": {"B"}}, plan=plan)

    assert found is not None
    shares = [0.0, found.all_covered, found.mean_covered, found.any_covered, 1.0]
    assert all(low <= high + 1e-9 for low, high in pairwise(shares))
