"""
Permissions in use: each step is one transaction with its entry, refusals included.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import UUID

import attrs
import pytest
from tests.usecases.clinics import Ports

from dastern_core.audit import ActorRole, AuditAction, AuditEntry
from dastern_core.kernel import (
    AccountId,
    ConflictError,
    IllegalTransitionError,
    InvalidInputError,
    Listed,
    NotFoundError,
    NotPermittedError,
    PatientId,
)
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    SYSTEM,
    AccessLevel,
    AccessRequestStatus,
    Action,
    Actor,
    CaregiverLimitError,
    Connection,
    ConnectionKind,
    ConnectionStatus,
    DuplicateConnectionError,
    EmergencyRefusal,
    EmergencyRefusedError,
    EmergencyStatus,
    Grant,
    InvitationUsedError,
    NudgeAnswer,
    NudgeRateError,
    Resource,
    ResourceType,
    SecondFactor,
)
from dastern_core.ports.unit_of_work import UnitOfWork
from dastern_core.schedule import Dose, miss
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.fakes.rate_limits import InMemoryRateLimits
from dastern_core.testing.samples import sample_dose, sample_patient_id, sample_prescription
from dastern_core.usecases.access_once import approve_access, close_access, request_access
from dastern_core.usecases.answer_connection import accept_connection, end_connection, set_grant
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.emergency_access import (
    end_emergency,
    expire_emergencies,
    start_emergency,
)
from dastern_core.usecases.invite_member import clear_invitations, invite_member
from dastern_core.usecases.nudge_patient import answer_nudge, nudge_patient, unanswered_nudges
from dastern_core.usecases.read_prescriptions import read_history, read_prescriptions
from dastern_core.usecases.request_connection import request_connection, use_invitation
from dastern_core.usecases.review_emergencies import review_emergencies

KEY = bytes(32)
PATIENT_ID = sample_patient_id(1)
PATIENT = AccountId(PATIENT_ID)
RELATIVE, OTHER, DOCTOR, STRANGER, ADMIN = (AccountId(UUID(int=number)) for number in range(1, 6))
FAMILY = ConnectionKind.FAMILY


@attrs.frozen
class Clinic:
    """
    A store with people in it, and what every step needs.
    """

    store: InMemoryStore
    clock: SteppingClock
    entropy: SeededEntropy

    def given(self) -> Ports:
        """
        Give the ports by name.
        """
        return Ports(store=self.store, clock=self.clock, entropy=self.entropy)

    def entries(self, patient_id: PatientId = PATIENT_ID) -> list[AuditEntry]:
        """
        Give what was recorded about a patient, the newest first.
        """
        with self.store.begin() as work:
            return list(work.audit_log.about(patient_id, limit=99))

    def newest(self) -> tuple[AuditAction, ActorRole, dict[str, str]]:
        """
        Give what the newest entry says.
        """
        entry = self.entries()[0]
        return entry.action, entry.actor_role, dict(entry.details)

    def ask(
        self,
        member_id: AccountId = RELATIVE,
        kind: ConnectionKind = FAMILY,
        *,
        by: AccountId | None = None,
        tier: PlanTier = PlanTier.FREEMIUM,
    ) -> Connection:
        """
        Ask for a connection with the patient.
        """
        return request_connection(
            kind,
            patient_id=PATIENT_ID,
            member_id=member_id,
            actor_id=member_id if by is None else by,
            tier=tier,
            limits=InMemoryRateLimits(self.clock),
            **self.given(),
        )

    def connect(
        self,
        level: AccessLevel,
        member_id: AccountId = RELATIVE,
        kind: ConnectionKind = FAMILY,
    ) -> Connection:
        """
        Connect somebody with the patient at a level.
        """
        asked = self.ask(member_id, kind)
        accepted = accept_connection(asked.id, actor_id=PATIENT, **self.given())
        grant = Grant(patient_id=PATIENT_ID, grantee_id=member_id, level=level)
        set_grant(grant, actor_id=PATIENT, tier=PlanTier.FREEMIUM, **self.given())
        return accepted


@pytest.fixture
def clinic(store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy) -> Clinic:
    """
    Give a store with a patient, relatives, a doctor and an administrator.
    """
    with store.begin() as work:
        for actor in (
            Actor(account_id=PATIENT, role=ActorRole.PATIENT),
            Actor(account_id=RELATIVE, role=ActorRole.FAMILY_MEMBER),
            Actor(account_id=OTHER, role=ActorRole.FAMILY_MEMBER),
            Actor(account_id=DOCTOR, role=ActorRole.DOCTOR, is_verified=True),
            Actor(account_id=STRANGER, role=ActorRole.PATIENT),
            Actor(account_id=ADMIN, role=ActorRole.ADMIN),
        ):
            work.actors.put(actor)
        work.prescriptions.add(sample_prescription(1, active=True))
    return Clinic(store, clock, entropy)


@pytest.mark.rule("CON-17")
@pytest.mark.rule("CON-37")
@pytest.mark.rule("CON-39")
@pytest.mark.rule("B024")
def test_a_connection_is_recorded_at_every_step(clinic: Clinic) -> None:
    """
    Asked for, accepted, given a level and ended: four entries, and readings of the data.
    """
    accepted = clinic.connect(AccessLevel.REQUEST)
    end_connection(accepted.id, actor_id=RELATIVE, reason=None, **clinic.given())

    assert [
        AuditAction.CONNECTION_REVOKE,
        AuditAction.PERMISSION_CHANGE,
        AuditAction.CONNECTION_ACCEPT,
        AuditAction.CONNECTION_REQUEST,
    ] == [entry.action for entry in clinic.entries()]


@pytest.mark.rule("CON-04")
@pytest.mark.rule("RBAC-11")
def test_who_asked_cannot_accept_and_the_attempt_stays(clinic: Clinic) -> None:
    """
    A refusal changes nothing and is on record with its rule.
    """
    asked = clinic.ask()
    with pytest.raises(NotPermittedError):
        accept_connection(asked.id, actor_id=RELATIVE, **clinic.given())
    with pytest.raises(NotPermittedError):
        end_connection(asked.id, actor_id=OTHER, reason=None, **clinic.given())
    with pytest.raises(InvalidInputError, match="is a third"):
        clinic.ask(OTHER, by=STRANGER)
    refused = [entry for entry in clinic.entries() if entry.action is AuditAction.DATA_ACCESS]
    with clinic.store.begin() as work:
        standing = work.connections.get(asked.id)

    assert 2 == len(refused)
    assert asked == standing


@pytest.mark.rule("CON-12")
@pytest.mark.rule("B079")
def test_a_pair_asks_again_after_an_end(clinic: Clinic) -> None:
    """
    Not while it stands; afterwards the same connection lives again.
    """
    asked = clinic.ask()
    with pytest.raises(DuplicateConnectionError):
        clinic.ask()
    end_connection(asked.id, actor_id=PATIENT, reason=None, **clinic.given())
    again = clinic.ask(by=PATIENT)

    assert (asked.id, ConnectionStatus.PENDING) == (again.id, again.status)


@pytest.mark.rule("CON-10")
@pytest.mark.rule("CON-12")
@pytest.mark.rule("C28")
@pytest.mark.parametrize("by", [PATIENT, DOCTOR])
@pytest.mark.parametrize("level", [AccessLevel.ALLOWED, AccessLevel.REQUEST])
def test_what_was_allowed_ends_with_the_connection(
    clinic: Clinic, level: AccessLevel, by: AccountId
) -> None:
    """
    Connected again, the doctor sees nothing before the patient sets a level, and no old approval.
    """
    first = clinic.connect(level, DOCTOR, ConnectionKind.DOCTOR)
    given = clinic.given()
    if level is AccessLevel.REQUEST:
        request_access(PATIENT_ID, actor_id=DOCTOR, reason="Check-up", **given)
        asked = request_access(PATIENT_ID, actor_id=DOCTOR, reason="Follow-up", **given)
        approve_access(asked.id, actor_id=PATIENT, lasting=timedelta(hours=24), **given)
    before = read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **given).things
    end_connection(first.id, actor_id=by, reason="Away", **given)
    again = clinic.ask(DOCTOR, ConnectionKind.DOCTOR)
    accept_connection(again.id, actor_id=PATIENT, **given)
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **given)
    set_grant(
        Grant(patient_id=PATIENT_ID, grantee_id=DOCTOR, level=AccessLevel.REQUEST),
        actor_id=PATIENT,
        tier=PlanTier.FREEMIUM,
        **given,
    )
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **given)
    ended = end_connection(again.id, actor_id=PATIENT, reason=None, **given)

    assert (1, ConnectionStatus.REVOKED) == (len(before), ended.status)


@pytest.mark.rule("CON-05")
@pytest.mark.rule("C28")
@pytest.mark.parametrize("ended", [True, False])
def test_a_level_is_set_only_where_a_connection_stands(clinic: Clinic, *, ended: bool) -> None:
    """
    Neither after its end nor while it is asked for; nothing is stored, and nobody is told.
    """
    given = clinic.given()
    tie = clinic.ask(DOCTOR, ConnectionKind.DOCTOR)
    if ended:
        end_connection(tie.id, actor_id=PATIENT, reason=None, **given)
    for somebody in (DOCTOR, STRANGER):
        grant = Grant(patient_id=PATIENT_ID, grantee_id=somebody, level=AccessLevel.ALLOWED)
        with pytest.raises(InvalidInputError, match="grantee_id has no accepted connection"):
            set_grant(grant, actor_id=PATIENT, tier=PlanTier.FREEMIUM, **given)
    with clinic.store.begin() as work:
        stored = [work.grants.get(PATIENT_ID, one) for one in (DOCTOR, STRANGER)]
        told = [one.kind for one in work.notices.to(STRANGER, limit=9)]

    assert ([None, None], []) == (stored, told)


@pytest.mark.rule("C28")
def test_an_acceptance_begins_with_nothing_allowed(clinic: Clinic) -> None:
    """
    A level and an approval that an earlier connection left behind go, in both directions.
    """
    given = clinic.given()
    tie = clinic.connect(AccessLevel.REQUEST, DOCTOR, ConnectionKind.DOCTOR)
    left = request_access(PATIENT_ID, actor_id=DOCTOR, reason="Check-up", **given)
    end_connection(tie.id, actor_id=PATIENT, reason=None, **given)
    with clinic.store.begin() as work:
        for patient, grantee in ((PATIENT_ID, DOCTOR), (PatientId(DOCTOR), PATIENT)):
            level = AccessLevel.ALLOWED
            work.grants.put(Grant(patient_id=patient, grantee_id=grantee, level=level))
        work.access_requests.change(left, expected=AccessRequestStatus.CLOSED)
    again = clinic.ask(DOCTOR, ConnectionKind.DOCTOR)
    accept_connection(again.id, actor_id=PATIENT, **given)
    with clinic.store.begin() as work:
        grants = [
            work.grants.get(PATIENT_ID, DOCTOR),
            work.grants.get(PatientId(DOCTOR), PATIENT),
        ]
        asked = work.access_requests.get(left.id)

    assert ([None, None], AccessRequestStatus.CLOSED) == (grants, asked.status)


@pytest.mark.rule("CON-06")
@pytest.mark.rule("CON-08")
def test_a_new_level_closes_every_access(clinic: Clinic) -> None:
    """
    What was asked for and approved does not come back with the level; alerts alone leave it.
    """
    given = clinic.given()
    clinic.connect(AccessLevel.REQUEST, DOCTOR, ConnectionKind.DOCTOR)
    asked = request_access(PATIENT_ID, actor_id=DOCTOR, reason="Check-up", **given)
    opened = request_access(PATIENT_ID, actor_id=DOCTOR, reason="Follow-up", **given)
    approve_access(opened.id, actor_id=PATIENT, lasting=timedelta(hours=24), **given)
    level = Grant(patient_id=PATIENT_ID, grantee_id=DOCTOR, level=AccessLevel.REQUEST)
    set_grant(
        attrs.evolve(level, alerts_enabled=False), actor_id=PATIENT, tier=PlanTier.FREEMIUM, **given
    )
    kept = read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **given).things
    for changed in (attrs.evolve(level, level=AccessLevel.NOT_ALLOWED), level):
        set_grant(changed, actor_id=PATIENT, tier=PlanTier.FREEMIUM, **given)
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **given)
    with pytest.raises(IllegalTransitionError):
        approve_access(asked.id, actor_id=PATIENT, lasting=timedelta(hours=1), **given)
    with clinic.store.begin() as work:
        left = {work.access_requests.get(one.id).status for one in (asked, opened)}

    assert (1, {AccessRequestStatus.CLOSED}) == (len(kept), left)


@pytest.mark.rule("CON-16")
def test_neither_relative_keeps_a_level(clinic: Clinic) -> None:
    """
    Between relatives the grants of both directions go.
    """
    tie = clinic.connect(AccessLevel.ALLOWED)
    back = Grant(patient_id=PatientId(RELATIVE), grantee_id=PATIENT, level=AccessLevel.ALLOWED)
    with clinic.store.begin() as work:
        work.grants.put(back)
    end_connection(tie.id, actor_id=RELATIVE, reason=None, **clinic.given())
    with clinic.store.begin() as work:
        left = [
            work.grants.get(PATIENT_ID, RELATIVE),
            work.grants.get(PatientId(RELATIVE), PATIENT),
        ]

    assert [None, None] == left


@pytest.mark.rule("CON-11")
def test_a_doctor_leaves_with_a_reason(clinic: Clinic) -> None:
    """
    The patient reads it in the trail.
    """
    accepted = clinic.connect(AccessLevel.ALLOWED, DOCTOR, ConnectionKind.DOCTOR)
    end_connection(accepted.id, actor_id=DOCTOR, reason="Retired", **clinic.given())

    assert (
        AuditAction.DOCTOR_DISCONNECT,
        ActorRole.DOCTOR,
        {"reason": "Retired"},
    ) == clinic.newest()


@pytest.mark.rule("CON-14")
@pytest.mark.rule("CON-15")
def test_only_who_fits_is_connected(clinic: Clinic) -> None:
    """
    A relative is no doctor, a doctor no relative, and an unverified doctor is neither.
    """
    with clinic.store.begin() as work:
        work.actors.put(Actor(account_id=OTHER, role=ActorRole.DOCTOR))
    for member, kind in (
        (RELATIVE, ConnectionKind.DOCTOR),
        (DOCTOR, FAMILY),
        (OTHER, ConnectionKind.DOCTOR),
    ):
        with pytest.raises(NotPermittedError, match="cannot be connected"):
            clinic.ask(member, kind, by=PATIENT)


@pytest.mark.rule("CON-27")
@pytest.mark.rule("CON-28")
@pytest.mark.rule("C30")
@pytest.mark.rule("B077")
def test_the_plan_limits_relatives_and_not_doctors(clinic: Clinic) -> None:
    """
    One on the free plan, pending ones counted; a larger plan allows more.
    """
    clinic.ask(DOCTOR, ConnectionKind.DOCTOR)
    clinic.ask(RELATIVE)
    with pytest.raises(CaregiverLimitError, match="Upgrade to Premium"):
        clinic.ask(OTHER)

    assert ConnectionStatus.PENDING is clinic.ask(OTHER, tier=PlanTier.PREMIUM).status


@pytest.mark.rule("CON-16")
@pytest.mark.rule("CON-27")
def test_the_plan_limits_who_sees_the_record_whoever_asked(clinic: Clinic) -> None:
    """
    A relative who asked as the patient counts once the patient lets them see, and not before.
    """
    given = clinic.given()
    clinic.connect(AccessLevel.ALLOWED)
    turned = request_connection(
        FAMILY,
        patient_id=PatientId(OTHER),
        member_id=PATIENT,
        actor_id=OTHER,
        tier=PlanTier.FREEMIUM,
        limits=InMemoryRateLimits(clinic.clock),
        **given,
    )
    accept_connection(turned.id, actor_id=PATIENT, **given)
    shown = Grant(patient_id=PATIENT_ID, grantee_id=OTHER, level=AccessLevel.REQUEST)
    hidden = attrs.evolve(shown, level=AccessLevel.NOT_ALLOWED)
    set_grant(hidden, actor_id=PATIENT, tier=PlanTier.FREEMIUM, **given)
    with pytest.raises(CaregiverLimitError, match="Upgrade to Premium"):
        set_grant(shown, actor_id=PATIENT, tier=PlanTier.FREEMIUM, **given)
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=OTHER, **given)
    set_grant(shown, actor_id=PATIENT, tier=PlanTier.PREMIUM, **given)
    more = attrs.evolve(shown, level=AccessLevel.SELECTED)
    set_grant(more, actor_id=PATIENT, tier=PlanTier.FREEMIUM, **given)
    seen = read_prescriptions(PATIENT_ID, actor_id=OTHER, **given).things

    assert 1 == len(seen)


@pytest.mark.rule("CON-27")
def test_who_sees_the_record_counts_where_another_asks(clinic: Clinic) -> None:
    """
    Also where the connection is about the relative's own record; unseen, it takes no place.
    """
    given = clinic.given()
    turned = request_connection(
        FAMILY,
        patient_id=PatientId(OTHER),
        member_id=PATIENT,
        actor_id=OTHER,
        tier=PlanTier.FREEMIUM,
        limits=InMemoryRateLimits(clinic.clock),
        **given,
    )
    accept_connection(turned.id, actor_id=PATIENT, **given)
    first = clinic.ask(RELATIVE)
    end_connection(first.id, actor_id=PATIENT, reason=None, **given)
    shown = Grant(patient_id=PATIENT_ID, grantee_id=OTHER, level=AccessLevel.REQUEST)
    set_grant(shown, actor_id=PATIENT, tier=PlanTier.FREEMIUM, **given)
    with pytest.raises(CaregiverLimitError, match="Upgrade to Premium"):
        clinic.ask(RELATIVE)

    assert ConnectionStatus.PENDING is first.status


@pytest.mark.rule("CON-08")
@pytest.mark.rule("B005")
def test_nobody_raises_their_own_level(clinic: Clinic) -> None:
    """
    The patient alone; whoever else tries is on record.
    """
    clinic.connect(AccessLevel.REQUEST)
    raised = Grant(patient_id=PATIENT_ID, grantee_id=RELATIVE, level=AccessLevel.ALLOWED)
    with pytest.raises(NotPermittedError):
        set_grant(raised, actor_id=RELATIVE, tier=PlanTier.FREEMIUM, **clinic.given())
    with clinic.store.begin() as work:
        stored = work.grants.get(PATIENT_ID, RELATIVE)

    assert stored is not None
    assert AccessLevel.REQUEST is stored.level
    assert "refused" in clinic.newest()[2]


@pytest.mark.rule("CON-18")
@pytest.mark.rule("CON-21")
@pytest.mark.rule("CON-22")
@pytest.mark.rule("CON-24")
@pytest.mark.rule("CON-25")
@pytest.mark.rule("CON-26")
@pytest.mark.rule("CON-41")
def test_a_code_connects_once(clinic: Clinic) -> None:
    """
    It asks for a connection with the level in mind, which allows nothing until confirmed.
    """
    code = invite_member(
        FAMILY,
        patient_id=PATIENT_ID,
        level=AccessLevel.SELECTED,
        hashing_key=KEY,
        limits=InMemoryRateLimits(clinic.clock),
        **clinic.given(),
    )
    joined = use_invitation(
        code,
        actor_id=RELATIVE,
        hashing_key=KEY,
        tier=PlanTier.FREEMIUM,
        limits=InMemoryRateLimits(clinic.clock),
        **clinic.given(),
    )
    with clinic.store.begin() as work:
        granted = work.grants.get(PATIENT_ID, RELATIVE)

    assert (ConnectionStatus.PENDING, AccessLevel.SELECTED, RELATIVE, None) == (
        joined.status,
        joined.offered_level,
        joined.initiator_id,
        granted,
    )
    with pytest.raises(InvitationUsedError):
        use_invitation(
            code,
            actor_id=OTHER,
            hashing_key=KEY,
            tier=PlanTier.PREMIUM,
            limits=InMemoryRateLimits(clinic.clock),
            **clinic.given(),
        )
    clinic.clock.step(timedelta(hours=49))
    assert 1 == clear_invitations(store=clinic.store, clock=clinic.clock)


def test_a_closed_account_neither_invites_nor_uses(clinic: Clinic) -> None:
    """
    And a refused use leaves the code unused.
    """
    code = invite_member(
        FAMILY,
        patient_id=PATIENT_ID,
        level=AccessLevel.SELECTED,
        hashing_key=KEY,
        limits=InMemoryRateLimits(clinic.clock),
        **clinic.given(),
    )
    with clinic.store.begin() as work:
        for account, role in ((PATIENT, ActorRole.PATIENT), (OTHER, ActorRole.FAMILY_MEMBER)):
            work.actors.put(Actor(account_id=account, role=role, is_active=False))
    with pytest.raises(NotPermittedError, match="closed or locked"):
        invite_member(
            FAMILY,
            patient_id=PATIENT_ID,
            level=AccessLevel.SELECTED,
            hashing_key=KEY,
            limits=InMemoryRateLimits(clinic.clock),
            **clinic.given(),
        )
    for account in (OTHER, RELATIVE):
        arguments = {
            "actor_id": account,
            "hashing_key": KEY,
            "tier": PlanTier.FREEMIUM,
            "limits": InMemoryRateLimits(clinic.clock),
        }
        if account == OTHER:
            with pytest.raises(NotPermittedError, match="closed or locked"):
                use_invitation(code, **arguments, **clinic.given())  # type: ignore[arg-type]  # by name
        else:
            used = use_invitation(code, **arguments, **clinic.given())  # type: ignore[arg-type]  # by name

            assert RELATIVE == used.member_id


@pytest.mark.rule("CON-06")
def test_an_access_is_asked_for_approved_and_over(clinic: Clinic) -> None:
    """
    The doctor reads while the approval runs, not before and not after; every time on record.
    """
    clinic.connect(AccessLevel.REQUEST, DOCTOR, ConnectionKind.DOCTOR)
    asked = request_access(
        PATIENT_ID,
        actor_id=DOCTOR,
        reason="Your blood pressure",
        **clinic.given(),
    )
    with pytest.raises(NotPermittedError):
        approve_access(asked.id, actor_id=DOCTOR, lasting=timedelta(hours=1), **clinic.given())
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **clinic.given())
    approve_access(asked.id, actor_id=PATIENT, lasting=timedelta(hours=1), **clinic.given())
    shown = read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **clinic.given()).things
    reading = clinic.newest()
    closed = close_access(asked.id, actor_id=PATIENT, **clinic.given())
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **clinic.given())

    assert (sample_prescription(1, active=True),) == shown
    assert (AuditAction.DATA_ACCESS, ActorRole.DOCTOR, {"shown": "1"}) == reading
    assert AccessRequestStatus.CLOSED is closed.status
    assert {"refused": "READ", "rule": "no-rule"} == clinic.newest()[2]
    with pytest.raises(NotPermittedError):
        request_access(PATIENT_ID, actor_id=RELATIVE, reason="Curious", **clinic.given())


def test_what_does_not_open_is_listed_for_whoever_may_see_it(clinic: Clinic) -> None:
    """
    A patient is told of each of their orders, also those that nobody can read; a stranger of none.
    """
    orders = [sample_prescription(number, active=True) for number in (1, 2)]
    whole, broken = (attrs.evolve(one, patient_id=PATIENT_ID) for one in orders)
    with clinic.store.begin() as work:
        work.prescriptions.add(broken)
    clinic.store.break_seal(broken.id)
    given = clinic.given()
    listed = read_prescriptions(PATIENT_ID, actor_id=PATIENT, **given)
    history = read_history(broken.id, actor_id=PATIENT, **given)
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=STRANGER, **given)
    with pytest.raises(NotPermittedError):
        read_history(broken.id, actor_id=STRANGER, **given)

    assert ([whole], [broken.id]) == ([*listed.things], [one.id for one in listed.unopened])
    assert Listed(things=(), unopened=listed.unopened) == history


@pytest.mark.rule("RBAC-07")
@pytest.mark.rule("B007")
def test_reading_is_recorded_for_others_alone(clinic: Clinic) -> None:
    """
    One's own needs no entry; of whom there is nothing to read a stranger learns nothing, either.
    """
    before = len(clinic.entries())
    own = read_prescriptions(PATIENT_ID, actor_id=PATIENT, **clinic.given()).things
    with pytest.raises(NotPermittedError):
        read_prescriptions(PatientId(STRANGER), actor_id=RELATIVE, **clinic.given())
    (entry,) = clinic.entries(PatientId(STRANGER))

    assert (1, before) == (len(own), len(clinic.entries()))
    assert {"refused": "READ", "rule": "no-rule"} == dict(entry.details)


@pytest.mark.rule("EPE-06")
@pytest.mark.rule("EPE-12")
@pytest.mark.rule("EPE-14")
@pytest.mark.rule("B028")
def test_an_emergency_is_on_record_from_start_to_end(clinic: Clinic) -> None:
    """
    With its reason; the doctor, the patient or an administrator ends it, nobody else.
    """
    session = start_emergency(
        PATIENT_ID,
        doctor_id=DOCTOR,
        reason="Chest pain since noon",
        factor=SecondFactor.OTP,
        **clinic.given(),
    )
    started = clinic.newest()
    with pytest.raises(NotPermittedError):
        end_emergency(session.id, actor_id=RELATIVE, **clinic.given())
    ended = end_emergency(session.id, actor_id=PATIENT, **clinic.given())

    assert (
        AuditAction.EMERGENCY_SESSION_CREATED,
        ActorRole.DOCTOR,
        {"factor": "OTP", "reason": "Chest pain since noon", "result": "ACCESS_GRANTED"},
    ) == started
    assert (EmergencyStatus.REVOKED, PATIENT) == (ended.status, ended.ended_by)
    assert AuditAction.EMERGENCY_SESSION_REVOKED is clinic.newest()[0]


@pytest.mark.rule("EPE-06")
@pytest.mark.parametrize(
    ("expected", "doctor_id", "patient_id", "reason", "factor"),
    [
        (
            EmergencyRefusal.NOT_A_DOCTOR,
            RELATIVE,
            PATIENT_ID,
            "Chest pain",
            SecondFactor.OTP,
        ),
        (
            EmergencyRefusal.PATIENT_NOT_FOUND,
            DOCTOR,
            PatientId(UUID(int=77)),
            "Chest pain",
            SecondFactor.OTP,
        ),
        (EmergencyRefusal.AUTH_FAILED, DOCTOR, PATIENT_ID, "Chest pain", None),
        (EmergencyRefusal.REASON_TOO_SHORT, DOCTOR, PATIENT_ID, "", SecondFactor.OTP),
    ],
)
def test_a_refused_emergency_is_on_record(
    *,
    clinic: Clinic,
    expected: EmergencyRefusal,
    doctor_id: AccountId,
    patient_id: PatientId,
    reason: str,
    factor: SecondFactor | None,
) -> None:
    """
    Not a doctor, no such patient, no second factor, no reason: each attempt has its entry.
    """
    with pytest.raises(EmergencyRefusedError) as caught:
        start_emergency(
            patient_id,
            doctor_id=doctor_id,
            reason=reason,
            factor=factor,
            **clinic.given(),
        )
    entry = clinic.entries(patient_id)[0]

    assert expected is caught.value.refusal
    assert (AuditAction.EMERGENCY_ACCESS_ATTEMPT, {"result": expected.value}) == (
        entry.action,
        dict(entry.details),
    )


@attrs.define
class LostRaces:
    """
    A store in which somebody else acts and commits before the first unit of work does.
    """

    inner: InMemoryStore
    meanwhile: Callable[[], object]
    begun: int = 0

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """
        Begin a unit of work.
        """
        self.begun += 1
        if self.begun > 1:
            with self.inner.begin() as work:
                yield work
            return
        with suppress(ZeroDivisionError), self.inner.begin() as work:
            yield work
            raise ZeroDivisionError
        self.meanwhile()
        message = "the doctor has a session with this patient already"
        raise ConflictError(message)


@pytest.mark.rule("EPE-05")
@pytest.mark.rule("EPE-06")
@pytest.mark.parametrize("is_started", [True, False])
def test_a_lost_race_for_an_emergency_is_on_record(clinic: Clinic, *, is_started: bool) -> None:
    """
    Somebody else's session is told as such, and any other conflict as a conflict.
    """
    arguments = {"doctor_id": DOCTOR, "reason": "Chest pain", "factor": SecondFactor.IRIS}

    def meanwhile() -> None:
        if is_started:
            clinic.clock.step(timedelta(seconds=1))
            start_emergency(PATIENT_ID, **arguments, **clinic.given())  # type: ignore[arg-type]  # by name

    given = clinic.given() | {"store": LostRaces(clinic.store, meanwhile)}
    told: type[Exception] = EmergencyRefusedError if is_started else ConflictError
    with pytest.raises(told, match="SESSION_ACTIVE" if is_started else "already"):
        start_emergency(PATIENT_ID, **arguments, **given)  # type: ignore[arg-type]  # by name
    result = "SESSION_ACTIVE" if is_started else "SESSION_CREATION_FAILED"

    assert (
        AuditAction.EMERGENCY_ACCESS_ATTEMPT,
        ActorRole.DOCTOR,
        {"result": result},
    ) == clinic.newest()


@pytest.mark.rule("EPE-14")
def test_a_review_lists_emergencies_to_whom_they_concern(clinic: Clinic) -> None:
    """
    The patient and an administrator all of them, a doctor their own; others are refused, on record.
    """
    arguments = {"doctor_id": DOCTOR, "reason": "Chest pain", "factor": SecondFactor.IRIS}
    first = start_emergency(PATIENT_ID, **arguments, **clinic.given())  # type: ignore[arg-type]  # by name
    end_emergency(first.id, actor_id=DOCTOR, **clinic.given())
    clinic.clock.step(timedelta(minutes=1))
    second = start_emergency(PATIENT_ID, **arguments, **clinic.given())  # type: ignore[arg-type]  # by name
    shown = [
        tuple(one.id for one in review_emergencies(PATIENT_ID, actor_id=by, **clinic.given()))
        for by in (PATIENT, ADMIN, DOCTOR)
    ]
    recorded = clinic.newest()
    newest = review_emergencies(PATIENT_ID, actor_id=PATIENT, limit=1, **clinic.given())
    with pytest.raises(NotPermittedError):
        review_emergencies(PATIENT_ID, actor_id=RELATIVE, **clinic.given())
    with pytest.raises(InvalidInputError, match="limit is not positive"):
        review_emergencies(PATIENT_ID, actor_id=PATIENT, limit=0, **clinic.given())

    assert [(second.id, first.id)] * 3 == shown
    assert (second,) == newest
    assert AuditAction.DATA_ACCESS is recorded[0]
    assert "2" == recorded[2]["shown"]
    assert "READ" == clinic.newest()[2]["refused"]


@pytest.mark.rule("EPE-01")
@pytest.mark.rule("EPE-13")
def test_an_expired_emergency_is_written_down_once(clinic: Clinic) -> None:
    """
    By the job or by the next session; after its end nobody ends it.
    """
    arguments = {"doctor_id": DOCTOR, "reason": "Chest pain", "factor": SecondFactor.IRIS}
    first = start_emergency(PATIENT_ID, **arguments, **clinic.given())  # type: ignore[arg-type]  # by name
    clinic.clock.step(timedelta(minutes=30))
    second = start_emergency(PATIENT_ID, **arguments, **clinic.given())  # type: ignore[arg-type]  # by name
    clinic.clock.step(timedelta(minutes=31))
    counted = [
        expire_emergencies(limit=9, store=clinic.store, clock=clinic.clock, entropy=clinic.entropy)
        for _ in range(2)
    ]
    third = start_emergency(PATIENT_ID, **arguments, **clinic.given())  # type: ignore[arg-type]  # by name
    with clinic.store.begin() as work:
        statuses = [work.emergency_sessions.get(one.id).status for one in (first, second, third)]
    recorded = {entry.action for entry in clinic.entries()}

    assert [1, 0] == counted
    assert [EmergencyStatus.EXPIRED, EmergencyStatus.EXPIRED, EmergencyStatus.ACTIVE] == statuses
    assert AuditAction.EMERGENCY_SESSION_EXPIRED in recorded


@pytest.fixture
def missed(clinic: Clinic) -> Dose:
    """
    Give a stored dose that was missed.
    """
    due = sample_dose(sample_prescription(1, active=True), days=0)
    dose = miss(due, now=due.due_at + timedelta(days=1))
    with clinic.store.begin() as work:
        work.doses.plan([dose])
    return dose


@pytest.mark.rule("CON-33")
@pytest.mark.rule("CON-34")
@pytest.mark.rule("CON-35")
@pytest.mark.rule("CON-36")
@pytest.mark.rule("B009")
def test_a_relative_asks_and_the_patient_answers(clinic: Clinic, missed: Dose) -> None:
    """
    Only at a level that lets remind, twice a dose, answered by the patient alone.
    """
    with pytest.raises(NotPermittedError):
        nudge_patient(missed.id, actor_id=RELATIVE, **clinic.given())
    clinic.connect(AccessLevel.SELECTED)
    first = nudge_patient(missed.id, actor_id=RELATIVE, **clinic.given())
    nudge_patient(missed.id, actor_id=RELATIVE, **clinic.given())
    with pytest.raises(NudgeRateError):
        nudge_patient(missed.id, actor_id=RELATIVE, **clinic.given())
    with pytest.raises(NotPermittedError):
        answer_nudge(first.id, NudgeAnswer.TAKEN, actor_id=RELATIVE, **clinic.given())
    answered = answer_nudge(first.id, NudgeAnswer.SOON, actor_id=PATIENT, **clinic.given())

    assert (1, NudgeAnswer.SOON) == (answered.number, answered.answer)
    assert (
        AuditAction.NOTIFICATION_SENT,
        ActorRole.PATIENT,
        {"answer": "SOON"},
    ) == clinic.newest()


@pytest.mark.rule("CON-35")
@pytest.mark.rule("CON-36")
@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (NudgeAnswer.TAKEN, NoticeKind.NUDGE_TAKEN),
        (NudgeAnswer.SOON, NoticeKind.NUDGE_SOON),
        (NudgeAnswer.DISMISS, NoticeKind.NUDGE_DISMISSED),
    ],
)
def test_a_nudge_reaches_the_patient_and_its_answer_the_relative(
    clinic: Clinic, missed: Dose, reply: NudgeAnswer, told: NoticeKind
) -> None:
    """
    Each by a notice about the nudge; what waits for an answer the patient can list.
    """
    given = clinic.given()
    clinic.connect(AccessLevel.SELECTED)
    sent = nudge_patient(missed.id, actor_id=RELATIVE, **given)
    waiting = unanswered_nudges(PATIENT_ID, **given)
    answer_nudge(sent.id, reply, actor_id=PATIENT, **given)
    with clinic.store.begin() as work:
        heard = [
            [one.kind for one in work.notices.to(who, limit=9) if one.about == sent.id]
            for who in (PATIENT, RELATIVE)
        ]

    assert ((sent,), ()) == (waiting, unanswered_nudges(PATIENT_ID, **given))
    assert [[NoticeKind.NUDGE_SENT], [told]] == heard


@pytest.mark.rule("CON-10")
@pytest.mark.rule("CON-36")
def test_whoever_is_no_longer_connected_hears_no_answer(clinic: Clinic, missed: Dose) -> None:
    """
    The patient may still close the question.
    """
    given = clinic.given()
    tie = clinic.connect(AccessLevel.SELECTED)
    sent = nudge_patient(missed.id, actor_id=RELATIVE, **given)
    end_connection(tie.id, actor_id=PATIENT, reason=None, **given)
    answered = answer_nudge(sent.id, NudgeAnswer.TAKEN, actor_id=PATIENT, **given)
    with clinic.store.begin() as work:
        heard = {one.kind for one in work.notices.to(RELATIVE, limit=9)}

    assert NudgeAnswer.TAKEN is answered.answer
    assert NoticeKind.NUDGE_TAKEN not in heard


def test_what_waits_is_told_to_whoever_is_there(clinic: Clinic) -> None:
    """
    Not to a closed account, and not none of it.
    """
    with clinic.store.begin() as work:
        work.actors.put(Actor(account_id=PATIENT, role=ActorRole.PATIENT, is_active=False))
    with pytest.raises(NotPermittedError, match="closed or locked"):
        unanswered_nudges(PATIENT_ID, **clinic.given())
    with pytest.raises(InvalidInputError, match="limit is not positive"):
        unanswered_nudges(PATIENT_ID, limit=0, **clinic.given())


def test_the_system_and_nobody(clinic: Clinic) -> None:
    """
    The system is judged without a world; an unknown account is not found.
    """
    thing = Resource(type=ResourceType.DOSE, patient_id=PATIENT_ID)
    now = clinic.clock.now()
    with clinic.store.begin() as work:
        judged = judge(work, Action.UPDATE, thing, actor_id=None, now=now, entropy=clinic.entropy)
        with pytest.raises(NotFoundError):
            judge(
                work,
                Action.READ,
                thing,
                actor_id=AccountId(UUID(int=99)),
                now=now,
                entropy=clinic.entropy,
            )

    assert (SYSTEM, True) == (judged.actor, judged.decision.allowed)
