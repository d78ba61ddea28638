"""
Revisions: nothing is overwritten, and only the author changes what was ordered.
"""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import (
    AccountId,
    ConflictError,
    IllegalTransitionError,
    InvalidInputError,
    NotPermittedError,
)
from dastern_core.prescriptions import (
    PROPOSAL_LIFECYCLE,
    Order,
    Prescription,
    PrescriptionEvent,
    PrescriptionStatus,
    Proposal,
    ProposalEvent,
    ProposalId,
    ProposalStatus,
    ReviewState,
    accept_proposal,
    advance,
    close_proposal,
    propose,
    remaining_order,
    resume,
    revise_draft,
    revise_own,
    revise_urgently,
)
from dastern_core.schedule import CAMBODIA_CLOCK
from dastern_core.testing.samples import NOW, sample_prescription

_DOCTOR = AccountId(UUID(int=77))
_OTHER = AccountId(UUID(int=78))
_LATER = NOW + timedelta(days=1)


def _ordered(*, active: bool) -> Prescription:
    return attrs.evolve(sample_prescription(1, active=active), author_id=_DOCTOR)


def _order(prescription: Prescription) -> Order:
    return Order(medications=prescription.medications[:1], diagnosis="Migraine")


def _proposal(prescription: Prescription) -> Proposal:
    return propose(
        prescription,
        _order(prescription),
        proposal_id=ProposalId(UUID(int=5)),
        author_id=_DOCTOR,
        reason="The pain is gone",
        now=_LATER,
    )


@pytest.mark.rule("RX-12")
@pytest.mark.rule("C14")
def test_a_draft_that_was_handed_back_waits_for_its_author() -> None:
    """
    It cannot be confirmed before a revision, and the revision is to be reviewed anew.
    """
    back = advance(
        _ordered(active=False), PrescriptionEvent.RETAKE, now=NOW, note="Which strength?"
    )
    with pytest.raises(IllegalTransitionError, match="CONFIRM is not possible"):
        advance(back, PrescriptionEvent.CONFIRM, now=NOW)
    revised = revise_draft(back, _order(back), author_id=_DOCTOR, reason="Strength", now=_LATER)
    active = advance(revised, PrescriptionEvent.CONFIRM, now=_LATER)

    assert (ReviewState.PENDING_REVISION, "Which strength?", NOW) == (
        back.review,
        back.status_note,
        back.status_at,
    )
    assert (2, ReviewState.PENDING_REVIEW, "Strength", None) == (
        revised.version,
        revised.review,
        revised.change_reason,
        revised.status_note,
    )
    assert (PrescriptionStatus.ACTIVE, None) == (active.status, active.review)


@pytest.mark.rule("RX-12")
@pytest.mark.parametrize("note", [None, " ", "x" * 1_001])
def test_handing_back_says_why(note: str | None) -> None:
    """
    Without words the author would not know what to change.
    """
    with pytest.raises(InvalidInputError):
        advance(_ordered(active=False), PrescriptionEvent.RETAKE, now=NOW, note=note)


@pytest.mark.rule("RX-18")
@pytest.mark.rule("RX-19")
@pytest.mark.rule("RX-21")
@pytest.mark.rule("C15")
def test_an_accepted_proposal_is_the_next_version() -> None:
    """
    Until then the old version goes on; afterwards it is still there, unchanged.
    """
    active = _ordered(active=True)
    proposal = _proposal(active)
    accepted, second = accept_proposal(proposal, active, now=_LATER)

    assert (ProposalStatus.PENDING, ProposalStatus.ACCEPTED) == (proposal.status, accepted.status)
    assert (2, 1, "The pain is gone", False) == (
        second.version,
        len(second.medications),
        second.change_reason,
        second.is_urgent,
    )
    assert (PrescriptionStatus.ACTIVE, _DOCTOR, _LATER) == (
        second.status,
        second.author_id,
        second.created_at,
    )
    assert active.medications[0].id != second.medications[0].id
    assert active == _ordered(active=True)


def test_a_proposal_for_an_older_version_is_not_accepted() -> None:
    """
    What changed meanwhile must not be undone by an old proposal.
    """
    active = _ordered(active=True)
    proposal = _proposal(active)
    newer = revise_urgently(
        active, _order(active), author_id=_DOCTOR, reason="Side effects", now=_LATER
    )

    with pytest.raises(ConflictError, match="changed since"):
        accept_proposal(proposal, newer, now=_LATER)


