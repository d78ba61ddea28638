"""
Accounts: their life, and who may come in.
"""

import itertools
from datetime import UTC, date, datetime
from uuid import UUID

import attrs
import pytest

from dastern_core.identity import (
    ACCOUNT_LIFECYCLE,
    AccountEvent,
    AccountStatus,
    DoctorRegistration,
    Entry,
    Gender,
    PatientRegistration,
    Specialty,
    account_of,
    advance_account,
    age_on,
    entry_of,
    needs_second_factor,
    parse_identifier,
)
from dastern_core.kernel import AccountId, ActorRole, IllegalTransitionError, InvalidInputError

_NOW = datetime(2026, 6, 15, tzinfo=UTC)
_TODAY = date(2026, 6, 15)
_PHONE = parse_identifier("012345678")
_PATIENT = PatientRegistration(
    family_name="Chan",
    given_name="Sokha",
    gender=Gender.FEMALE,
    born_on=date(1990, 1, 1),
    identifiers=(_PHONE,),
)
_DOCTOR = DoctorRegistration(
    full_name="Dara Kim",
    hospital="Sample Hospital",
    specialty=Specialty.PEDIATRICS,
    licence_number="KH-1",
    identifiers=(_PHONE,),
)
_ID = AccountId(UUID(int=1))


@pytest.mark.rule("AUTH-13")
@pytest.mark.rule("AUTH-15")
@pytest.mark.rule("AUTH-16")
@pytest.mark.rule("B014")
def test_nobody_chooses_role_or_status() -> None:
    """
    A patient is active at once; a doctor waits for an admin.
    """
    patient = account_of(_PATIENT, account_id=_ID, password_hash=None, today=_TODAY)
    doctor = account_of(_DOCTOR, account_id=_ID, password_hash="x", today=_TODAY)  # noqa: S106 - no password

    assert (ActorRole.PATIENT, AccountStatus.ACTIVE, "Chan Sokha") == (
        patient.role,
        patient.status,
        patient.name,
    )
    assert (ActorRole.DOCTOR, AccountStatus.PENDING_VERIFICATION) == (doctor.role, doctor.status)


@pytest.mark.rule("AUTH-15")
@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"family_name": " ", "given_name": "x" * 101}, ["family_name", "given_name"]),
        ({"identifiers": ()}, ["identifiers"]),
        ({"born_on": date(2013, 6, 16)}, ["born_on"]),
        ({"born_on": date(2027, 1, 1)}, ["born_on"]),
        ({"born_on": date(1890, 1, 1)}, ["born_on"]),
    ],
)
def test_a_registration_tells_all_its_faults(changed: dict[str, object], fields: list[str]) -> None:
    """
    Names, a proven identifier and an age of at least thirteen.
    """
    given = attrs.evolve(_PATIENT, **changed)  # type: ignore[arg-type] # facts of the right types
    with pytest.raises(InvalidInputError) as caught:
        account_of(given, account_id=_ID, password_hash=None, today=_TODAY)

    assert fields == [fault.field for fault in caught.value.faults]


@pytest.mark.rule("AUTH-16")
def test_a_doctor_names_hospital_and_licence() -> None:
    """
    Each missing name is a fault of its own.
    """
    given = attrs.evolve(_DOCTOR, hospital="", licence_number="")
    with pytest.raises(InvalidInputError) as caught:
        account_of(given, account_id=_ID, password_hash=None, today=_TODAY)

    assert ["hospital", "licence_number"] == [fault.field for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 6, 14), 12), (date(2026, 6, 15), 13), (date(2026, 12, 31), 13)]
)
def test_age_turns_on_the_birthday(day: date, age: int) -> None:
    """
    Thirteen on the thirteenth birthday, not before.
    """
    assert age == age_on(day, born_on=date(2013, 6, 15))


@pytest.mark.rule("AUTH-12")
@pytest.mark.rule("AUTH-14")
@pytest.mark.rule("B015")
@pytest.mark.parametrize(("status", "event"), [*itertools.product(AccountStatus, AccountEvent)])
def test_only_the_listed_steps_are_possible(status: AccountStatus, event: AccountEvent) -> None:
    """
    Nothing makes an account ACTIVE or revives a closed one; only approval verifies.
    """
    allowed = {
        AccountStatus.ACTIVE: {AccountEvent.CLOSE},
        AccountStatus.PENDING_VERIFICATION: {
            AccountEvent.APPROVE,
            AccountEvent.REJECT,
            AccountEvent.CLOSE,
        },
        AccountStatus.VERIFIED: {AccountEvent.REJECT, AccountEvent.CLOSE},
        AccountStatus.REJECTED: {AccountEvent.APPLY_AGAIN, AccountEvent.CLOSE},
        AccountStatus.CLOSED: set(),
    }

    assert (event in allowed[status]) is (event in ACCOUNT_LIFECYCLE.events(status))


@pytest.mark.rule("EPA-15")
@pytest.mark.rule("EPA-16")
def test_a_closed_account_is_kept_and_let_in_no_more() -> None:
    """
    Closing says when, and nothing follows.
    """
    patient = account_of(_PATIENT, account_id=_ID, password_hash=None, today=_TODAY)
    closed = advance_account(patient, AccountEvent.CLOSE, now=_NOW)

    assert (Entry.FULL, Entry.CLOSED, _NOW) == (
        entry_of(patient),
        entry_of(closed),
        closed.closed_at,
    )
    with pytest.raises(IllegalTransitionError):
        advance_account(closed, AccountEvent.APPROVE, now=_NOW)


def test_an_approved_doctor_comes_in() -> None:
    """
    From the waiting page to full entry, or to none.
    """
    doctor = account_of(_DOCTOR, account_id=_ID, password_hash=None, today=_TODAY)
    approved = advance_account(doctor, AccountEvent.APPROVE, now=_NOW)
    rejected = advance_account(doctor, AccountEvent.REJECT, now=_NOW)

    assert [Entry.WAITING, Entry.FULL, Entry.REJECTED] == [
        entry_of(one) for one in (doctor, approved, rejected)
    ]
    assert approved.closed_at is None


@pytest.mark.rule("AUTH-29")
def test_an_accounts_text_tells_no_secret() -> None:
    """
    Neither name nor birthday, identifier nor hash stands in a log.
    """
    account = account_of(_PATIENT, account_id=_ID, password_hash="$argon2id$", today=_TODAY)  # noqa: S106 - no password

    assert not {"Sokha", "1990", "argon2"} & set(repr(account).replace("'", " ").split())
    assert "argon2" not in repr(account)
    assert "Sokha" not in repr(_PATIENT)
    assert not [one for one in account.identifiers if one.value in repr((account, _PATIENT))]


@pytest.mark.rule("EPA-05")
def test_who_decides_about_others_proves_two_factors() -> None:
    """
    Operators and administrators, and nobody else.
    """
    account = account_of(
        _PATIENT, account_id=AccountId(UUID(int=1)), password_hash=None, today=_TODAY
    )
    asked = {
        role
        for role in set(ActorRole) - {ActorRole.SYSTEM}
        if needs_second_factor(attrs.evolve(account, role=role))
    }

    assert {ActorRole.ADMIN, ActorRole.OPERATOR} == asked
    assert Gender.FEMALE is account.gender
