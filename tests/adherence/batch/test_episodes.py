"""
Episodes of a population at the edges.
"""

import pytest

from dastern_core.adherence import CarryOver, EpisodeRules, PermissibleGap, Span, WindowPlan
from dastern_core.adherence.batch import SupplyArrays, episode_arrays, place_arrays


@pytest.mark.parametrize(
    ("last_days", "append_gap", "expected"),
    [(165, False, 200), (160, False, 190), (160, True, 200), (150, True, 190)],
)
def test_a_final_gap_is_kept_where_it_is_shorter_than_permitted(
    last_days: int, expected: int, *, append_gap: bool
) -> None:
    """
    A final gap as long as permitted is left out unless it is appended, as in plain.
    """
    supply = SupplyArrays.of(patients=1, patient=[0, 0], day=[1, 31], duration=[30, last_days])
    plan = WindowPlan(followup=Span(count=200), observation=Span(count=200))
    rules = EpisodeRules(gap=PermissibleGap(value=10), append_gap=append_gap)

    found = episode_arrays(
        supply, windows=place_arrays(plan, supply), rules=rules, carry_over=CarryOver()
    )

    assert [expected] == found.duration.tolist()
