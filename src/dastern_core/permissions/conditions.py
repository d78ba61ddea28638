"""
Conditions: the questions that the rules ask, one function each.

Each answers from the case alone, so that a rule is a list of their names. The rows of
`dastern-postgres` are judged by the same questions in SQL.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from dastern_core.kernel import AccountId, ActorRole
from dastern_core.permissions.access_requests import is_open
from dastern_core.permissions.actors import Actor
from dastern_core.permissions.emergencies import is_active
from dastern_core.permissions.grants import covers
from dastern_core.permissions.levels import (
    VIEWING_LEVELS,
    AccessLevel,
    ConnectionKind,
    may_nudge,
)
from dastern_core.permissions.resources import Resource
from dastern_core.permissions.world import Tie, World

__all__ = [
    "Case",
    "Condition",
    "acts_for_the_hospital",
    "closed_account",
    "doctor_level_is_allowed",
    "doctor_level_is_request",
    "doctor_level_is_selected",
    "doctor_may_write",
    "family_may_nudge",
    "family_may_view",
    "hospital_has_patient",
    "in_emergency",
    "in_scope",
    "is_approved",
    "is_author",
    "is_counterpart",
    "is_listed",
    "is_not_author",
    "is_own",
    "is_party",
    "is_personal",
    "open_account",
    "tied_as_doctor",
    "tied_at_all",
    "unverified_doctor",
    "with_oneself",
]


class Case(NamedTuple):
    """
    One question: may this actor touch this thing, in this world, at this instant?

    A tuple, because one is made for every decision and a frozen class takes thrice as long.

    Args:
        actor: Who.
        resource: What.
        world: What stands between people.
        now: When; aware.
        me: The actor's account, None for the system.
        tie: The accepted connection from the thing's patient to the actor, if any.
    """

    actor: Actor
    resource: Resource
    world: World
    now: datetime
    me: AccountId | None
    tie: Tie | None


Condition = Callable[[Case], bool]
"""
A yes or no about one case.
"""


def closed_account(case: Case) -> bool:
    """
    The account is locked or closed.
    """
    return not case.actor.is_active


def open_account(case: Case) -> bool:
    """
    The account is in use.
    """
    return case.actor.is_active


def unverified_doctor(case: Case) -> bool:
    """
    The licence of a doctor is not verified (AUTH-13, RX-05, CON-15).
    """
    return case.actor.role is ActorRole.DOCTOR and not case.actor.is_verified_doctor


def is_own(case: Case) -> bool:
    """
    It is the actor's own data (RBAC-03).
    """
    return case.resource.patient_id == case.me


def is_author(case: Case) -> bool:
    """
    The actor wrote it or asks for it.
    """
    return case.resource.author_id == case.me


def is_not_author(case: Case) -> bool:
    """
    Somebody else wrote it or asks for it.
    """
    return case.resource.author_id != case.me


def is_counterpart(case: Case) -> bool:
    """
    The actor is the other person whom it names.
    """
    return case.resource.counterpart_id == case.me


def is_party(case: Case) -> bool:
    """
    The actor is one of the two whom it names.
    """
    return case.me in {case.resource.patient_id, case.resource.counterpart_id}


def is_personal(case: Case) -> bool:
    """
    No hospital stands for it: it is what somebody tells of themselves (EPN-04).
    """
    return case.resource.hospital_id is None


def with_oneself(case: Case) -> bool:
    """
    Both of the two are the same person (CON-13).
    """
    return case.resource.patient_id == case.resource.counterpart_id


def is_listed(case: Case) -> bool:
    """
    It stands in the directory of verified doctors (CON-38).
    """
    return case.resource.is_listed


def tied_at_all(case: Case) -> bool:
    """
    An accepted connection allows the actor anything at all (C32).
    """
    return case.tie is not None and case.tie.grant.level is not AccessLevel.NOT_ALLOWED


def tied_as_doctor(case: Case) -> bool:
    """
    An accepted connection allows the actor, as a doctor, anything at all.
    """
    return tied_at_all(case) and case.tie is not None and case.tie.kind is ConnectionKind.DOCTOR


def family_may_view(case: Case) -> bool:
    """
    The patient lets this relative view (CON-07).
    """
    return _family(case) and _level(case) in VIEWING_LEVELS[ConnectionKind.FAMILY]


def family_may_nudge(case: Case) -> bool:
    """
    The patient lets this relative remind (CON-33).
    """
    return case.tie is not None and may_nudge(case.tie.kind, case.tie.grant.level)


def doctor_level_is_allowed(case: Case) -> bool:
    """
    The patient lets this doctor see history and reports (CON-06).
    """
    return _doctor(case) and _level(case) is AccessLevel.ALLOWED


def doctor_level_is_selected(case: Case) -> bool:
    """
    The patient lets this doctor see what was chosen (CON-06).
    """
    return _doctor(case) and _level(case) is AccessLevel.SELECTED


def doctor_level_is_request(case: Case) -> bool:
    """
    The patient wants to be asked by this doctor each time (CON-06).
    """
    return _doctor(case) and _level(case) is AccessLevel.REQUEST


def doctor_may_write(case: Case) -> bool:
    """
    The patient's level lets this doctor work now: ALLOWED, SELECTED, or REQUEST approved.
    """
    if doctor_level_is_request(case):
        return is_approved(case)
    return doctor_level_is_allowed(case) or doctor_level_is_selected(case)


def in_scope(case: Case) -> bool:
    """
    It is among the chosen prescriptions or within a chosen time.
    """
    thing = case.resource
    return case.tie is not None and covers(
        case.tie.grant.scope, prescription_id=thing.prescription_id, at=thing.at
    )


def is_approved(case: Case) -> bool:
    """
    The patient has approved an access of this doctor, and its time runs.
    """
    asked = case.world.requests.get((case.resource.patient_id, case.me), ())
    return any(is_open(one, now=case.now) for one in asked)


def in_emergency(case: Case) -> bool:
    """
    An emergency session of this doctor with this very patient runs (EPE-01, EPE-08).
    """
    opened = case.world.sessions.get((case.resource.patient_id, case.me), ())
    return any(is_active(one, now=case.now) for one in opened)


def acts_for_the_hospital(case: Case) -> bool:
    """
    It is a record of the operator's own hospital (RBAC-17, EPN-13).
    """
    hospital_id = case.actor.hospital_id
    return hospital_id is not None and case.resource.hospital_id == hospital_id


def hospital_has_patient(case: Case) -> bool:
    """
    The operator's own hospital has this patient (RBAC-19).
    """
    return (case.actor.hospital_id, case.resource.patient_id) in case.world.admissions


def _level(case: Case) -> AccessLevel | None:
    return None if case.tie is None else case.tie.grant.level


def _family(case: Case) -> bool:
    return case.tie is not None and case.tie.kind is ConnectionKind.FAMILY


def _doctor(case: Case) -> bool:
    return case.tie is not None and case.tie.kind is ConnectionKind.DOCTOR
