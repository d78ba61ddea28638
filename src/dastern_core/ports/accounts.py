"""
Stored accounts: who can come in, and by what.
"""

from typing import Protocol

from dastern_core.identity import Account, Identifier, Licence
from dastern_core.kernel import AccountId

__all__ = ["Accounts"]


class Accounts(Protocol):
    """
    Every account there is or was, each identifier with one of them (AUTH-18).

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, account: Account) -> None:
        """
        Store a new account with its identifiers.

        Raises:
            ConflictError: One of its identifiers belongs to another account, or the account
                is stored already.
        """
        ...

    def get(self, account_id: AccountId) -> Account:
        """
        Load an account.

        Raises:
            NotFoundError: There is no such account.
        """
        ...

    def hold(self, account_id: AccountId) -> Account:
        """
        Load an account, and let nobody else change it before this unit of work has ended.

        Raises:
            NotFoundError: There is no such account.
        """
        ...

    def find(self, identifier: Identifier) -> Account | None:
        """
        Load the account that an identifier belongs to; None takes as much work.
        """
        ...

    def find_external(self, issuer: str, subject: str) -> Account | None:
        """
        Load the account that an identity of another service was linked to; None without.
        """
        ...

    def link_external(self, account_id: AccountId, issuer: str, subject: str) -> None:
        """
        Link an account to an identity of another service; once is as good as twice.

        Raises:
            ConflictError: The identity belongs to another account.
        """
        ...

    def change(self, account: Account, *, expected: Account) -> None:
        """
        Store what became of an account, but for its identifiers: compare-and-set.

        Args:
            account: As it is to be stored.
            expected: As it was loaded.

        Raises:
            ConflictError: Its status or its password is another by now.
        """
        ...

    def erase(self, left: Account) -> None:
        """
        Store what is left of an account; its identifiers, links and licence are nobody's.

        Args:
            left: As `dastern_core.identity.erase_account` gives it, of an account that is held.

        Raises:
            ConflictError: There is no such account.
        """
        ...

    def add_licence(self, licence: Licence) -> None:
        """
        Store a doctor's licence.

        Raises:
            ConflictError: Another doctor has its number, or this one has a licence.
        """
        ...

    def licence(self, account_id: AccountId) -> Licence:
        """
        Load a doctor's licence.

        Raises:
            NotFoundError: None is stored.
        """
        ...
