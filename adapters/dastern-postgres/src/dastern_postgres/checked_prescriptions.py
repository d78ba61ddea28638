"""
Checked prescriptions: whose step is whose, and what a next version may be.

What is in force was confirmed by its patient, or written by them; a doctor writes drafts.
What a doctor puts in force urgently, and what a patient accepts, the system's store writes.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from dastern_core.kernel import IllegalTransitionError
from dastern_core.permissions import Action, ResourceType
from dastern_core.prescriptions import (
    END_REASONS,
    LIFECYCLE,
    PROPOSAL_LIFECYCLE,
    REVIEW,
    EndReason,
    PrescriptionEvent,
    PrescriptionStatus,
    ProposalEvent,
    ReviewState,
)
from dastern_postgres.checks import ME, Checks, near
from dastern_postgres.governed import GOVERNED
from dastern_postgres.policies import permitted

__all__ = ["CHECKED_PRESCRIPTIONS"]

# The author revises by writing the next version; what has run out, a nightly job closes. What
# goes on after a pause is a next version, too.
_BY_PATIENT: Final = frozenset(PrescriptionEvent) - {
    PrescriptionEvent.REVISE,
    PrescriptionEvent.COMPLETE,
    PrescriptionEvent.RESUME,
}
_DRAFT, _ACTIVE, _PAUSED, _INACTIVE = (
    f"'{one.value}'"
    for one in (
        PrescriptionStatus.DRAFT,
        PrescriptionStatus.ACTIVE,
        PrescriptionStatus.PAUSED,
        PrescriptionStatus.INACTIVE,
    )
)
_FRESH = f"'{REVIEW.start.value}'"
_HANDED_BACK = f"'{ReviewState.PENDING_REVISION.value}'"


def _standings() -> Iterator[str]:
    for (status, event), after in LIFECYCLE.steps.items():
        if event not in _BY_PATIENT:
            continue
        reason = END_REASONS.get(event)
        for review in ReviewState if status is PrescriptionStatus.DRAFT else (None,):
            try:
                later = None if review is None else REVIEW.after(review, event)
            except IllegalTransitionError:
                continue
            stays = later if after is PrescriptionStatus.DRAFT else None
            yield _standing(status, review, after, stays, reason=reason)
    # What goes on after a pause and has nothing left is completed at once.
    resumed = LIFECYCLE.after(PrescriptionStatus.PAUSED, PrescriptionEvent.RESUME)
    completed = LIFECYCLE.after(resumed, PrescriptionEvent.COMPLETE)
    yield _standing(PrescriptionStatus.PAUSED, None, completed, None, reason=EndReason.COMPLETED)


def _standing(
    status: PrescriptionStatus,
    review: ReviewState | None,
    after: PrescriptionStatus,
    later: ReviewState | None,
    *,
    reason: EndReason | None,
) -> str:
    texts = ["" if one is None else one.value for one in (review, later, reason)]
    return f"'{status.value}/{texts[0]}>{after.value}/{texts[1]}/{texts[2]}'"


_STEP = (
    "concat(OLD.status, '/', OLD.review, '>', NEW.status, '/', NEW.review, '/', NEW.end_reason)"
    f" IN ({', '.join(sorted(_standings()))})"
)
_NEWEST = (
    "EXISTS (SELECT FROM prescriptions AS stored WHERE stored.id = {row}.prescription_id"
    " AND stored.version = {row}.{version})"
)
_FORMER = (
    "EXISTS (SELECT FROM prescription_versions AS former"
    " WHERE former.prescription_id = NEW.prescription_id"
    " AND former.version = NEW.version - 1 AND ({how}))"
)
_RESUMED = f"former.status = {_PAUSED} AND NEW.status = {_ACTIVE}"
_MINE = f"NEW.author_id = {ME}"
_OWN = f"NEW.patient_id = {ME}"

# A draft goes on as a draft; what is in force only its patient revises, and resumes.
_FOLLOWS = (
    f"CASE WHEN NEW.version = 1 THEN NEW.status = {_DRAFT} OR {_OWN} AND NEW.status = {_ACTIVE}"
    " ELSE "
    + _FORMER.format(
        how=f"former.status = {_DRAFT} AND NEW.status = {_DRAFT} OR {_OWN} AND ({_RESUMED}"
        f" OR former.status = NEW.status AND former.status <> {_INACTIVE})"
    )
    + " END"
)
# What somebody else ordered goes on as it was ordered. Its words are sealed: no statement
# compares them, and none makes others, for which it would need the patient's key.
_REPEATS = f"{_MINE} OR " + _FORMER.format(
    how=f"{_RESUMED} AND (former.author_id, former.zone, former.grace_minutes) ="
    " (NEW.author_id, NEW.zone, NEW.grace_minutes)"
    " AND former.follow_up_on IS NOT DISTINCT FROM NEW.follow_up_on"
)
_BLANK = (
    f"NEW.review IS NOT DISTINCT FROM CASE NEW.status WHEN {_DRAFT} THEN {_FRESH} END"
    " AND NEW.end_reason IS NULL AND NEW.sealed_note IS NULL"
)

# A version and its lines are of one transaction: only here has it been written by now.
_WITH_ITS_VERSION = (
    "EXISTS (SELECT FROM prescription_versions AS whole"
    " WHERE whole.prescription_id = NEW.prescription_id AND whole.version = NEW.version"
    f" AND written_here(whole.xmin) AND ({_MINE} OR whole.status = {_ACTIVE}"
    f" AND {_FORMER.format(how=f'former.status = {_PAUSED}')}))"
)
_REPEATED_LINE = (
    f"{_MINE} OR EXISTS (SELECT FROM medications AS former"
    " WHERE former.prescription_id = NEW.prescription_id AND former.version = NEW.version - 1"
    ' AND former."row" = NEW."row")'
)

_IN_FORCE = (
    "EXISTS (SELECT FROM prescription_versions AS newest JOIN prescriptions AS stored"
    " ON stored.id = newest.prescription_id AND stored.version = newest.version"
    " WHERE stored.id = NEW.prescription_id AND stored.version = NEW.base_version"
    f" AND newest.status IN ({_ACTIVE}, {_PAUSED}))"
)
_ACCEPTED, _DECLINED, _WITHDRAWN, _SUPERSEDED = (
    f"'{PROPOSAL_LIFECYCLE.after(PROPOSAL_LIFECYCLE.start, event).value}'"
    for event in (
        ProposalEvent.ACCEPT,
        ProposalEvent.DECLINE,
        ProposalEvent.WITHDRAW,
        ProposalEvent.SUPERSEDE,
    )
)
# Acceptance comes with the version that it puts in force, which the system's store writes.
_DECIDED = (
    f"CASE NEW.status WHEN {_DECLINED} THEN {_OWN} WHEN {_WITHDRAWN} THEN {_MINE}"
    f" WHEN {_SUPERSEDED} THEN EXISTS (SELECT FROM prescriptions AS stored"
    " WHERE stored.id = NEW.prescription_id AND stored.version > NEW.base_version)"
    f" WHEN {_ACCEPTED} THEN false END"
)

CHECKED_PRESCRIPTIONS: Mapping[str, Checks] = MappingProxyType(
    {
        "prescriptions": Checks(
            born={
                "begins at its first version": "NEW.version = 1",
                "is written now": near("NEW.created_at"),
            },
            changed={
                "goes on by one version": "NEW.version IN (OLD.version, OLD.version + 1)",
            },
            whole={
                "has its newest version": (
                    "EXISTS (SELECT FROM prescription_versions AS newest"
                    " WHERE newest.prescription_id = NEW.id AND newest.version = NEW.version)"
                ),
            },
        ),
        "prescription_versions": Checks(
            born={
                "is the newest version": _NEWEST.format(row="NEW", version="version"),
                "is written now": near("NEW.created_at"),
                "waits for its patient": _FOLLOWS,
                "is undecided": _BLANK,
                "is not urgent": "NOT NEW.is_urgent",
                "repeats what its author ordered": _REPEATS,
            },
            changed={
                "is stepped by whom it is for": permitted(
                    GOVERNED["prescription_versions"], ResourceType.COURSE, Action.UPDATE, row="NEW"
                ),
                "is the newest version": _NEWEST.format(row="OLD", version="version"),
                "takes a step of its life": _STEP,
                "says why it is handed back": (
                    f"NEW.review IS DISTINCT FROM {_HANDED_BACK} OR NEW.sealed_note IS NOT NULL"
                ),
                "is stepped now": near("NEW.status_at"),
            },
            whole={
                "has a line": (
                    "EXISTS (SELECT FROM medications AS line"
                    " WHERE line.prescription_id = NEW.prescription_id"
                    " AND line.version = NEW.version)"
                ),
            },
        ),
        "medications": Checks(
            born={
                "comes with its version": _WITH_ITS_VERSION,
                "repeats what its author ordered": _REPEATED_LINE,
            },
        ),
        "proposals": Checks(
            born={
                "is proposed now": near("NEW.proposed_at"),
                "changes what is in force": _IN_FORCE,
                "is undecided": "NEW.decided_at IS NULL",
            },
            changed={
                "is decided by whom it waits for": _DECIDED,
                "is decided now": near("NEW.decided_at"),
            },
        ),
    }
)
"""
What the tables of prescriptions ask.
"""
