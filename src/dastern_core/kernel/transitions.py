"""
A life cycle as a table: which event leads from which state to which.

Every state change of a domain stands in one such table, in one file; the tests
walk every pair of state and event, and the documentation draws the same table.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Generic, TypeVar

import attrs

from dastern_core.kernel.errors import IllegalTransitionError

__all__ = ["TransitionTable"]

_State = TypeVar("_State", bound=Enum)
_Event = TypeVar("_Event", bound=Enum)


@attrs.frozen(kw_only=True)
class TransitionTable(Generic[_State, _Event]):
    """
    The steps that a life cycle allows.

    Args:
        name: What lives this life, for errors and diagrams.
        start: The state in which it begins.
        steps: The state reached, for each allowed pair of state and event.
    """

    name: str
    start: _State
    steps: Mapping[tuple[_State, _Event], _State]

    def after(self, state: _State, event: _Event) -> _State:
        """
        Give the state that follows.

        Args:
            state: The current state.
            event: What happens.

        Returns:
            The next state.

        Raises:
            IllegalTransitionError: The table has no such step.
        """
        try:
            return self.steps[state, event]
        except KeyError:
            allowed = ", ".join(sorted(one.name for one in self.events(state))) or "nothing"
            message = f"{self.name} is {state.name}: {event.name} is not possible, only {allowed}"
            raise IllegalTransitionError(message) from None

    def events(self, state: _State) -> frozenset[_Event]:
        """
        Give the events that are possible in a state; none where the life ends.
        """
        return frozenset(event for origin, event in self.steps if origin is state)

    def mermaid(self) -> str:
        """
        Draw the table as a Mermaid state diagram.
        """
        rows = [
            f"    {origin.name} --> {target.name}: {event.name}"
            for (origin, event), target in self.steps.items()
        ]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start.name}", *rows])
