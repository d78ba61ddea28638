"""
Subscriptions in a dictionary.
"""

from datetime import datetime

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.subscriptions import Subscription, begin, next_due

__all__ = ["InMemorySubscriptions"]


class InMemorySubscriptions:
    """
    Every subscription, by its account.

    Args:
        subscriptions: The subscriptions stored so far; changed in place.
    """

    def __init__(self, subscriptions: dict[AccountId, Subscription]) -> None:
        self._subscriptions = subscriptions

    def get(self, account_id: AccountId) -> Subscription:
        """
        Load an account's subscription.
        """
        return self._subscriptions.get(account_id, begin(account_id))

    def append(self, subscription: Subscription, *, known: int) -> None:
        """
        Store the changes that a subscription has gained.
        """
        if len(self.get(subscription.account_id).history) != known:
            message = "the subscription has changed by now: load it again"
            raise ConflictError(message)
        counted = {
            change.bill_number for one in self._subscriptions.values() for change in one.history
        } - {None}
        if any(change.bill_number in counted for change in subscription.history[known:]):
            message = "a payment is counted already"
            raise ConflictError(message)
        self._subscriptions[subscription.account_id] = subscription

    def due(self, *, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """
        Load subscriptions that time has changed, and nobody has written it down.
        """
        dated = [(next_due(one), one) for one in self._subscriptions.values()]
        late = [(date, one) for date, one in dated if date is not None and date < now]
        return tuple(one for _, one in sorted(late, key=lambda pair: pair[0])[:limit])
