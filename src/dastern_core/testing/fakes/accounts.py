"""
Accounts in dictionaries.
"""

from dastern_core.identity import Account, Identifier, Licence
from dastern_core.kernel import AccountId, ConflictError, NotFoundError

__all__ = ["InMemoryAccounts"]


class InMemoryAccounts:
    """
    Every account, what it is linked to, and its licence.

    Args:
        accounts: The accounts stored so far; changed in place, as the others are.
        links: The account of each identity of another service.
        licences: The licence of each doctor.
    """

    def __init__(
        self,
        accounts: dict[AccountId, Account],
        links: dict[tuple[str, str], AccountId],
        licences: dict[AccountId, Licence],
    ) -> None:
        self._accounts = accounts
        self._links = links
        self._licences = licences

    def add(self, account: Account) -> None:
        """
        Store a new account.
        """
        taken = {one for stored in self._accounts.values() for one in stored.identifiers}
        if account.id in self._accounts or taken & set(account.identifiers):
            message = "an identifier belongs to another account: log in there"
            raise ConflictError(message)
        self._accounts[account.id] = account

    def get(self, account_id: AccountId) -> Account:
        """
        Load an account.
        """
        if account_id not in self._accounts:
            message = "there is no such account"
            raise NotFoundError(message)
        return self._accounts[account_id]

    def hold(self, account_id: AccountId) -> Account:
        """
        Load an account; nobody else is there.
        """
        return self.get(account_id)

    def find(self, identifier: Identifier) -> Account | None:
        """
        Load the account of an identifier.
        """
        found = (one for one in self._accounts.values() if identifier in one.identifiers)
        return next(found, None)

    def find_external(self, issuer: str, subject: str) -> Account | None:
        """
        Load the account of another service's identity.
        """
        linked = self._links.get((issuer, subject))
        return None if linked is None else self._accounts[linked]

    def link_external(self, account_id: AccountId, issuer: str, subject: str) -> None:
        """
        Link an account to another service's identity.
        """
        if self._links.setdefault((issuer, subject), account_id) != account_id:
            message = "the identity belongs to another account"
            raise ConflictError(message)

    def change(self, account: Account, *, expected: Account) -> None:
        """
        Store what became of an account.
        """
        stored = self._accounts.get(account.id)
        known = (expected.status, expected.password_hash)
        if stored is None or (stored.status, stored.password_hash) != known:
            message = "the account has changed meanwhile: try again"
            raise ConflictError(message)
        self._accounts[account.id] = account

    def erase(self, left: Account) -> None:
        """
        Store what is left of an account.
        """
        self.change(left, expected=self._accounts.get(left.id, left))
        self._licences.pop(left.id, None)
        for link in [link for link, owner in self._links.items() if owner == left.id]:
            del self._links[link]

    def add_licence(self, licence: Licence) -> None:
        """
        Store a licence.
        """
        numbers = {one.number for one in self._licences.values()}
        if licence.account_id in self._licences or licence.number in numbers:
            message = "the licence is known already: ask whoever runs the service"
            raise ConflictError(message)
        self._licences[licence.account_id] = licence

    def licence(self, account_id: AccountId) -> Licence:
        """
        Load a licence.
        """
        if account_id not in self._licences:
            message = "no licence is stored"
            raise NotFoundError(message)
        return self._licences[account_id]
