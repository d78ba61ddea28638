"""
Time to discontinuation.
"""

from collections.abc import Callable

import pytest

from dastern_core.adherence import (
    CarryOver,
    EpisodeRules,
    PermissibleGap,
    Persistence,
    SupplyEvent,
    Window,
    persistence,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("0:30 35:30 100:30", Persistence(days=65, discontinued=True)),
        ("0:30 35:30", Persistence(days=65, discontinued=True)),
        ("0:30 35:160", Persistence(days=200, discontinued=False)),
        ("0:30 35:155", Persistence(days=200, discontinued=False)),
        ("0:30 35:154", Persistence(days=189, discontinued=True)),
    ],
)
def test_treatment_lasts_until_the_first_long_gap(
    supply: Callable[[str], tuple[SupplyEvent, ...]], words: str, expected: Persistence
) -> None:
    """
    A gap longer than permitted is the end; otherwise the follow-up censors.
    """
    events = supply(words)
    day = events[0].number

    actual = persistence(
        events,
        followup=Window(start=day, end=day + 200),
        rules=EpisodeRules(gap=PermissibleGap(value=10)),
        carry_over=CarryOver(),
    )

    assert expected == actual


def test_another_medicine_may_be_the_end(
    supply: Callable[[str], tuple[SupplyEvent, ...]],
) -> None:
    """
    Where another medicine ends an episode, it ends treatment without a gap.
    """
    events = supply("0:30A 30:170B")
    day = events[0].number

    actual = persistence(
        events,
        followup=Window(start=day, end=day + 200),
        rules=EpisodeRules(gap=PermissibleGap(value=10), medication_change=True),
        carry_over=CarryOver(),
    )

    assert Persistence(days=30, discontinued=True) == actual


def test_without_events_there_is_no_treatment() -> None:
    """
    Nothing begun cannot end.
    """
    actual = persistence(
        (),
        followup=Window(start=1, end=2),
        rules=EpisodeRules(gap=PermissibleGap(value=10)),
        carry_over=CarryOver(),
    )

    assert actual is None
