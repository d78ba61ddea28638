"""
Choosing passwords: one that is accepted, hashed into its owner's account.
"""

import attrs

from dastern_core.identity import Account, accept_password
from dastern_core.usecases.identification import Identification

__all__ = ["with_password"]

_SERVICE = "dastern"


def with_password(account: Account, new: str, *, using: Identification) -> Account:
    """
    Give an account with a new password; store it by compare-and-set.

    Args:
        account: Whose names and identifiers the password may not be made of.
        new: As typed.
        using: The policy, what is known to guessers, and the hasher.

    Raises:
        InvalidInputError: It is not accepted (AUTH-27).
    """
    about = (account.name, *(one.value for one in account.identifiers), _SERVICE)
    accepted = accept_password(new, policy=using.policy, known=using.known_passwords, about=about)
    return attrs.evolve(account, password_hash=using.passwords.hash(accepted))
