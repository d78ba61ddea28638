"""
Stored subscriptions.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.kernel import AccountId
from dastern_core.subscriptions import Subscription

__all__ = ["Subscriptions"]


class Subscriptions(Protocol):
    """
    The subscriptions of all accounts, each with its whole history, which only grows.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def get(self, account_id: AccountId) -> Subscription:
        """
        Load an account's subscription.

        Returns:
            What is stored; of an account that never paid, the pending one.
        """
        ...

    def append(self, subscription: Subscription, *, known: int) -> None:
        """
        Store the changes that a subscription has gained: compare-and-set (SUB-13).

        Args:
            subscription: With its whole history.
            known: How many changes it had when it was loaded; later ones are new.

        Raises:
            ConflictError: It has another number of changes by now, or one of the payments
                is counted already, in whichever subscription: a payment buys one thing.
        """
        ...

    def due(self, *, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """
        Load subscriptions that time has changed, and nobody has written it down (SUB-18).

        Args:
            now: A running subscription counts where its end, or the date of its lower
                tier, is before this instant.
            limit: At most so many, the longest due first; at least 1.
        """
        ...
