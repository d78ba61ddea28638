"""
Entitlements: what a plan still allows, and why not where it does not.

Counting what is used is left to the caller: prescriptions that are active, drafted or
paused, the medicines of those, and family connections pending or accepted (SUB-04).
"""

from enum import Enum
from typing import ClassVar

import attrs

from dastern_core.kernel import Fault, InvalidInputError, NotPermittedError
from dastern_core.subscriptions.plans import PLANS, PlanTier

__all__ = [
    "LimitReached",
    "LimitReachedError",
    "Limited",
    "QuotaExceededError",
    "Stored",
    "WithinLimit",
    "check_limit",
    "plan_limit",
    "require_room",
]

_PRESCRIPTION_BYTES, _DOSE_BYTES, _ENTRY_BYTES = 5_120, 2_048, 1_024  # SUB-12: 5, 2 and 1 KB


class Limited(Enum):
    """
    What a plan limits, by the word that the upgrade prompt uses (SUB-02, SUB-05).
    """

    PRESCRIPTIONS = "prescription"
    MEDICINES = "medicine"
    CONNECTIONS = "family connection"
    STORAGE = "storage"
    """
    In bytes (SUB-03).
    """


@attrs.frozen(kw_only=True)
class Stored:
    """
    What is stored about a patient, as storage is counted.

    Args:
        prescriptions: How many, of whatever status.
        doses: How many.
        entries: How many audit entries are about the patient.
        file_bytes: What the patient's files take.

    Source:
        Rule SUB-12.

    Example:
        >>> Stored(prescriptions=1, doses=2).bytes
        9216
    """

    prescriptions: int = 0
    doses: int = 0
    entries: int = 0
    file_bytes: int = 0

    @property
    def bytes(self) -> int:
        """
        The estimate: 5 KB a prescription, 2 KB a dose, 1 KB an entry, and the files.
        """
        rows = self.prescriptions * _PRESCRIPTION_BYTES + self.doses * _DOSE_BYTES
        return rows + self.entries * _ENTRY_BYTES + self.file_bytes


@attrs.frozen(kw_only=True)
class WithinLimit:
    """
    It may be added.

    Args:
        left: How much may be added after that; None without limit.
    """

    left: int | None


@attrs.frozen(kw_only=True)
class LimitReached:
    """
    It may not be added.

    What is there stays, also where it is more than the plan allows (SUB-10).

    Args:
        limited: Which limit.
        tier: Of which plan.
        limit: How much the plan allows.
        used: How much there is.
        upgrade_to: The cheapest plan that would allow it; None where none does.
    """

    limited: Limited
    tier: PlanTier
    limit: int
    used: int
    upgrade_to: PlanTier | None

    @property
    def prompt(self) -> str:
        """
        What to tell the user, with a way on only where there is one (SUB-05).
        """
        reached = f"You've reached your {self.limited.value} limit."
        return reached if self.upgrade_to is None else f"{reached} Upgrade to continue."


class LimitReachedError(NotPermittedError):
    """
    The plan does not allow what was to be added; its message is the prompt (SUB-05).

    Args:
        reached: Which limit, how much is used of it, and which plan would allow it.
    """

    code: ClassVar[str] = "limit_reached"

    def __init__(self, reached: LimitReached) -> None:
        super().__init__(reached.prompt)
        self.reached = reached


class QuotaExceededError(LimitReachedError):
    """
    The plan does not allow to store more; ``reached`` has the usage in bytes (SUB-11).
    """

    code: ClassVar[str] = "quota_exceeded"


def plan_limit(tier: PlanTier, limited: Limited) -> int | None:
    """
    Give a plan's limit; None where it has none.

    Source:
        Rules SUB-02, SUB-03.
    """
    plan = PLANS[tier]
    limits = {
        Limited.PRESCRIPTIONS: plan.prescriptions,
        Limited.MEDICINES: plan.medicines,
        Limited.CONNECTIONS: plan.connections,
        Limited.STORAGE: plan.storage_bytes,
    }
    return limits[limited]


def check_limit(
    tier: PlanTier, limited: Limited, *, used: int, adding: int
) -> WithinLimit | LimitReached:
    """
    Decide whether something more may be added.

    Args:
        tier: What the account is entitled to at this moment (`tier_at`).
        limited: Which limit binds.
        used: How much there is, not negative; it may be more than the limit.
        adding: How much is to be added, at least 1.

    Returns:
        ``WithinLimit``, or ``LimitReached`` with the plan that would allow it.

    Raises:
        InvalidInputError: A number is out of its range.

    Source:
        Rules SUB-02, SUB-03, SUB-05, SUB-10.

    Example:
        >>> check_limit(PlanTier.FREEMIUM, Limited.MEDICINES, used=2, adding=1)
        WithinLimit(left=0)
        >>> check_limit(PlanTier.FREEMIUM, Limited.MEDICINES, used=3, adding=1).prompt
        "You've reached your medicine limit. Upgrade to continue."
    """
    ranges = (("used", used, 0), ("adding", adding, 1))
    faults = [
        Fault(field=field, problem=f"is below {least}", remedy=f"Give {least} or more.")
        for field, number, least in ranges
        if number < least
    ]
    if faults:
        raise InvalidInputError(*faults)
    limit = plan_limit(tier, limited)
    if limit is None:
        return WithinLimit(left=None)
    if used + adding <= limit:
        return WithinLimit(left=limit - used - adding)
    allowing = (
        plan
        for plan in sorted(PLANS.values(), key=lambda plan: plan.price.minor)
        if _allows(plan.tier, limited, used + adding)
    )
    larger = next(allowing, None)
    return LimitReached(
        limited=limited,
        tier=tier,
        limit=limit,
        used=used,
        upgrade_to=None if larger is None else larger.tier,
    )


def require_room(tier: PlanTier, limited: Limited, *, used: int, adding: int) -> None:
    """
    Refuse what a plan does not allow.

    Args:
        tier: As for `check_limit`, like the others.
        limited: Which limit binds.
        used: How much there is.
        adding: How much is to be added.

    Raises:
        LimitReachedError: It would be more than the plan allows; what is there stays.
        QuotaExceededError: The same, where the limit is storage.
        InvalidInputError: A number is out of its range.

    Source:
        Rules SUB-05, SUB-10, SUB-11.
    """
    decision = check_limit(tier, limited, used=used, adding=adding)
    if isinstance(decision, LimitReached):
        kind = QuotaExceededError if limited is Limited.STORAGE else LimitReachedError
        raise kind(decision)


def _allows(tier: PlanTier, limited: Limited, amount: int) -> bool:
    limit = plan_limit(tier, limited)
    return limit is None or amount <= limit
