"""
Read a plan: what an account is entitled to, by its own subscription or its family's.
"""

from datetime import datetime, timedelta

from dastern_core.kernel import AccountId
from dastern_core.ports.clock import Clock
from dastern_core.ports.payment_store import PaymentStore, PaymentUnitOfWork
from dastern_core.subscriptions import PlanTier, entitled_tier, tier_at

__all__ = ["read_plan", "tier_now"]


def read_plan(
    account_id: AccountId, *, grace: timedelta, store: PaymentStore, clock: Clock
) -> PlanTier:
    """
    Tell the tier whose limits hold for an account now (SUB-02, SUB-07).

    Args:
        account_id: Whose.
        grace: For how long after its end an active plan still counts; none is allowed.
        store: Where subscriptions and families are.
        clock: Tells when.

    Raises:
        PortError: The store failed.
    """
    now = clock.now()
    with store.begin() as work:
        return tier_now(work, account_id, grace=grace, now=now)


def tier_now(
    work: PaymentUnitOfWork, account_id: AccountId, *, grace: timedelta, now: datetime
) -> PlanTier:
    """
    As `read_plan`, inside a unit of work.
    """
    own = tier_at(work.subscriptions.get(account_id), now=now, grace=grace)
    family = work.families.of_member(account_id)
    owner = None
    if family is not None:
        owner = tier_at(work.subscriptions.get(family.owner_id), now=now, grace=grace)
    return entitled_tier(own, family_owner=owner)
