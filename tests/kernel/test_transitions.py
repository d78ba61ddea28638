"""
Transition tables: every pair of state and event either leads on or is refused.
"""

from enum import Enum

import pytest

from dastern_core.kernel import IllegalTransitionError, TransitionTable


class Door(Enum):
    """
    The states of a door.
    """

    OPEN = "open"
    SHUT = "shut"
    BRICKED = "bricked"


class Act(Enum):
    """
    What may happen to a door.
    """

    PUSH = "push"
    PULL = "pull"
    BRICK = "brick"


TABLE = TransitionTable(
    name="door",
    start=Door.SHUT,
    steps={
        (Door.SHUT, Act.PUSH): Door.OPEN,
        (Door.OPEN, Act.PULL): Door.SHUT,
        (Door.SHUT, Act.BRICK): Door.BRICKED,
    },
)


@pytest.mark.parametrize("state", Door)
@pytest.mark.parametrize("event", Act)
def test_every_pair_leads_on_or_is_refused(state: Door, event: Act) -> None:
    """
    The table decides each of the nine pairs, and ``events`` agrees with ``after``.
    """
    if (state, event) in TABLE.steps:
        assert TABLE.steps[state, event] is TABLE.after(state, event)
        assert event in TABLE.events(state)
    else:
        assert event not in TABLE.events(state)
        with pytest.raises(IllegalTransitionError):
            TABLE.after(state, event)


def test_the_refusal_says_what_is_possible() -> None:
    """
    The message names the thing, its state, the event and what would be allowed.
    """
    with pytest.raises(IllegalTransitionError) as caught:
        TABLE.after(Door.SHUT, Act.PULL)
    expected = "door is SHUT: PULL is not possible, only BRICK, PUSH"

    assert expected == str(caught.value)


def test_where_the_life_ends_nothing_is_possible() -> None:
    """
    A state without steps says so.
    """
    with pytest.raises(IllegalTransitionError, match="only nothing"):
        TABLE.after(Door.BRICKED, Act.PUSH)


def test_the_diagram_is_the_table() -> None:
    """
    Mermaid gets the start and one line for each step.
    """
    expected = """\
stateDiagram-v2
    [*] --> SHUT
    SHUT --> OPEN: PUSH
    OPEN --> SHUT: PULL
    SHUT --> BRICKED: BRICK"""

    assert expected == TABLE.mermaid()
