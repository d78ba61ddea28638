"""
The lives of what permissions are made of: every step of every table.
"""

from enum import Enum

import pytest

from dastern_core.kernel import IllegalTransitionError, TransitionTable
from dastern_core.permissions import (
    ACCESS_REQUEST_LIFE,
    CONNECTION_LIFE,
    EMERGENCY_LIFE,
    NUDGE_LIFE,
    AccessRequestEvent,
    ConnectionEvent,
    EmergencyEvent,
    NudgeAnswer,
)

STEPS = {
    "connection": {
        ("PENDING", "ACCEPT"): "ACCEPTED",
        ("PENDING", "DECLINE"): "REVOKED",
        ("PENDING", "WITHDRAW"): "REVOKED",
        ("ACCEPTED", "REVOKE"): "REVOKED",
        ("REVOKED", "ASK_AGAIN"): "PENDING",
    },
    "access request": {
        ("PENDING", "APPROVE"): "APPROVED",
        ("PENDING", "CLOSE"): "CLOSED",
        ("APPROVED", "CLOSE"): "CLOSED",
    },
    "emergency session": {
        ("ACTIVE", "EXPIRE"): "EXPIRED",
        ("ACTIVE", "REVOKE"): "REVOKED",
    },
    "nudge": {
        ("SENT", "TAKEN"): "ANSWERED",
        ("SENT", "SOON"): "ANSWERED",
        ("SENT", "DISMISS"): "ANSWERED",
    },
}
LIVES: tuple[tuple[TransitionTable, type[Enum]], ...] = (  # type: ignore[type-arg]  # of several kinds
    (CONNECTION_LIFE, ConnectionEvent),
    (ACCESS_REQUEST_LIFE, AccessRequestEvent),
    (EMERGENCY_LIFE, EmergencyEvent),
    (NUDGE_LIFE, NudgeAnswer),
)
EVERY = [
    (life, state, event) for life, events in LIVES for state in type(life.start) for event in events
]


@pytest.mark.rule("CON-02")
@pytest.mark.rule("C27")
@pytest.mark.parametrize(("life", "state", "event"), EVERY)
def test_every_step_is_allowed_or_refused(
    life: TransitionTable,  # type: ignore[type-arg]  # of several kinds
    state: Enum,
    event: Enum,
) -> None:
    """
    A life goes the ways of its table, and no other.
    """
    expected = STEPS[life.name].get((state.name, event.name))
    if expected is None:
        with pytest.raises(IllegalTransitionError):
            life.after(state, event)
        return

    assert expected == life.after(state, event).name
