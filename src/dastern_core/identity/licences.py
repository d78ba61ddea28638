"""
Licences: what a doctor is verified by.
"""

import attrs

from dastern_core.identity.registration import DoctorRegistration, Specialty
from dastern_core.kernel import AccountId

__all__ = ["Licence", "licence_of"]


@attrs.frozen(kw_only=True)
class Licence:
    """
    A doctor's licence, as an administrator looks at it (AUTH-13, AUTH-16).

    Args:
        account_id: Whose.
        hospital: Where they practise.
        specialty: What they practise.
        number: As printed; no two doctors have one (AUTH-18).
    """

    account_id: AccountId
    hospital: str
    specialty: Specialty
    number: str = attrs.field(repr=False)


def licence_of(given: DoctorRegistration, *, account_id: AccountId) -> Licence:
    """
    Give the licence that a new doctor told of.
    """
    return Licence(
        account_id=account_id,
        hospital=given.hospital,
        specialty=given.specialty,
        number=given.licence_number.strip(),
    )
