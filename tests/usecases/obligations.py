"""
Obligations watched: what each decision of a use case owes is done in the same transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, TypeVar

import attrs
import pytest

from dastern_core.audit import AuditEntry
from dastern_core.kernel import AccountId
from dastern_core.notifications import Notice
from dastern_core.permissions import (
    RULES,
    Action,
    Actor,
    Decision,
    Obligation,
    Resource,
    ResourceType,
    World,
    decide,
    policy_of,
)
from dastern_core.testing.fakes import InMemoryIdentityStore, InMemoryPaymentStore, InMemoryStore
from dastern_core.usecases import judging, reading

__all__ = ["MET", "watch"]

MET: set[tuple[str, Action]] = set()
"""
Each rule and action whose obligations a use case has met since the tests began.
"""

_ALONE = {rule.id: policy_of([rule]) for rule in RULES if rule.obligations}
_Work = TypeVar("_Work")


@attrs.frozen
class _Decided:
    actor: Actor
    action: Action
    resource: Resource
    world: World
    now: datetime
    decision: Decision

    def agreeing(self) -> Iterator[str]:
        """
        Give the rules with obligations that permit it; the decision names the first alone.
        """
        asked = (self.actor, self.action, self.resource, self.world)
        if self.decision.allowed:
            for name, alone in _ALONE.items():
                if decide(*asked, now=self.now, policy=alone).allowed:
                    yield name


@attrs.frozen
class _Done:
    """
    What one transaction put into its store.
    """

    has_changed: bool
    entries: list[AuditEntry]
    notices: list[Notice]

    def owes(self, one: _Decided) -> set[Obligation]:
        """
        Give what a decision asks for and was not done.

        One that is asked ahead of what another transaction does is not acted upon.
        """
        if one.decision.allowed and one.action is not Action.READ and not self.has_changed:
            return set()
        return {duty for duty in one.decision.obligations if not self._is_met(duty, one)}

    def _is_met(self, duty: Obligation, one: _Decided) -> bool:
        me, patient = one.actor.account_id, AccountId(one.resource.patient_id)
        if duty is Obligation.AUDIT:
            about = {patient, one.resource.counterpart_id}
            return any(x.actor_id == me and AccountId(x.patient_id) in about for x in self.entries)
        if duty is Obligation.NOTIFY_PATIENT:
            return me == patient or any(x.recipient_id == patient for x in self.notices)
        # Of an answer, who is no longer connected hears nothing.
        ended = one.resource.type is ResourceType.NUDGE
        return ended or any(x.recipient_id != me for x in self.notices)


def watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Ask of every transaction over stores in memory that it did what its decisions owe.
    """
    open_: list[list[_Decided]] = []

    def deciding(
        actor: Actor, action: Action, resource: Resource, world: World, *, now: datetime
    ) -> Decision:
        decision = decide(actor, action, resource, world, now=now)
        open_[-1].append(_Decided(actor, action, resource, world, now, decision))
        return decision

    def watched(begin: Callable[..., AbstractContextManager[_Work]]) -> Callable[..., object]:
        @contextmanager
        def beginning(store: object) -> Iterator[_Work]:
            decided: list[_Decided] = []
            before = vars(store)["_committed"]
            open_.append(decided)
            try:
                with begin(store) as work:
                    yield work
            finally:
                open_.pop()
            done = _done(before, vars(store)["_committed"])
            for one in decided:
                asked = (one.decision.rule, one.action, one.resource.type)

                assert (asked, set()) == (asked, done.owes(one))
                MET.update((rule, one.action) for rule in one.agreeing())

        return beginning

    for module in (judging, reading):
        monkeypatch.setattr(module, "decide", deciding)
    for kind in (InMemoryStore, InMemoryPaymentStore, InMemoryIdentityStore):
        monkeypatch.setattr(kind, "begin", watched(kind.begin))


def _done(before: Any, after: Any) -> _Done:  # noqa: ANN401 - the contents of any of the three
    known = {entry.id for entry, _ in before.entries}
    notices, told = (getattr(one, "notices", {}) for one in (before, after))
    return _Done(
        has_changed=before != after,
        entries=[entry for entry, _ in after.entries if entry.id not in known],
        notices=[told[key] for key in told.keys() - notices.keys()],
    )