@pytest.mark.parametrize(("status", "event"), [*itertools.product(ProposalStatus, ProposalEvent)])
def test_a_proposal_is_decided_once(status: ProposalStatus, event: ProposalEvent) -> None:
    """
    Only a pending one is accepted, declined or withdrawn.
    """
    proposal = attrs.evolve(_proposal(_ordered(active=True)), status=status)

    assert (event in PROPOSAL_LIFECYCLE.events(status)) is (status is ProposalStatus.PENDING)
    if status is ProposalStatus.PENDING:
        assert _LATER == close_proposal(proposal, event, now=_LATER).decided_at
    else:
        with pytest.raises(IllegalTransitionError):
            close_proposal(proposal, event, now=_LATER)


@pytest.mark.rule("RX-23")
def test_an_urgent_change_is_in_force_at_once() -> None:
    """
    The version says that it was urgent and why.
    """
    active = _ordered(active=True)
    urgent = revise_urgently(
        active, _order(active), author_id=_DOCTOR, reason="Allergic reaction", now=_LATER
    )

    assert (2, True, "Allergic reaction", PrescriptionStatus.ACTIVE) == (
        urgent.version,
        urgent.is_urgent,
        urgent.change_reason,
        urgent.status,
    )
    with pytest.raises(InvalidInputError, match="reason is missing"):
        revise_urgently(active, _order(active), author_id=_DOCTOR, reason=" ", now=_LATER)


@pytest.mark.rule("RX-17")
@pytest.mark.rule("RX-28")
@pytest.mark.parametrize("revise", [revise_urgently, revise_own])
def test_only_the_author_changes_what_was_ordered(
    revise: Callable[..., Prescription],
) -> None:
    """
    Neither another doctor nor the patient.
    """
    active = _ordered(active=True)
    for somebody in (_OTHER, AccountId(active.patient_id)):
        with pytest.raises(NotPermittedError, match="only the author"):
            revise(active, _order(active), author_id=somebody, reason="x", now=_LATER)


@pytest.mark.rule("RX-27")
def test_a_patient_changes_what_they_wrote() -> None:
    """
    At once; what a doctor ordered is not theirs, and what is theirs is no doctor's.
    """
    own = sample_prescription(1, active=True)
    changed = revise_own(own, _order(own), author_id=own.author_id, reason="New time", now=_LATER)
    doctors = _ordered(active=True)

    assert (2, False) == (changed.version, changed.is_urgent)
    with pytest.raises(NotPermittedError, match="by a proposal, or urgently"):
        revise_own(doctors, _order(doctors), author_id=_DOCTOR, reason="x", now=_LATER)


@pytest.mark.rule("RX-22")
def test_a_draft_is_revised_and_what_ended_is_written_anew() -> None:
    """
    A proposal is only for what is in force.
    """
    draft = _ordered(active=False)
    ended = advance(_ordered(active=True), PrescriptionEvent.STOP, now=NOW)

    for prescription in (draft, ended):
        with pytest.raises(ConflictError, match="only what is in force"):
            _proposal(prescription)
    with pytest.raises(IllegalTransitionError):
        revise_draft(ended, _order(ended), author_id=_DOCTOR, reason="x", now=NOW)


@pytest.mark.rule("RX-14")
@pytest.mark.rule("DST-29")
def test_a_pause_takes_no_dose_away() -> None:
    """
    Paused on the third day for ten days, a course of seven days goes on for what was left.
    """
    active = sample_prescription(1, active=True)
    paused_at, resumed_at = NOW + timedelta(days=2), NOW + timedelta(days=12)
    paused = advance(active, PrescriptionEvent.PAUSE, now=paused_at)
    rest = remaining_order(paused, daily_clock=CAMBODIA_CLOCK, since=paused_at, until=resumed_at)
    going_on = resume(paused, rest, now=resumed_at)

    assert rest is not None
    assert (date(2026, 6, 27), 2) == (rest.start, len(rest.medications))
    assert (2, PrescriptionStatus.ACTIVE, rest.start, active.author_id) == (
        going_on.version,
        going_on.status,
        going_on.start,
        going_on.author_id,
    )


def test_what_was_over_at_the_pause_is_completed() -> None:
    """
    Nothing was left: there is nothing to resume.
    """
    active = sample_prescription(1, active=True)
    long_after = NOW + timedelta(days=60)
    paused = advance(active, PrescriptionEvent.PAUSE, now=long_after)
    rest = remaining_order(paused, daily_clock=CAMBODIA_CLOCK, since=long_after, until=long_after)
    over = resume(paused, rest, now=long_after)

    assert rest is None
    assert (1, PrescriptionStatus.INACTIVE) == (over.version, over.status)
