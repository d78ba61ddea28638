"""
The life cycle of a prescription.
"""

import itertools

import pytest

from dastern_core.kernel import IllegalTransitionError
from dastern_core.prescriptions import (
    LIFECYCLE,
    EndReason,
    PrescriptionEvent,
    PrescriptionStatus,
    advance,
)
from dastern_core.testing.samples import NOW, sample_prescription

ALLOWED = {
    (PrescriptionStatus.DRAFT, PrescriptionEvent.CONFIRM),
    (PrescriptionStatus.DRAFT, PrescriptionEvent.REJECT),
    (PrescriptionStatus.DRAFT, PrescriptionEvent.RETAKE),
    (PrescriptionStatus.DRAFT, PrescriptionEvent.REVISE),
    (PrescriptionStatus.ACTIVE, PrescriptionEvent.PAUSE),
    (PrescriptionStatus.ACTIVE, PrescriptionEvent.STOP),
    (PrescriptionStatus.ACTIVE, PrescriptionEvent.COMPLETE),
    (PrescriptionStatus.PAUSED, PrescriptionEvent.RESUME),
    (PrescriptionStatus.PAUSED, PrescriptionEvent.STOP),
}


@pytest.mark.rule("RX-01")
@pytest.mark.rule("RX-10")
@pytest.mark.rule("RX-14")
@pytest.mark.parametrize(
    ("status", "event"), [*itertools.product(PrescriptionStatus, PrescriptionEvent)]
)
def test_only_the_listed_steps_are_possible(
    status: PrescriptionStatus, event: PrescriptionEvent
) -> None:
    """
    Every pair of state and event is either in the table or an error.
    """
    possible = event in LIFECYCLE.events(status)

    assert ((status, event) in ALLOWED) is possible


def test_a_prescription_begins_as_a_draft() -> None:
    """
    The first state is DRAFT.
    """
    assert PrescriptionStatus.DRAFT is LIFECYCLE.start


@pytest.mark.rule("RX-15")
@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (PrescriptionEvent.STOP, EndReason.STOPPED),
        (PrescriptionEvent.COMPLETE, EndReason.COMPLETED),
    ],
)
def test_an_end_leaves_its_reason(event: PrescriptionEvent, reason: EndReason) -> None:
    """
    A prescription that ended says why, and keeps its medications.
    """
    active = sample_prescription(1, active=True)
    ended = advance(active, event, now=NOW)

    assert (PrescriptionStatus.INACTIVE, reason) == (ended.status, ended.end_reason)
    assert active.medications == ended.medications


@pytest.mark.rule("RX-11")
def test_rejecting_ends_a_draft_with_its_reason() -> None:
    """
    A rejected draft is inactive because it was rejected, and nothing follows.
    """
    rejected = advance(sample_prescription(1, active=False), PrescriptionEvent.REJECT, now=NOW)

    assert EndReason.REJECTED is rejected.end_reason
    with pytest.raises(IllegalTransitionError):
        advance(rejected, PrescriptionEvent.CONFIRM, now=NOW)


def test_a_pause_has_no_end_reason() -> None:
    """
    Pausing and resuming leave no reason behind.
    """
    paused = advance(sample_prescription(1, active=True), PrescriptionEvent.PAUSE, now=NOW)
    resumed = advance(paused, PrescriptionEvent.RESUME, now=NOW)

    assert (None, None) == (paused.end_reason, resumed.end_reason)
    assert PrescriptionStatus.ACTIVE is resumed.status
