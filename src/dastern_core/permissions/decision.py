"""
The decision: may this actor do this with this thing, and by which rule.

Deny by default, a rule that forbids wins, and the order of the rules changes nothing: of
several rules that agree, the one whose name comes first is told, with the obligations of
them all.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

import attrs

from dastern_core.kernel import ActorRole, Language, NotPermittedError
from dastern_core.permissions.actors import Actor
from dastern_core.permissions.conditions import Case, Condition
from dastern_core.permissions.resources import Action, Resource, ResourceType
from dastern_core.permissions.rules import RULES, Effect, Obligation, Rule
from dastern_core.permissions.wording import VERDICTS, reason_of
from dastern_core.permissions.world import World

__all__ = [
    "DENIED",
    "POLICY",
    "Decision",
    "Policy",
    "decide",
    "explain",
    "policy_of",
    "refused",
    "require",
]

_Cell = tuple[ActorRole, Action, ResourceType]


@attrs.frozen(kw_only=True)
class Decision:
    """
    What was decided, and why.

    Args:
        allowed: Whether it may be done.
        rule: The name of the rule that decided; ``no-rule`` where none permits.
        reason: Why, in English words; `explain` says it to a person.
        obligations: What has to be done with it, in the same transaction.
    """

    allowed: bool
    rule: str
    reason: str
    obligations: frozenset[Obligation]


DENIED = Decision(
    allowed=False,
    rule="no-rule",
    reason=reason_of("no-rule"),
    obligations=frozenset({Obligation.AUDIT}),
)
"""
What no rule permits (RBAC-03, RBAC-11).
"""


@attrs.frozen(kw_only=True, eq=False)
class _Row:
    conditions: tuple[Condition, ...]
    decision: Decision


@attrs.frozen(kw_only=True)
class Policy:
    """
    Rules, sorted into the cells of role, action and type that they speak of.

    Args:
        cells: The forbidding and the permitting rules of each cell, each by name.
    """

    cells: Mapping[_Cell, tuple[tuple[_Row, ...], tuple[_Row, ...]]] = attrs.field(
        hash=False, repr=False
    )


def policy_of(rules: Iterable[Rule]) -> Policy:
    """
    Sort rules into a policy; their order makes no difference.
    """
    cells: dict[_Cell, tuple[tuple[_Row, ...], tuple[_Row, ...]]] = {}
    for rule in sorted(rules, key=lambda one: one.id):
        row = _Row(conditions=rule.conditions, decision=_verdict(rule))
        for cell in _cells(rule):
            forbidding, permitting = cells.get(cell, ((), ()))
            if row.decision.allowed:
                cells[cell] = (forbidding, (*permitting, row))
            else:
                cells[cell] = ((*forbidding, row), permitting)
    return Policy(cells=cells)


def _verdict(rule: Rule) -> Decision:
    allowed = rule.effect is Effect.PERMIT
    return Decision(
        allowed=allowed,
        rule=rule.id,
        reason=reason_of(rule.id),
        obligations=rule.obligations if allowed else DENIED.obligations,
    )


def _cells(rule: Rule) -> Iterable[_Cell]:
    return (
        (role, action, type_)
        for role in rule.roles
        for action in rule.actions
        for type_ in rule.types
    )


_EMPTY: tuple[tuple[_Row, ...], tuple[_Row, ...]] = ((), ())

POLICY = policy_of(RULES)
"""
The policy of this library.
"""


def decide(
    actor: Actor,
    action: Action,
    resource: Resource,
    world: World,
    *,
    now: datetime,
    policy: Policy = POLICY,
) -> Decision:
    """
    Decide whether an actor may do something with a thing.

    Args:
        actor: Who, as they stand at this moment.
        action: What they want to do.
        resource: With what.
        world: What stands between people; it must hold what concerns this actor and this
            patient, and may hold more.
        now: When; aware.
        policy: The rules; others than the library's are for tests.

    Returns:
        Allow or deny, by which rule and why, and what else has to be done.

    Example:
        >>> from datetime import UTC
        >>> now = datetime(2026, 6, 15, tzinfo=UTC)
        >>> from uuid import UUID
        >>> from dastern_core.kernel import AccountId, PatientId
        >>> stranger = Actor(account_id=AccountId(UUID(int=2)), role=ActorRole.PATIENT)
        >>> dose = Resource(type=ResourceType.DOSE, patient_id=PatientId(UUID(int=1)))
        >>> decision = decide(stranger, Action.READ, dose, World(), now=now)
        >>> decision.rule, explain(decision, language=Language.ENGLISH)
        ('no-rule', 'Not allowed. Nobody has given you access to this.')
    """
    me = actor.account_id
    tie = world.ties.get((resource.patient_id, me))
    case = Case(actor, resource, world, now, me, tie)
    cell = policy.cells.get((actor.role, action, resource.type), _EMPTY)
    for row in cell[0]:
        if _holds(row, case):
            return row.decision
    found = tuple([row for row in cell[1] if _holds(row, case)])
    return _together(found) if found else DENIED


def _holds(row: _Row, case: Case) -> bool:
    for condition in row.conditions:  # noqa: SIM110 - half the time of all() over a generator
        if not condition(case):
            return False
    return True


@lru_cache(maxsize=1024)
def _together(found: tuple[_Row, ...]) -> Decision:
    first = found[0].decision
    return attrs.evolve(
        first, obligations=first.obligations.union(*(row.decision.obligations for row in found))
    )


def explain(decision: Decision, *, language: Language) -> str:
    """
    Tell a person what was decided and why.

    Args:
        decision: Any decision.
        language: Khmer or English.
    """
    verdict = VERDICTS[decision.allowed, language]
    return verdict.format(reason=reason_of(decision.rule, language))


def refused(decision: Decision) -> NotPermittedError:
    """
    Give the error for what was denied; its message has the rule's name and reason.
    """
    return NotPermittedError(f"{decision.reason} ({decision.rule})")


def require(decision: Decision) -> None:
    """
    Refuse what was denied.

    Raises:
        NotPermittedError: It was denied.
    """
    if not decision.allowed:
        raise refused(decision)
