"""
Staff and doctors: made by an administrator, and by nobody else.
"""

import attrs
import pytest
from tests.usecases.tokens import claims_of

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    AccessClaims,
    Account,
    AccountEvent,
    AccountStatus,
)
from dastern_core.kernel import (
    ActorRole,
    IllegalTransitionError,
    InvalidInputError,
    Language,
    NotPermittedError,
    PatientId,
)
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import SecondFactor
from dastern_core.testing.fakes import CollectedMessages
from dastern_core.testing.identity_samples import sample_account, sample_licence, sample_session
from dastern_core.testing.samples import sample_hospital_id
from dastern_core.usecases.appoint_staff import appoint_staff
from dastern_core.usecases.identification import Identification, Visit, actor_of
from dastern_core.usecases.prove_factor import prove_factor, request_factor
from dastern_core.usecases.review_doctor import read_licence, review_doctor

PASSWORD = "a few quiet words"  # noqa: S105 - of nobody
REASON = "As the register of the Medical Council has it"
VISIT = Visit(origin="203.0.113.7", device="Desk")


@pytest.fixture
def doctor(using: Identification) -> Account:
    """
    Store a doctor who waits, with a licence and a session.
    """
    account = attrs.evolve(
        sample_account(1), role=ActorRole.DOCTOR, status=AccountStatus.PENDING_VERIFICATION
    )
    with using.store.begin() as work:
        work.accounts.add(account)
        work.accounts.add_licence(sample_licence(1))
        work.actors.put(actor_of(account))
        work.sessions.add(sample_session(1, of=1))
    return account


@pytest.fixture
def admin(using: Identification) -> AccessClaims:
    """
    Appoint the first administrator.
    """
    account = appoint_staff(
        "098000001",
        name="Root",
        role=ActorRole.ADMIN,
        hospital_id=None,
        password=PASSWORD,
        language=Language.ENGLISH,
        claims=None,
        using=using,
    )
    return claims_of(using, account)


@pytest.mark.rule("AUTH-13")
@pytest.mark.rule("B015")
def test_an_administrator_approves_a_licence(
    using: Identification, doctor: Account, admin: AccessClaims
) -> None:
    """
    Only then is the doctor one to permissions; the decision is on record with who decided.
    """
    licence = read_licence(doctor.id, claims=admin, using=using)
    decided = review_doctor(
        doctor.id, AccountEvent.APPROVE, reason=REASON, claims=admin, using=using
    )
    with using.store.begin() as work:
        actor = work.actors.get(doctor.id)
        entry = work.audit_log.about(PatientId(doctor.id), limit=1)[0]

    assert (sample_licence(1), AccountStatus.VERIFIED) == (licence, decided.status)
    assert actor.is_verified_doctor
    assert (AuditAction.DOCTOR_REVIEW, admin.account_id) == (entry.action, entry.actor_id)


@pytest.mark.rule("RBAC-11")
def test_who_looks_at_a_licence_is_on_record(
    using: Identification, doctor: Account, admin: AccessClaims
) -> None:
    """
    The doctor's own trail tells which administrator looked.
    """
    read_licence(doctor.id, claims=admin, using=using)
    with using.store.begin() as work:
        entry = work.audit_log.about(PatientId(doctor.id), limit=1)[0]

    assert (AuditAction.DATA_ACCESS, admin.account_id) == (entry.action, entry.actor_id)
    assert ("standing", {"rule": "admin-verifies"}) == (entry.resource_type, dict(entry.details))


@pytest.mark.rule("AUTH-13")
def test_a_rejected_doctor_is_logged_out(
    using: Identification, doctor: Account, admin: AccessClaims
) -> None:
    """
    And can be rejected once; no other event is a decision.
    """
    review_doctor(doctor.id, AccountEvent.REJECT, reason=REASON, claims=admin, using=using)
    with pytest.raises(IllegalTransitionError):
        review_doctor(doctor.id, AccountEvent.REJECT, reason=REASON, claims=admin, using=using)
    with pytest.raises(InvalidInputError, match="event is no decision"):
        review_doctor(doctor.id, AccountEvent.CLOSE, reason=REASON, claims=admin, using=using)
    with using.store.begin() as work:
        left = work.sessions.of_account(doctor.id, now=using.clock.now())
        is_active = work.actors.get(doctor.id).is_active

    assert ((), False) == (left, is_active)


