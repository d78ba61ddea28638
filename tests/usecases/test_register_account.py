"""
Registering: proven identifiers, one transaction, and nothing that was not asked for.
"""

from datetime import date, timedelta

import attrs
import pytest

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    AccountStatus,
    CodeRefusedError,
    DoctorRegistration,
    Gender,
    Identifier,
    MessageKind,
    OtpPurpose,
    PatientRegistration,
    Specialty,
    TooManyCodesError,
    parse_identifier,
)
from dastern_core.kernel import (
    AccountId,
    ActorRole,
    ConflictError,
    InvalidInputError,
    Language,
    PatientId,
)
from dastern_core.permissions import Actor
from dastern_core.testing.fakes import CollectedMessages, SteppingClock
from dastern_core.usecases.identification import Identification, LoggedIn, Visit, actor_of
from dastern_core.usecases.register_account import register_account
from dastern_core.usecases.request_code import request_code

PHONE = parse_identifier("012345678")
EMAIL = parse_identifier("sokha@clinic.kh")
PASSWORD = "a few quiet words"  # noqa: S105 - of nobody
VISIT = Visit(origin="203.0.113.7", device="Phone")
PATIENT = PatientRegistration(
    family_name="Chan",
    given_name="Sokha",
    gender=Gender.FEMALE,
    born_on=date(1990, 1, 1),
    identifiers=(PHONE, EMAIL),
)
DOCTOR = DoctorRegistration(
    full_name="Dara Kim",
    hospital="Sample Hospital",
    specialty=Specialty.PEDIATRICS,
    licence_number=" KH-1 ",
    identifiers=(PHONE,),
)


def ask(using: Identification, *identifiers: Identifier) -> None:
    """
    Ask for codes for registering.
    """
    for one in identifiers:
        request_code(
            one.value,
            purpose=OtpPurpose.REGISTRATION,
            visit=VISIT,
            language=Language.KHMER,
            using=using,
        )


def register(
    using: Identification,
    messages: CollectedMessages,
    given: PatientRegistration | DoctorRegistration = PATIENT,
    *,
    password: str | None = PASSWORD,
) -> LoggedIn:
    """
    Register with the codes that were sent.
    """
    ask(using, *given.identifiers)
    codes = {one: messages.code_for(one) for one in given.identifiers}
    return register_account(given, codes=codes, password=password, visit=VISIT, using=using)


def actions(using: Identification, account_id: AccountId) -> list[AuditAction]:
    """
    Give what was recorded about an account, the oldest first.
    """
    with using.store.begin() as work:
        found = work.audit_log.about(PatientId(account_id), limit=99)
    return [entry.action for entry in reversed(found)]


@pytest.mark.rule("AUTH-15")
@pytest.mark.rule("EPA-03")
@pytest.mark.rule("AUD-12")
def test_a_patient_registers(using: Identification, messages: CollectedMessages) -> None:
    """
    Active at once, with the actor that permissions look at, and every step on record.
    """
    opened = register(using, messages)
    with using.store.begin() as work:
        account = work.accounts.get(opened.account_id)
        actor = work.actors.get(opened.account_id)
    claims = using.access_tokens.read(opened.access_token, now=using.clock.now())

    assert ((PHONE, EMAIL), Gender.FEMALE) == (account.identifiers, account.gender)
    assert Actor(account_id=account.id, role=ActorRole.PATIENT) == actor
    assert (opened.session_id, False) == (claims.session_id, opened.is_waiting)
    assert actions(using, account.id) == [
        AuditAction.OTP_VERIFICATION_SUCCESS,
        AuditAction.PATIENT_REGISTRATION,
        AuditAction.LOGIN_SUCCESS,
    ]


@pytest.mark.rule("AUTH-13")
@pytest.mark.rule("C59")
def test_a_doctor_waits(using: Identification, messages: CollectedMessages) -> None:
    """
    The licence is kept, the token opens the waiting page, and the actor is not verified.
    """
    opened = register(using, messages, DOCTOR, password=None)
    with using.store.begin() as work:
        account = work.accounts.get(opened.account_id)
        licence = work.accounts.licence(opened.account_id)
        actor = work.actors.get(opened.account_id)

    assert (AccountStatus.PENDING_VERIFICATION, None) == (account.status, account.password_hash)
    assert ("KH-1", Specialty.PEDIATRICS) == (licence.number, licence.specialty)
    assert (True, False, True) == (actor.is_active, actor.is_verified, opened.is_waiting)
    assert AuditAction.DOCTOR_REGISTRATION in actions(using, account.id)


