"""
Several medicines at once.
"""

from collections.abc import Callable

import pytest

from dastern_core.adherence import (
    OTHERS,
    Measure,
    Span,
    SupplyEvent,
    WindowPlan,
    medication_groups,
    polypharmacy,
)
from dastern_core.kernel import InvalidInputError

Supply = Callable[[str], tuple[SupplyEvent, ...]]
_GROUPS = {"pressure": {"A", "B"}, "both": {"B"}}
_PLAN = WindowPlan(
    followup=Span(count=200), observation_start=Span(count=10), observation=Span(count=100)
)


def test_what_no_group_names_is_a_group(supply: Supply) -> None:
    """
    A medicine may be in two groups, and in none.
    """
    one, two, three = supply("0:30A 1:30B 2:30C")

    expected = {OTHERS: (three,), "both": (two,), "pressure": (one, two)}
    assert expected == medication_groups([one, two, three], groups=_GROUPS)


def test_groups_are_measured_each_and_together(supply: Supply) -> None:
    """
    A is there on days 10 to 70, B on 40 to 90, of a window from 10 to 110.
    """
    groups = {"a": {"A"}, "b": {"B"}}
    actual = polypharmacy(Measure.CMA7, supply("0:70A 40:50B 150:9A"), groups=groups, plan=_PLAN)

    assert actual is not None
    assert {"a": 0.6, "b": 0.5} == pytest.approx(dict(actual.groups))
    assert [0.8, 0.3, 0.55] == pytest.approx(
        [actual.any_covered, actual.all_covered, actual.mean_covered]
    )
    assert pytest.approx(0.55) == actual.mean_of_groups


def test_windows_may_be_each_groups_own(supply: Supply) -> None:
    """
    From its own first event B covers days 10 to 50 of 100.
    """
    actual = polypharmacy(
        Measure.CMA7,
        supply("0:70A 40:50B"),
        groups={"b": {"B"}},
        plan=_PLAN,
        followup_per_group=True,
    )

    assert actual is not None
    assert {OTHERS: 0.6, "b": 0.4} == pytest.approx(dict(actual.groups))


def test_a_group_without_a_value_leaves_no_mean(supply: Supply) -> None:
    """
    One fill has no CMA1, and the others do not speak for it.
    """
    words = supply("10:30A 50:30A 20:30B")
    actual = polypharmacy(Measure.CMA1, words, groups={"b": {"B"}}, plan=_PLAN)

    assert actual is not None
    assert actual.groups["b"] is None
    assert actual.mean_of_groups is None


def test_without_events_there_is_nothing() -> None:
    """
    No events, no figures.
    """
    assert polypharmacy(Measure.CMA7, (), groups=_GROUPS, plan=_PLAN) is None


def test_groups_need_medicines_and_names(supply: Supply) -> None:
    """
    An unknown medicine may belong anywhere, and one name is taken.
    """
    with pytest.raises(InvalidInputError, match="medication is missing"):
        medication_groups(supply("0:30"), groups=_GROUPS)
    with pytest.raises(InvalidInputError, match="what no group names"):
        medication_groups((), groups={OTHERS: {"A"}})
