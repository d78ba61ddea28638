"""
Accounts: who can receive a payment at the bank.
"""

from enum import Enum

import attrs

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["AccountStatus", "BakongAccount"]

_LONGEST = 32  # PAY-23


class AccountStatus(Enum):
    """
    What the bank says of an account's name.
    """

    KNOWN = "KNOWN"
    UNKNOWN = "UNKNOWN"
    INVALID = "INVALID"
    """
    It can never be an account's name.
    """


@attrs.frozen(kw_only=True)
class BakongAccount:
    """
    The name of an account in Bakong.

    Args:
        name: Such as ``"name@bank"``; at most 32 long.

    Raises:
        InvalidInputError: It has no ``@`` between two other characters, or is too long.

    Source:
        Rules PAY-22, PAY-23.
    """

    name: str = attrs.field()

    @name.validator
    def _check(self, _: "attrs.Attribute[str]", value: str) -> None:
        user, _at, bank = value.partition("@")
        if not (user and bank and value.isprintable() and len(value) <= _LONGEST):
            problem = f"is not an account's name of at most {_LONGEST} characters"
            remedy = "Give an account such as name@bank."
            raise InvalidInputError(Fault(field="name", problem=problem, remedy=remedy))
