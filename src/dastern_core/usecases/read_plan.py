"""
Read a plan: what an account is entitled to, by its own subscription or its family's.
"""

from datetime import datetime, timedelta

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.actors import People
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.payment_store import PaymentStore, PaymentUnitOfWork
from dastern_core.subscriptions import PlanTier, entitled_tier, tier_at
from dastern_core.usecases.judging import judge_alone, standing_of

__all__ = ["read_plan", "tier_now"]


def read_plan(
    account_id: AccountId,
    *,
    actor_id: AccountId | None,
    grace: timedelta,
    people: People,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> PlanTier:
    """
    Tell the tier whose limits hold for an account now (SUB-02, SUB-07).

    Args:
        account_id: Whose.
        actor_id: Who asks: the account itself, or None for the system, which asks for what
            a patient's plan allows others to add.
        grace: For how long after its end an active plan still counts; none is allowed.
        people: Where it is stored as what they act.
        store: Where subscriptions and families are.
        clock: Tells when.
        entropy: Draws a refusal's identifier and salt.

    Raises:
        NotPermittedError: Somebody else asks, or the account is closed; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed.
    """
    now = clock.now()
    actor = standing_of(actor_id, people=people)
    thing = Resource(type=ResourceType.SUBSCRIPTION, patient_id=PatientId(account_id))
    with store.begin() as work:
        judged = judge_alone(work, Action.READ, thing, actor=actor, now=now, entropy=entropy)
        tier = tier_now(work, account_id, grace=grace, now=now)
    require(judged.decision)
    return tier


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
