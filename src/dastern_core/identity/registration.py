"""
Registration: what a new patient and a new doctor must say of themselves.

Somebody registers as themselves: a client can ask for no other role and no other status
(B014). Whether identifiers and licence are free is for the store to say, in one
transaction.
"""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Final

import attrs

from dastern_core.identity.accounts import Account, AccountStatus, Gender
from dastern_core.identity.identifiers import Identifier
from dastern_core.kernel import AccountId, ActorRole, Fault, InvalidInputError, Language

__all__ = [
    "LEAST_AGE",
    "DoctorRegistration",
    "PatientRegistration",
    "Specialty",
    "account_of",
    "age_on",
]

LEAST_AGE: Final = 13
"""
The youngest patient who registers alone, in years (AUTH-15).
"""

_OLDEST = 130
_LONGEST_NAME = 100


class Specialty(Enum):
    """
    What a doctor practises (AUTH-16).
    """

    GENERAL_PRACTICE = "general_practice"
    INTERNAL_MEDICINE = "internal_medicine"
    CARDIOLOGY = "cardiology"
    ENDOCRINOLOGY = "endocrinology"
    DERMATOLOGY = "dermatology"
    PEDIATRICS = "pediatrics"
    PSYCHIATRY = "psychiatry"
    SURGERY = "surgery"
    NEUROLOGY = "neurology"
    OPHTHALMOLOGY = "ophthalmology"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class PatientRegistration:
    """
    What a patient says of themselves (AUTH-15).

    Args:
        family_name: 1 to 100 characters.
        given_name: 1 to 100 characters.
        gender: As they say.
        born_on: Their birthday.
        identifiers: What they log in by, each proven by a code: at least one.
        language: What they are spoken to in.
    """

    family_name: str = attrs.field(repr=False)
    given_name: str = attrs.field(repr=False)
    gender: Gender
    born_on: date = attrs.field(repr=False)
    identifiers: tuple[Identifier, ...]
    language: Language = Language.KHMER

    @property
    def name(self) -> str:
        """
        The family name first, as in Khmer.
        """
        return f"{self.family_name} {self.given_name}"


@attrs.frozen(kw_only=True)
class DoctorRegistration:
    """
    What a doctor says of themselves (AUTH-16).

    Args:
        full_name: 1 to 100 characters.
        hospital: Where they practise, 1 to 100 characters.
        specialty: What they practise.
        licence_number: As printed, 1 to 100 characters; unique.
        identifiers: What they log in by, each proven by a code: at least one.
        language: What they are spoken to in.
    """

    full_name: str = attrs.field(repr=False)
    hospital: str
    specialty: Specialty
    licence_number: str = attrs.field(repr=False)
    identifiers: tuple[Identifier, ...]
    language: Language = Language.KHMER


def age_on(day: date, *, born_on: date) -> int:
    """
    Give somebody's age in whole years.

    Args:
        day: A day.
        born_on: Their birthday; who was born on 29 February is a year older on 1 March.

    Example:
        >>> age_on(date(2025, 2, 28), born_on=date(2012, 2, 29))
        12
    """
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def account_of(
    given: PatientRegistration | DoctorRegistration,
    *,
    account_id: AccountId,
    password_hash: str | None,
    today: date,
) -> Account:
    """
    Make the account of somebody new.

    Args:
        given: What they said of themselves.
        account_id: The account's identifier.
        password_hash: Of an accepted password; None where they log in without.
        today: The day in their zone.

    Returns:
        A patient's active account, or a doctor's that waits for verification (AUTH-13).

    Raises:
        InvalidInputError: A name is missing or too long, the birthday is impossible, they
            are younger than 13, or no identifier was proven; all faults together.
    """
    faults = [*_faults(given, today)]
    if faults:
        raise InvalidInputError(*faults)
    if isinstance(given, PatientRegistration):
        return Account(
            id=account_id,
            role=ActorRole.PATIENT,
            status=AccountStatus.ACTIVE,
            identifiers=given.identifiers,
            name=given.name,
            language=given.language,
            born_on=given.born_on,
            gender=given.gender,
            password_hash=password_hash,
        )
    return Account(
        id=account_id,
        role=ActorRole.DOCTOR,
        status=AccountStatus.PENDING_VERIFICATION,
        identifiers=given.identifiers,
        name=given.full_name,
        language=given.language,
        password_hash=password_hash,
    )


def _faults(given: PatientRegistration | DoctorRegistration, today: date) -> Iterator[Fault]:
    if isinstance(given, PatientRegistration):
        names = {"family_name": given.family_name, "given_name": given.given_name}
    else:
        names = {
            "full_name": given.full_name,
            "hospital": given.hospital,
            "licence_number": given.licence_number,
        }
    for name, text in names.items():
        if not 0 < len(text.strip()) <= _LONGEST_NAME:
            remedy = f"Give 1 to {_LONGEST_NAME} characters."
            yield Fault(field=name, problem="is missing or too long", remedy=remedy)
    if not given.identifiers:
        remedy = "Prove a telephone number or an e-mail address by a code first."
        yield Fault(field="identifiers", problem="are missing", remedy=remedy)
    if isinstance(given, PatientRegistration):
        age = age_on(today, born_on=given.born_on)
        if not 0 <= age <= _OLDEST:
            yield Fault(field="born_on", problem="is no birthday", remedy="Check the year.")
        elif age < LEAST_AGE:
            remedy = f"Below {LEAST_AGE} a parent registers and adds the child."
            yield Fault(field="born_on", problem="is too late to register alone", remedy=remedy)