@pytest.mark.parametrize(
    ("status", "active", "verified"),
    [
        (AccountStatus.PENDING_VERIFICATION, True, False),
        (AccountStatus.VERIFIED, True, True),
        (AccountStatus.REJECTED, False, False),
        (AccountStatus.CLOSED, False, False),
    ],
)
def test_an_account_acts_as_it_stands(
    using: Identification,
    messages: CollectedMessages,
    status: AccountStatus,
    *,
    active: bool,
    verified: bool,
) -> None:
    """
    What the decision looks at follows from the account's status.
    """
    opened = register(using, messages, DOCTOR)
    with using.store.begin() as work:
        account = work.accounts.get(opened.account_id)
    actor = actor_of(attrs.evolve(account, status=status))

    assert (active, verified) == (actor.is_active, actor.is_verified)


@pytest.mark.rule("AUTH-22")
def test_a_wrong_code_registers_nobody(using: Identification, messages: CollectedMessages) -> None:
    """
    The right one of two is not spent by the wrong other one.
    """
    ask(using, PHONE, EMAIL)
    right = {one: messages.code_for(one) for one in (PHONE, EMAIL)}
    wrong = {**right, EMAIL: "000000"}
    with pytest.raises(CodeRefusedError):
        register_account(PATIENT, codes=wrong, password=None, visit=VISIT, using=using)
    with using.store.begin() as work:
        assert work.accounts.find(PHONE) is None
    opened = register_account(PATIENT, codes=right, password=None, visit=VISIT, using=using)

    assert "" != opened.refresh_token


@pytest.mark.rule("AUTH-27")
@pytest.mark.parametrize("password", ["short", "password1234", "Chan Sokha dastern"])
def test_a_bad_password_spends_no_code(
    using: Identification, messages: CollectedMessages, password: str
) -> None:
    """
    The policy is asked first, on this way in, too.
    """
    with pytest.raises(InvalidInputError, match="password"):
        register(using, messages, password=password)
    codes = {one: messages.code_for(one) for one in PATIENT.identifiers}
    opened = register_account(PATIENT, codes=codes, password=None, visit=VISIT, using=using)

    assert opened.account_id is not None


def test_codes_are_of_the_identifiers_that_are_named(using: Identification) -> None:
    """
    Neither one missing nor one too many.
    """
    with pytest.raises(InvalidInputError, match="codes are not theirs"):
        register_account(PATIENT, codes={PHONE: "1"}, password=None, visit=VISIT, using=using)


@pytest.mark.rule("AUTH-18")
def test_a_taken_identifier_is_told_to_its_owner(
    using: Identification, messages: CollectedMessages, clock: SteppingClock
) -> None:
    """
    Whoever asks learns nothing; the owner gets a word, and no code registers it twice.
    """
    register(using, messages)
    clock.step(timedelta(minutes=2))
    before = len(messages.sent)
    ask(using, PHONE)
    told = messages.sent[before:]

    assert [(MessageKind.TAKEN, "")] == [(one.kind, one.code) for one in told]


@pytest.mark.rule("AUTH-18")
def test_the_second_of_two_registrations_is_refused(
    using: Identification, messages: CollectedMessages, clock: SteppingClock
) -> None:
    """
    Two who asked for codes before either had registered, and two doctors with one licence.
    """
    ask(using, PHONE, EMAIL)
    codes = {one: messages.code_for(one) for one in (PHONE, EMAIL)}
    phone_alone = attrs.evolve(PATIENT, identifiers=(PHONE,))
    email_first = attrs.evolve(PATIENT, identifiers=(EMAIL,))
    register_account(
        phone_alone, codes={PHONE: codes[PHONE]}, password=None, visit=VISIT, using=using
    )
    clock.step(timedelta(minutes=61))
    with using.store.begin() as work:
        known = work.accounts.find(PHONE)
    assert known is not None
    register(using, messages, email_first)
    other = parse_identifier("098765432")
    third = parse_identifier("098765433")
    register(using, messages, attrs.evolve(DOCTOR, identifiers=(other,)))
    with pytest.raises(ConflictError):
        register(using, messages, attrs.evolve(DOCTOR, identifiers=(third,)))
    with using.store.begin() as work:
        assert work.accounts.find(third) is None


@pytest.mark.rule("C09")
def test_codes_are_not_asked_for_without_end(using: Identification) -> None:
    """
    Who asks again at once is told when to.
    """
    ask(using, PHONE)
    with pytest.raises(TooManyCodesError) as refused:
        ask(using, PHONE)

    assert using.clock.now() + timedelta(minutes=1) == refused.value.retry_at


@pytest.mark.rule("EPA-05")
@pytest.mark.parametrize("purpose", [OtpPurpose.OPERATOR_LOGIN, OtpPurpose.EMERGENCY_ACCESS])
def test_no_stranger_asks_for_a_code_from_inside(
    using: Identification, purpose: OtpPurpose
) -> None:
    """
    A second factor is sent by the step that needs it.
    """
    with pytest.raises(InvalidInputError, match="purpose is no way in"):
        request_code(
            PHONE.value, purpose=purpose, visit=VISIT, language=Language.KHMER, using=using
        )
