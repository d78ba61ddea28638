"""
How long one decision takes, over every role, action and kind of thing.

Run ``python bench/permissions.py``; the figure to reach stands in the table it prints.
"""

import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from dastern_core.kernel import AccountId, ActorRole, HospitalId, PatientId, Period
from dastern_core.permissions import (
    SYSTEM,
    AccessLevel,
    Action,
    Actor,
    ConnectionId,
    ConnectionKind,
    Grant,
    Resource,
    ResourceType,
    Scope,
    World,
    accept,
    decide,
    request,
    world_of,
)

PEOPLE = 300
DECISIONS = 200_000
NOW = datetime(2026, 6, 15, tzinfo=UTC)
SEED = 20261126


def actors() -> list[Actor]:
    """
    Give invented people of every role, and the system.
    """
    roles = [role for role in ActorRole if role is not ActorRole.SYSTEM]
    people = [
        Actor(
            account_id=AccountId(UUID(int=number)),
            role=(role := roles[number % len(roles)]),
            is_verified=role is ActorRole.DOCTOR,
            hospital_id=HospitalId(UUID(int=number)) if role is ActorRole.OPERATOR else None,
        )
        for number in range(1, PEOPLE)
    ]
    return [SYSTEM, *people]


def world(people: list[Actor], dice: random.Random) -> World:
    """
    Connect each person with ten others, at any level and within a scope of ten periods.
    """
    periods = tuple(
        Period(start=NOW - timedelta(days=day + 1), end=NOW - timedelta(days=day))
        for day in range(10, 20)
    )
    connections, grants = [], []
    for number, actor in enumerate(people[1:], start=1):
        for other in dice.sample(range(1, PEOPLE), 10):
            if other == number or actor.account_id is None:
                continue
            patient_id, member_id = PatientId(UUID(int=other)), actor.account_id
            kind = ConnectionKind.DOCTOR if actor.is_verified else ConnectionKind.FAMILY
            asked = request(
                ConnectionId(UUID(int=number)),
                kind,
                patient_id=patient_id,
                member_id=member_id,
                initiator_id=member_id,
                now=NOW,
            )
            connections.append(accept(asked, by=AccountId(patient_id), now=NOW))
            grants.append(
                Grant(
                    patient_id=patient_id,
                    grantee_id=member_id,
                    level=dice.choice(list(AccessLevel)),
                    scope=Scope(periods=periods),
                )
            )
    return world_of(connections=connections, grants=grants)


def main() -> None:
    """
    Time decisions one by one and print how they spread.
    """
    dice = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    people = actors()
    between = world(people, dice)
    pairs = list(between.ties)
    times, allowed = [], 0
    for _ in range(DECISIONS):
        patient_id, member_id = dice.choice(pairs)
        tied = dice.random() < 0.5  # noqa: PLR2004 - half of the cases
        actor = people[member_id.int] if tied and member_id else dice.choice(people)
        thing = Resource(
            type=dice.choice(list(ResourceType)),
            patient_id=patient_id,
            author_id=dice.choice((actor.account_id, None)),
            at=NOW - timedelta(days=dice.randrange(30)),
        )
        action = dice.choice(list(Action))
        start = time.perf_counter_ns()
        decision = decide(actor, action, thing, between, now=NOW)
        times.append((time.perf_counter_ns() - start) / 1000)
        allowed += decision.allowed
    cuts = statistics.quantiles(times, n=100)
    print(f"{DECISIONS} decisions, {allowed} of them allowed, microseconds each")
    print(f"{'p50':>8} {'p99':>8}   reach: p99 below 10")
    print(f"{cuts[49]:8.2f} {cuts[98]:8.2f}")


if __name__ == "__main__":
    main()