@pytest.mark.rule("AUTH-13")
@pytest.mark.rule("RBAC-14")
@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (AccountEvent.APPROVE, NoticeKind.DOCTOR_VERIFIED),
        (AccountEvent.REJECT, NoticeKind.DOCTOR_REJECTED),
    ],
)
def test_a_doctor_is_told_of_the_decision_and_why(
    *,
    using: Identification,
    doctor: Account,
    admin: AccessClaims,
    event: AccountEvent,
    kind: NoticeKind,
) -> None:
    """
    The reason is in the notice and on record; without one nothing is decided.
    """
    with pytest.raises(InvalidInputError, match="reason is blank"):
        review_doctor(doctor.id, event, reason=" ", claims=admin, using=using)
    review_doctor(doctor.id, event, reason=REASON, claims=admin, using=using)
    with using.store.begin() as work:
        (notice,) = work.notices.to(doctor.id, limit=9)
        entry = work.audit_log.about(PatientId(doctor.id), limit=1)[0]

    assert (kind, admin.account_id, REASON) == (notice.kind, notice.author_id, notice.reason)
    assert {"decision": event.value, "reason": REASON} == dict(entry.details)


@pytest.mark.rule("RBAC-20")
def test_who_may_not_decide_learns_of_no_account(using: Identification, doctor: Account) -> None:
    """
    An identifier that nobody has is refused as the others are, and on record.
    """
    unknown = sample_account(9).id
    with pytest.raises(NotPermittedError):
        review_doctor(
            unknown,
            AccountEvent.APPROVE,
            reason=REASON,
            claims=claims_of(using, doctor),
            using=using,
        )
    with using.store.begin() as work:
        (entry,) = work.audit_log.about(PatientId(unknown), limit=9)

    assert doctor.id == entry.actor_id


@pytest.mark.rule("RBAC-20")
@pytest.mark.rule("B014")
def test_nobody_else_decides(using: Identification, doctor: Account) -> None:
    """
    Not the doctor, about themselves or about staff; each attempt is on record.
    """
    own = claims_of(using, doctor)
    with pytest.raises(NotPermittedError):
        review_doctor(doctor.id, AccountEvent.APPROVE, reason=REASON, claims=own, using=using)
    with pytest.raises(NotPermittedError):
        read_licence(doctor.id, claims=own, using=using)
    with pytest.raises(NotPermittedError):
        appoint_staff(
            "098000002",
            name="Desk",
            role=ActorRole.ADMIN,
            hospital_id=None,
            password=PASSWORD,
            language=Language.KHMER,
            claims=own,
            using=using,
        )
    with using.store.begin() as work:
        tried = work.audit_log.about(PatientId(doctor.id), limit=9)

    refused = {"refused": "UPDATE", "rule": "no-rule"}

    assert [refused, refused] == [dict(entry.details) for entry in tried]


@pytest.mark.rule("RBAC-19")
def test_an_operator_has_a_hospital(using: Identification, admin: AccessClaims) -> None:
    """
    One without is refused, and so is a role that registers itself.
    """
    given = {"name": "Desk", "password": PASSWORD}
    operator = appoint_staff(
        "098000002",
        role=ActorRole.OPERATOR,
        hospital_id=sample_hospital_id(1),
        language=Language.KHMER,
        claims=admin,
        using=using,
        **given,
    )
    for role, field in ((ActorRole.OPERATOR, "hospital_id"), (ActorRole.PATIENT, "role")):
        with pytest.raises(InvalidInputError, match=field):
            appoint_staff(
                "098000003",
                role=role,
                hospital_id=None,
                language=Language.KHMER,
                claims=admin,
                using=using,
                **given,
            )
    with using.store.begin() as work:
        actor = work.actors.get(operator.id)

    assert (ActorRole.OPERATOR, sample_hospital_id(1)) == (actor.role, actor.hospital_id)


@pytest.mark.rule("EPE-03")
@pytest.mark.rule("C68")
def test_a_doctor_proves_a_second_factor(
    using: Identification, doctor: Account, messages: CollectedMessages
) -> None:
    """
    By a code for emergencies, once.
    """
    own = claims_of(using, doctor)
    shown = request_factor(claims=own, visit=VISIT, using=using)
    code = messages.code_for(doctor.identifiers[0])
    answers = [
        prove_factor(typed, claims=own, visit=VISIT, using=using) for typed in ("x", code, code)
    ]

    assert doctor.identifiers[0].masked == shown
    assert [None, SecondFactor.OTP, None] == answers
