# ruff: noqa: S608, S311 - statements over our own tables, drawn alike each time
"""
Row security equals the decision: for every table, action and person, row by row.

A world of people, connections and rows is drawn, at the instant of one transaction, so
that the edges of times are exact. What PostgreSQL lets each person do with each row is
compared with what `decide` says. Then each policy, each word of the conditions and each
rule is changed, one at a time, and the comparison has to notice.

``DASTERN_POLICY_MUTANTS=N`` changes every Nth policy and word alone, ``DASTERN_POLICY_SEED``
draws another world and another share.
"""

import json
import os
import random
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

import attrs
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import ARRAY, Boolean, Column, Date, Integer, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from dastern_core.kernel import AccountId, ActorRole, HospitalId, PatientId, Period, PrescriptionId
from dastern_core.permissions import (
    EMERGENCY_DURATION,
    POLICY,
    RULES,
    SYSTEM,
    AccessLevel,
    AccessRequest,
    AccessRequestId,
    AccessRequestStatus,
    Action,
    Actor,
    Connection,
    ConnectionEnd,
    ConnectionId,
    ConnectionKind,
    ConnectionStatus,
    Effect,
    EmergencySession,
    EmergencySessionId,
    EmergencyStatus,
    Grant,
    Policy,
    Resource,
    ResourceType,
    Rule,
    Scope,
    SecondFactor,
    World,
    decide,
    policy_of,
    world_of,
)
from dastern_core.permissions.conditions import Case, Condition
from dastern_core.prescriptions import ProposalStatus
from dastern_postgres import policies as row_policies
from dastern_postgres.columns import metadata
from dastern_postgres.governed import GOVERNED, WITHOUT_PATIENTS, Governed
from dastern_postgres.identity_rights import IDENTITY_TABLES
from dastern_postgres.policies import (
    APP_ROLE,
    CONDITIONS,
    READONLY_ROLE,
    VOCABULARY,
    WORKER_ROLE,
    policies_of,
    privileges_of,
)
from dastern_postgres.row_security import ROLES

Row = Mapping[str, object]
Pair = tuple[int, str]
SEED = int(os.environ.get("DASTERN_POLICY_SEED", "20261126"))
EVERY = int(os.environ.get("DASTERN_POLICY_MUTANTS", "1"))
PARTS = 5  # a difference is looked for among a few people after the other
ROWS = 92  # for each scene one, and some by chance
FORMER = 5  # every so many accounts, one administered before
TICK, HOUR = timedelta(microseconds=1), timedelta(hours=1)

# Kinds of things that no table keeps yet: one stand-in each, secured as theirs will be.
STANDINS = (
    ResourceType.COURSE,
    ResourceType.URGENT_CHANGE,
    ResourceType.VISIBILITY,
    ResourceType.RETENTION,
    ResourceType.CRITICAL_INFO,
    ResourceType.APPOINTMENT,
    ResourceType.ACCOUNT,
    ResourceType.SUBSCRIPTION,
    ResourceType.PAYMENT,
    ResourceType.SEAT,
)
STANDIN_COLUMNS = {
    "id": "uuid PRIMARY KEY",
    "patient_id": "uuid NOT NULL",
    "author_id": "uuid",
    "counterpart_id": "uuid",
    "prescription_id": "uuid",
    "at": "timestamptz",
    "hospital_id": "uuid",
    "words": "text",
}


def standin(type_: ResourceType) -> Governed:
    """
    Say where a stand-in keeps its facts.
    """
    return Governed(
        type=type_,
        author="author_id",
        counterpart="counterpart_id",
        prescription="prescription_id",
        at='"at"',
        hospital="hospital_id",
    )


TABLES: Mapping[str, Governed] = {
    **GOVERNED,
    **{f"standin_{one.value}": standin(one) for one in STANDINS},
}

# Where each table keeps whose row it is, told apart from what the policies say.
FACTS: Mapping[str, Mapping[str, str]] = {
    "prescriptions": {"author_id": "author_id", "prescription_id": "id", "at": "created_at"},
    "prescription_versions": {
        "author_id": "author_id",
        "prescription_id": "prescription_id",
        "at": "created_at",
    },
    "medications": {
        "author_id": "author_id",
        "prescription_id": "prescription_id",
        "at": "created_at",
    },
    "doses": {"prescription_id": "prescription_id", "at": "due_at"},
    "dose_counts": {"prescription_id": "prescription_id"},
    "audit_entries": {"author_id": "actor_id", "at": "at"},
    "actors": {"patient_id": "account_id"},
    "administrators": {"patient_id": "account_id"},
    "hospital_patients": {"hospital_id": "hospital_id"},
    "connections": {"author_id": "initiator_id", "counterpart_id": "member_id"},
    "grants": {"counterpart_id": "grantee_id"},
    "grant_scopes": {"counterpart_id": "grantee_id"},
    "access_requests": {"author_id": "requester_id"},
    "invitations": {},
    "emergency_sessions": {"author_id": "doctor_id"},
    "proposals": {
        "author_id": "author_id",
        "prescription_id": "prescription_id",
        "at": "proposed_at",
    },
    "batches": {"prescription_id": "prescription_id"},
    "encounters": {"author_id": "author_id", "at": "occurred_at", "hospital_id": "hospital_id"},
    "vital_readings": {"at": "measured_at"},
    "vital_bounds": {},
    "vital_alerts": {"at": "since"},
    "documents": {"author_id": "uploaded_by", "at": "uploaded_at", "hospital_id": "hospital_id"},
    "data_keys": {},
    "erased_keys": {},
    "notices": {"author_id": "author_id", "counterpart_id": "recipient_id"},
    "nudges": {"author_id": "caregiver_id"},
    "doctor_notes": {"author_id": "author_id"},
    **{
        f"standin_{one.value}": {
            name: name
            for name in ("author_id", "counterpart_id", "prescription_id", "at", "hospital_id")
        }
        for one in STANDINS
    },
}

# Around an instant: over at it, over just after it, from it on, from just after it on.
WINDOWS: tuple[Callable[[datetime], tuple[datetime, datetime]], ...] = (
    lambda now: (now - HOUR, now),
    lambda now: (now - HOUR, now + TICK),
    lambda now: (now, now + HOUR),
    lambda now: (now + TICK, now + HOUR),
)

# What the other person of a row is called.
AUTHORS = (
    "actor_id",
    "author_id",
    "caregiver_id",
    "counterpart_id",
    "doctor_id",
    "grantee_id",
    "initiator_id",
    "member_id",
    "recipient_id",
    "requester_id",
    "uploaded_by",
)

# What the time of a row is called.
TIMES = (
    "uploaded_at",
    "measured_at",
    "since",
    "at",
    "created_at",
    "due_at",
    "occurred_at",
    "proposed_at",
)

# A column that says nothing about whose row it is, to be written without reading.
HARMLESS = {
    "prescriptions": "version = 1",
    "prescription_versions": "grace_minutes = 10",
    "medications": "id = gen_random_uuid()",
    "doses": "grace_minutes = 10",
    "dose_counts": "missed = 0",
    "audit_entries": "resource_type = 'x'",
    "actors": "hospital_id = NULL",
    "administrators": "is_active = true",
    "hospital_patients": "hospital_id = NULL",
    "grants": "alerts_enabled = true",
    "grant_scopes": "starts_at = NULL",
    "invitations": "used_at = now()",
    "batches": "sealed = NULL",
    "encounters": "retired_at = now()",
    "vital_readings": "sealed = NULL",
    "vital_bounds": "low = '1'",
    "vital_alerts": "latest_at = now()",
    "documents": "sealed = NULL",
    "data_keys": "store_key_id = 'x'",
    "erased_keys": "erased_at = now()",
    "notices": "read_at = now()",
    "nudges": "answer = 'TAKEN'",
    "doctor_notes": "written_at = now()",
}

PEOPLE = {
    ActorRole.PATIENT: 6,
    ActorRole.FAMILY_MEMBER: 5,
    ActorRole.DOCTOR: 7,
    ActorRole.OPERATOR: 4,
    ActorRole.ADMIN: 3,
}

# Changes that change nothing, each with what says the same without the changed part.
EQUAL_RULES = ("trail-is-append-only: left out",)  # nothing permits it either
EQUAL_POLICIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"connections\.connection-with-oneself_(accept|again)",  # a check refuses such rows
        r"connections\.connection-with-oneself_create\w*: of any status",  # the same check
        # A row is changed by reading it first, which asks for the same.
        r"(connections|access_requests|emergency_sessions)\.[\w-]+_(accept|end|again): without",
        r"proposals\.[\w-]+_(accept|end): without",
        r"connections\.[\w-]+_accept: of any status",  # the same may end it
        # Whoever may resume in an author's name may write in their own: a check asks for both.
        r"(prescription_versions|medications)\.own-writing_create",
        r"\w+\.own-writing_create: without NULL::uuid IS NULL",  # no column says a hospital
        r"doctor_notes\.unverified-doctor_always: without \(SELECT acting_role",  # doctors alone
        r"(data|erased)_keys\.(closed-account|unverified-doctor)_always",  # no person may see them
        # Bounds lie in no time and belong to no prescription: nobody chooses them.
        r"vital_bounds\.doctor-selected_read: (?!(without|not) EXISTS)",
        # Only operators have a hospital; ties, requests and sessions are seen by their roles alone.
        r"\w+\.operator-[\w-]+: without \(SELECT acting_role",
        r"\w+\.connected-profile_read: without \(SELECT acting_role",
        r"\w+\.emergency_read: without \(SELECT acting_role",
        r"\w+\.doctor-approved_read: without \(SELECT acting_role",
    )
)

STANDING_CLOCK = """
CREATE OR REPLACE FUNCTION asked_at() RETURNS timestamptz STABLE PARALLEL SAFE
BEGIN ATOMIC SELECT now(); END
"""

PROBES = """
CREATE SCHEMA probe;
GRANT USAGE ON SCHEMA probe TO PUBLIC;
-- What each person sees of a table.
CREATE FUNCTION probe.seen(statement text, role text, people text[])
RETURNS TABLE (person text, key text) LANGUAGE plpgsql AS $$
BEGIN
    FOREACH person IN ARRAY people LOOP
        PERFORM set_config('app.user', person, true);
        EXECUTE format('SET LOCAL ROLE %I', role);
        FOR key IN EXECUTE statement LOOP RETURN NEXT; END LOOP;
        RESET ROLE;
    END LOOP;
END $$;
-- Which rows each person changes or deletes without reading them; nothing stays.
CREATE FUNCTION probe.changed(statement text, role text, people text[], keys text)
RETURNS TABLE (person text, key text) LANGUAGE plpgsql AS $$
DECLARE before text[]; gone text[];
BEGIN
    EXECUTE format('SELECT array_agg(key || chr(31) || place) FROM (%s) AS b', keys) INTO before;
    FOREACH person IN ARRAY people LOOP
        gone := '{}';
        BEGIN
            PERFORM set_config('app.user', person, true);
            EXECUTE format('SET LOCAL ROLE %I', role);
            EXECUTE statement;
            RESET ROLE;
            EXECUTE format('SELECT array_agg(split_part(b, chr(31), 1)) FROM unnest($1) AS b
                WHERE b NOT IN (SELECT key || chr(31) || place FROM (%s) AS a)', keys)
                INTO gone USING before;
            RAISE SQLSTATE 'ZZ000';
        EXCEPTION
            WHEN SQLSTATE 'ZZ000' THEN NULL;
            WHEN insufficient_privilege THEN
                IF SQLERRM NOT LIKE 'permission denied for %' THEN RAISE; END IF;
        END;
        FOREACH key IN ARRAY coalesce(gone, '{}') LOOP RETURN NEXT; END LOOP;
    END LOOP;
END $$;
-- Which of some rows each person can write, one at a time; nothing stays. It is planned once.
CREATE FUNCTION probe.done(statement text, role text, people text[], given text[], keys text[])
RETURNS TABLE (person text, key text) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan
AS $$
DECLARE counted integer;
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION probe.tried(tried text) RETURNS integer
        LANGUAGE plpgsql AS $tried$ #variable_conflict use_variable
        DECLARE counted integer;
        BEGIN %s; GET DIAGNOSTICS counted = ROW_COUNT; RETURN counted; END $tried$', statement);
    EXECUTE format('SET LOCAL ROLE %I', role);
    FOREACH person IN ARRAY people LOOP
        PERFORM set_config('app.user', person, true);
        FOR place IN 1 .. coalesce(array_length(given, 1), 0) LOOP
            counted := 0;
            BEGIN
                counted := probe.tried(given[place]);
                RAISE SQLSTATE 'ZZ000';
            EXCEPTION
                WHEN SQLSTATE 'ZZ000' THEN NULL;
                WHEN insufficient_privilege THEN counted := 0;
            END;
            IF counted = 1 THEN key := keys[place]; RETURN NEXT; END IF;
        END LOOP;
    END LOOP;
    RESET ROLE;
END $$;
"""


@attrs.frozen(kw_only=True)
class Drawn:
    """
    A drawn world: its people, what stands between them, and the rows of each table.
    """

    now: datetime
    people: tuple[Actor, ...]
    world: World
    rows: Mapping[str, tuple[Row, ...]]
    fresh: Mapping[str, tuple[Row, ...]]


def draw(now: datetime, dice: random.Random) -> Drawn:
    """
    Draw a world whose times lie around an instant, and exactly at it.
    """
    people = tuple(_people(dice))
    accounts = [one.account_id for one in people if one.account_id]
    plans = [PrescriptionId(UUID(int=dice.getrandbits(128))) for _ in range(ROWS)]
    doctors = {one.account_id for one in people if one.role is ActorRole.DOCTOR}
    treated = {(patient, member): level for patient, member, level in _treated(people)}
    connections = tuple(_connections(accounts, doctors, treated, now, dice=dice))
    grants = tuple(_grants(connections, treated, plans, now, dice=dice))
    requests = tuple(_requests(grants, accounts, now, dice))
    sessions = tuple(_sessions(people, now, dice))
    admissions = {
        (HospitalId(UUID(int=dice.choice((901, 902)))), PatientId(dice.choice(accounts)))
        for _ in range(ROWS)
    }
    world = world_of(
        connections=connections,
        grants=grants,
        requests=requests,
        sessions=sessions,
        admissions=admissions,
    )
    known: dict[str, tuple[Row, ...]] = {
        "actors": tuple(
            {
                "account_id": one.account_id,
                "role": one.role,
                "is_active": one.is_active,
                "is_verified": one.is_verified,
                "hospital_id": one.hospital_id,
            }
            for one in people
            if one.account_id
        ),
        "administrators": tuple(
            {
                "account_id": one.account_id,
                "is_active": one.is_active and one.role is ActorRole.ADMIN,
            }
            for one in people
            if one.role is ActorRole.ADMIN or (one.account_id and one.account_id.int % FORMER == 1)
        ),
        "hospital_patients": tuple(
            {"hospital_id": hospital, "patient_id": patient} for hospital, patient in admissions
        ),
        "connections": tuple(attrs.asdict(one, recurse=False) for one in connections),
        "grants": tuple(
            {
                "patient_id": one.patient_id,
                "grantee_id": one.grantee_id,
                "level": one.level,
                "alerts_enabled": one.alerts_enabled,
            }
            for one in grants
        ),
        "grant_scopes": tuple(_scopes(grants)),
        "access_requests": tuple(_sealed(one) for one in requests),
        "emergency_sessions": tuple(_sealed(one) for one in sessions),
    }
    scenes = tuple(_scenes(people, world, now))
    rows, fresh = dict(known), {}
    for table in TABLES:
        filler = _Filler(
            now=now,
            accounts=accounts,
            plans=plans,
            dice=dice,
            rows=rows,
            scenes=scenes,
        )
        if table not in rows:
            rows[table] = _distinct(table, (filler.row(table, number) for number in range(ROWS)))
        fresh[table] = _distinct(
            table, (filler.row(table, ROWS + number) for number in range(len(scenes)))
        )
    return Drawn(now=now, people=people, world=world, rows=rows, fresh=fresh)


def _sealed(one: AccessRequest | EmergencySession) -> Row:
    facts = attrs.asdict(one, recurse=False)
    envelope = facts.pop("reason").encode() * 6
    return {**facts, "sealed": envelope}


def _scenes(people: Sequence[Actor], world: World, now: datetime) -> Iterator[Row]:
    """
    Give who a row may be about: each kind of relation, and the ways to miss it by a little.
    """
    acting: dict[AccountId | None, Actor] = {
        one.account_id: one for one in people if one.is_active and one.account_id
    }
    standings = {(one.role, one.is_active, one.is_verified): one.account_id for one in people}
    yield from (_about(PatientId(one), one) for one in standings.values() if one)
    # What somebody tells of themselves, no hospital stands for.
    yield from (
        {**_about(PatientId(one), one), "hospital_id": None} for one in list(acting)[:2] if one
    )
    patient = min(one for one in standings.values() if one)
    # What a doctor wrote while they still might.
    yield from (
        _about(PatientId(patient), one)
        for (role, active, verified), one in standings.items()
        if role is ActorRole.DOCTOR and not (active and verified)
    )
    operators = [one for one in acting.values() if one.hospital_id]
    for operator in operators[:2]:
        yield from _scenes_of_hospital(operator, acting, world)
    yield from _scenes_of_ties(acting, world, now)
    for start in (now, now - EMERGENCY_DURATION + TICK, now - EMERGENCY_DURATION, now + TICK):
        alone = [(EmergencyStatus.ACTIVE, start)]
        yield from [
            _about(*pair)
            for pair, sessions in world.sessions.items()
            if alone == [(one.status, one.granted_at) for one in sessions]
            and (one := acting.get(pair[1])) is not None
            and one.is_verified
        ][:1]
    yield from ({} for _ in range(6))


def _scenes_of_hospital(
    operator: Actor, acting: Iterable[AccountId | None], world: World
) -> Iterator[Row]:
    here = {one for hospital, one in world.admissions if hospital == operator.hospital_id}
    (other,) = {HospitalId(UUID(int=901)), HospitalId(UUID(int=902))} - {operator.hospital_id}
    missing = next(PatientId(one) for one in acting if one is not None and one not in here)
    for patient, hospital in (
        (min(here), operator.hospital_id),
        (missing, operator.hospital_id),
        (min(here), other),
    ):
        yield {**_about(patient, operator.account_id), "hospital_id": hospital}


def _scenes_of_ties(
    acting: Mapping[AccountId | None, Actor], world: World, now: datetime
) -> Iterator[Row]:
    approved = AccessRequestStatus.APPROVED
    for kind, role in (
        (ConnectionKind.DOCTOR, ActorRole.DOCTOR),
        (ConnectionKind.FAMILY, ActorRole.FAMILY_MEMBER),
        (ConnectionKind.DOCTOR, ActorRole.FAMILY_MEMBER),
        (ConnectionKind.FAMILY, ActorRole.DOCTOR),
    ):
        for level in AccessLevel:
            found = [
                pair
                for pair, tie in world.ties.items()
                if (tie.kind, tie.grant.level) == (kind, level)
                and (one := acting.get(pair[1])) is not None
                and one.role is role
                and one.is_verified is (role is ActorRole.DOCTOR)
            ]
            yield from (_about(*pair) for pair in found[:: max(1, len(found) - 1)])
            for pair in found[:1] if level is AccessLevel.NOT_ALLOWED else ():
                # What somebody tells a patient of a connection that allows nothing.
                yield {
                    **_about(*pair),
                    **dict.fromkeys(("counterpart_id", "recipient_id"), pair[0]),
                }
            for pair in found[:1] if level is AccessLevel.SELECTED else ():
                scope = world.ties[pair].grant.scope
                (chosen, *_), (period, *_) = sorted(scope.prescriptions), scope.periods
                # Not by the doctor, who reads what they wrote in any case.
                by_patient = {**_about(*pair), "author_id": pair[0]}
                yield {**by_patient, "prescription_id": chosen, "id": chosen}
                yield {**by_patient, **dict.fromkeys(TIMES, period.start)}
                yield {**_about(*pair), **dict.fromkeys(TIMES, period.start)}
                yield {**_about(*pair), **dict.fromkeys(TIMES, period.end)}
                outside = dict.fromkeys(TIMES, now + 3 * HOUR)
                yield {**_about(*pair), **outside, "prescription_id": UUID(int=1)}
            if (kind, role, level) == (kind.DOCTOR, role.DOCTOR, level.REQUEST):
                for window in WINDOWS:
                    yield from [
                        _about(*pair)
                        for pair in found
                        if any(
                            (one.status, (one.opens_at, one.ends_at)) == (approved, window(now))
                            for one in world.requests.get(pair, ())
                        )
                    ][:1]


def _about(patient: PatientId, other: AccountId | None) -> Row:
    return {**dict.fromkeys(AUTHORS, other), "patient_id": patient, "account_id": patient}


def _distinct(table: str, rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple({key_of(table, row): row for row in rows}.values())


def _people(dice: random.Random) -> Iterator[Actor]:
    yield SYSTEM
    number = 0
    for role, count in PEOPLE.items():
        for place in range(count):
            number += 1
            yield Actor(
                account_id=AccountId(UUID(int=number)),
                role=role,
                is_active=place != count - 1,
                is_verified=role is ActorRole.DOCTOR and place not in {0, 1},
                hospital_id=HospitalId(UUID(int=901 + place % 2))
                if role is ActorRole.OPERATOR
                else None,
            )
    dice.random()


def _treated(people: Sequence[Actor]) -> list[tuple[AccountId, AccountId, AccessLevel]]:
    """
    Give patients with doctors and relatives of theirs, at every level in turn.
    """
    patients = [
        one.account_id for one in people if one.account_id and one.role is ActorRole.PATIENT
    ]
    members = [
        one.account_id
        for one in people
        if one.account_id and one.role in {ActorRole.DOCTOR, ActorRole.FAMILY_MEMBER}
    ]
    levels = [*AccessLevel, AccessLevel.REQUEST, AccessLevel.REQUEST]
    return [
        (patient, member, levels[(row + column) % len(levels)])
        for row, member in enumerate(members)
        for column, patient in enumerate(patients)
    ]


def _connections(
    accounts: Sequence[AccountId],
    doctors: Collection[AccountId | None],
    treated: Mapping[tuple[AccountId, AccountId], AccessLevel],
    now: datetime,
    *,
    dice: random.Random,
) -> Iterator[Connection]:
    pairs = [(one, other) for one in accounts for other in accounts if one < other]
    for one, other in pairs:
        known = (one, other) in treated
        if not known and dice.random() < 0.7:
            continue
        patient, member = (one, other) if known else dice.sample((one, other), 2)
        odd = member.int in {8, 14}  # a relative tied as a doctor, a doctor as a relative
        treats = (member in doctors) is not odd
        usual = ConnectionKind.DOCTOR if treats else ConnectionKind.FAMILY
        kind = usual if known else dice.choice(list(ConnectionKind))
        accepted = known and dice.random() < 0.9
        status = ConnectionStatus.ACCEPTED if accepted else dice.choice(list(ConnectionStatus))
        ended = status is ConnectionStatus.REVOKED
        yield Connection(
            id=ConnectionId(UUID(int=dice.getrandbits(128))),
            kind=kind,
            patient_id=PatientId(patient),
            member_id=member,
            initiator_id=dice.choice((patient, member)),
            status=status,
            end_reason=ConnectionEnd.REVOKED if ended else None,
            requested_at=now,
            ended_at=now if ended else None,
        )


def _grants(
    connections: Iterable[Connection],
    treated: Mapping[tuple[AccountId, AccountId], AccessLevel],
    plans: Sequence[PrescriptionId],
    now: datetime,
    *,
    dice: random.Random,
) -> Iterator[Grant]:
    pairs = {(AccountId(one.patient_id), one.member_id) for one in connections} | treated.keys()
    pairs |= {(member, patient) for patient, member in pairs if dice.random() < 0.5}
    edges = (now - HOUR, now - TICK, now, now + TICK, now + HOUR)
    for patient, grantee in sorted(pairs):
        periods = [sorted(dice.sample(edges, 2)) for _ in range(1 + dice.randrange(2))]
        yield Grant(
            patient_id=PatientId(patient),
            grantee_id=grantee,
            level=treated.get((patient, grantee), dice.choice(list(AccessLevel))),
            scope=Scope(
                prescriptions=frozenset(dice.sample(plans, 1 + dice.randrange(3))),
                periods=tuple(Period(start=start, end=end) for start, end in periods),
            ),
        )


def _scopes(grants: Iterable[Grant]) -> Iterator[Row]:
    for grant in grants:
        chosen: list[Row] = [{"prescription_id": one} for one in sorted(grant.scope.prescriptions)]
        chosen += [{"starts_at": one.start, "ends_at": one.end} for one in grant.scope.periods]
        for number, facts in enumerate(chosen):
            yield {
                "patient_id": grant.patient_id,
                "grantee_id": grant.grantee_id,
                "number": number,
                **facts,
            }


def _requests(
    grants: Sequence[Grant],
    accounts: Sequence[AccountId],
    now: datetime,
    dice: random.Random,
) -> Iterator[AccessRequest]:
    asked = [grant for grant in grants if grant.level is AccessLevel.REQUEST]
    approved, pending, closed = (
        AccessRequestStatus.APPROVED,
        AccessRequestStatus.PENDING,
        AccessRequestStatus.CLOSED,
    )
    statuses = (approved, approved, closed, pending)
    for number in range(3 * ROWS):
        grant = asked[number % len(asked)] if number % 4 else None
        patient_id = grant.patient_id if grant else PatientId(dice.choice(accounts))
        requester_id = grant.grantee_id if grant else dice.choice(accounts)
        opens, ends = WINDOWS[patient_id.int % len(WINDOWS)](now)
        yield AccessRequest(
            id=AccessRequestId(UUID(int=dice.getrandbits(128))),
            patient_id=patient_id,
            requester_id=requester_id,
            reason="Your blood pressure",
            status=statuses[requester_id.int % len(statuses)],
            requested_at=now,
            opens_at=opens,
            ends_at=ends,
        )
    for grant in grants:
        if grant.level is AccessLevel.NOT_ALLOWED:  # an approval opens nothing where nothing is
            opens, ends = WINDOWS[1](now)
            yield AccessRequest(
                id=AccessRequestId(UUID(int=dice.getrandbits(128))),
                patient_id=grant.patient_id,
                requester_id=grant.grantee_id,
                reason="Your blood pressure",
                status=approved,
                requested_at=now,
                opens_at=opens,
                ends_at=ends,
            )


def _sessions(
    people: Sequence[Actor], now: datetime, dice: random.Random
) -> Iterator[EmergencySession]:
    accounts = [one.account_id for one in people if one.account_id]
    doctors = [one.account_id for one in people if one.account_id and one.role is ActorRole.DOCTOR]
    # Whoever else may stand there: one of each role, then more of them.
    others = [one for one in accounts if one not in doctors][::2]
    edges = (now, now - EMERGENCY_DURATION + TICK, now - EMERGENCY_DURATION, now + TICK)
    statuses = (*[EmergencyStatus.ACTIVE] * 4, *EmergencyStatus)
    for number in range(ROWS):
        granted = edges[number % len(edges)]
        yield EmergencySession(
            id=EmergencySessionId(UUID(int=dice.getrandbits(128))),
            patient_id=PatientId(accounts[number % 24]),
            doctor_id=doctors[number % len(doctors)]
            if number % 9
            else others[number // 9 % len(others)],
            reason="Chest pain since noon",
            factor=SecondFactor.OTP,
            granted_at=granted,
            expires_at=granted + EMERGENCY_DURATION,
            status=statuses[number % len(statuses)],
        )


@attrs.frozen(kw_only=True)
class _Filler:
    now: datetime
    accounts: Sequence[AccountId]
    plans: Sequence[PrescriptionId]
    dice: random.Random
    rows: Mapping[str, tuple[Row, ...]]
    scenes: Sequence[Row]

    def row(self, table: str, number: int) -> Row:
        """
        Give a row of any table, from what its columns are called and can hold.
        """
        if table.startswith("standin_"):
            row = {name: self._named(name, number) for name in STANDIN_COLUMNS}
            if number % 5 == 0:
                row |= {"author_id": None, "counterpart_id": None, "at": None}
        else:
            row = {one.name: self._value(one, number) for one in metadata.tables[table].columns}
        if table == "prescriptions":
            row["id"] = (
                self.plans[number] if number < len(self.plans) else self._named("id", number)
            )
        found = self._people(number)
        if table != "prescriptions":
            found = {name: value for name, value in found.items() if name != "id"}
        people = {
            name: value
            for name, value in found.items()
            if name in row and (value is not None or _may_miss(table, name))
        }
        return {**row, **people, **self._beginning(table)}

    def _people(self, number: int) -> Row:
        """
        Give people who have to do with each other; later rounds turn round who wrote it.
        """
        turned, place = divmod(number % ROWS, len(self.scenes))
        found = self.scenes[place]
        if turned % 2 and "patient_id" in found:
            return {**found, "author_id": found["patient_id"], "initiator_id": found["patient_id"]}
        return found

    def _beginning(self, table: str) -> Row:
        begun: Mapping[str, Row] = {
            "connections": {"status": ConnectionStatus.PENDING},
            "access_requests": {"status": AccessRequestStatus.PENDING},
            "emergency_sessions": {"status": EmergencyStatus.ACTIVE},
            "proposals": {"status": ProposalStatus.PENDING},
            "audit_entries": {"salt": None},  # it is sealed
        }
        return begun.get(table, {})

    def _value(self, column: Column[object], number: int) -> object:  # noqa: C901, PLR0911 - by kind
        kind = column.type
        if isinstance(kind, Uuid) or "_at" in column.name or column.name in {"at", "since"}:
            if column.nullable and self.dice.random() < 0.2:
                return None
            return self._named(column.name, number)
        if enums := getattr(kind, "enum_class", None):
            return self.dice.choice(list(enums))
        if isinstance(kind, LargeBinary):
            return self.dice.randbytes(128)
        if isinstance(kind, Boolean):
            return self.dice.choice((True, False))
        if isinstance(kind, Integer):
            return number
        if isinstance(kind, JSONB):
            return None if column.nullable else {}  # what may be NULL is sealed beside it
        if isinstance(kind, ARRAY):
            return []
        if isinstance(kind, Date):
            return str(self.now.date())
        if column.name == "local":
            return self.now.replace(tzinfo=None)
        return f"{number}"

    def _named(self, name: str, number: int) -> object:
        if name == "prescription_id":
            return self.dice.choice(self.plans)
        if name == "hospital_id":
            return UUID(int=self.dice.choice((901, 902)))
        if name in {"about", "id", "dose_id", "medication_id"}:
            return UUID(int=self.dice.getrandbits(128))
        if name.endswith("_id") or name in {"used_by", "ended_by", "resolved_by", "uploaded_by"}:
            return self.dice.choice(self.accounts)
        if name == "words":
            return f"{number}"
        return self.now + self.dice.choice((-HOUR, -TICK, TICK, HOUR, timedelta(0)))


def _may_miss(table: str, name: str) -> bool:
    return table.startswith("standin_") or bool(metadata.tables[table].columns[name].nullable)


def plain(value: object) -> object:
    """
    Give a value as JSON and PostgreSQL both read it.
    """
    match value:
        case Enum():
            return value.value
        case bytes():
            return "\\x" + value.hex()
        case UUID() | datetime():
            return str(value)
    return value


def as_json(row: Row) -> str:
    """
    Give a row as a JSON object.
    """
    return json.dumps({name: plain(value) for name, value in row.items()})


def _key_names(table: str) -> Sequence[str]:
    names = [] if table.startswith("standin_") else list(metadata.tables[table].primary_key)
    # An identifier is a key of its own, also where a partition's key holds the month as well.
    return [one.name for one in names if names[0].name != "id"] or ["id"]


def key_of(table: str, row: Row) -> str:
    """
    Give a row's key as text.
    """
    return "/".join(str(plain(row[name])) for name in _key_names(table))


def key_columns(table: str) -> str:
    """
    Give the SQL that spells a row's key alike.
    """
    return " || '/' || ".join(f'"{name}"::text' for name in _key_names(table))


def things(table: str, row: Row) -> tuple[Resource, ...]:
    """
    Give what a row may be taken for by the decision.
    """
    one = thing(table, row)
    return tuple(attrs.evolve(one, type=type_) for type_ in TABLES[table].types)


def thing(table: str, row: Row) -> Resource:
    """
    Give what a row is to the decision.
    """
    facts = {name: row.get(column) for name, column in FACTS[table].items()}
    listed = table == "actors" and row["role"] is ActorRole.DOCTOR
    return Resource(
        type=TABLES[table].type,
        is_listed=bool(listed and row["is_active"] and row["is_verified"]),
        **{"patient_id": row.get("patient_id"), **facts},  # type: ignore[arg-type]  # by column
    )


def person_of(actor: Actor) -> str:
    """
    Give what ``app.user`` says of an actor.
    """
    return "" if actor.account_id is None else str(actor.account_id)


WAYS = ("READ", "CREATE", "UPDATE", "DELETE", "ACCEPT", "END", "AGAIN", "BORN", "BACK")
NEVER = ("BORN", "BACK")
"""
Born as if accepted or ended already, and put back to where it began.
"""


def ways_of(table: str) -> Iterator[str]:
    """
    Give what can be done with a table's rows.
    """
    governed = TABLES[table]
    yield from ("READ", "CREATE", "DELETE")
    yield "UPDATE" if governed.begun is None else "BORN"
    if governed.accepted is not None:
        yield "ACCEPT"
    if governed.ended is not None:
        yield "END"
    if governed.begins_again:
        yield "AGAIN"
    elif governed.begun is not None:
        yield "BACK"


def rows_for(drawn: Drawn, table: str, way: str) -> tuple[Row, ...]:
    """
    Give the rows that something is tried with.
    """
    if way in {"CREATE", "BORN"}:
        return drawn.fresh[table]
    rows = drawn.rows[table]
    if way == "AGAIN":
        return tuple(row for row in rows if row["status"] is ConnectionStatus.REVOKED)[:ROWS]
    return rows[:ROWS] if way in {"ACCEPT", "END", "BACK"} else rows


def expected(drawn: Drawn, table: str, way: str, policy: Policy = POLICY) -> set[Pair]:
    """
    Give what the decision allows: pairs of person and row.
    """
    if way in NEVER:
        return set()
    action = Action.CREATE if way == "AGAIN" else Action[way]
    known = [
        (key_of(table, row), one)
        for row in rows_for(drawn, table, way)
        for one in things(table, row)
    ]
    return {
        (number, key)
        for number, actor in enumerate(drawn.people)
        for key, one in known
        if decide(
            actor,
            action,
            attrs.evolve(one, author_id=actor.account_id)
            if way == "AGAIN" and actor.account_id
            else one,
            drawn.world,
            now=drawn.now,
            policy=policy,
        ).allowed
    }


def observed(
    connection: psycopg.Connection, drawn: Drawn, table: str, way: str, *, part: int | None = None
) -> set[Pair]:
    """
    Give what PostgreSQL lets people, or a part of them, do: pairs of person and row.
    """
    numbers = {
        person_of(actor): number
        for number, actor in enumerate(drawn.people)
        if part is None or number % PARTS == part
    }
    accounts = [person for person in numbers if person]
    return {
        (numbers[person], key)
        for role, people in ((APP_ROLE, accounts), (WORKER_ROLE, [""] if "" in numbers else []))
        for person, key in probe(connection, drawn, table, way, role=role, people=people)
    }


def probe(
    connection: psycopg.Connection,
    drawn: Drawn,
    table: str,
    way: str,
    *,
    role: str,
    people: list[str],
) -> list[tuple[str, str]]:
    """
    Try something with a table's rows, as each of some people.
    """
    keys = key_columns(table)
    needed = {"READ": "SELECT", "CREATE": "INSERT", "BORN": "INSERT", "DELETE": "DELETE"}.get(
        way, "UPDATE"
    )
    granted = connection.execute(
        "SELECT has_table_privilege(%s, %s, %s)", (role, table, needed)
    ).fetchone()
    if granted == (False,):
        return []
    if way == "READ":
        return connection.execute(
            "SELECT * FROM probe.seen(%s, %s, %s)",
            (f"SELECT {keys} FROM {table}", role, people),
        ).fetchall()
    if way in {"UPDATE", "DELETE"}:
        blind = f"UPDATE {table} SET {HARMLESS.get(table, chr(119) + 'ords = NULL')}"
        statement = blind if way == "UPDATE" else f"DELETE FROM {table}"
        places = f"SELECT {keys} AS key, ctid::text AS place FROM {table}"
        return connection.execute(
            "SELECT * FROM probe.changed(%s, %s, %s, %s)", (statement, role, people, places)
        ).fetchall()
    rows = rows_for(drawn, table, way)
    governed = TABLES[table]
    if way in {"CREATE", "BORN"}:
        later = (governed.accepted or governed.ended or "''").split("'")[1]
        grown = {"status": later} if way == "BORN" else {}
        statement = (
            f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, tried::jsonb)"
        )
        given = [as_json({**row, **grown}) for row in rows]
    else:
        status = {
            "ACCEPT": governed.accepted,
            "BACK": governed.begun,
            "END": re.sub(r"IN \(('\w+').*\)", r"= \1", governed.ended or ""),
            "AGAIN": f"{governed.begun}, initiator_id = coalesce(acting_account(), initiator_id)",
        }[way]
        statement = f"UPDATE {table} SET {status} WHERE id = tried::uuid"
        given = [str(row["id"]) for row in rows]
    return connection.execute(
        "SELECT * FROM probe.done(%s, %s, %s, %s, %s)",
        (statement, role, people, given, [key_of(table, row) for row in rows]),
    ).fetchall()


@pytest.fixture(scope="module")
def connection(postgres_server: str, template_database: str) -> Iterator[psycopg.Connection]:
    """
    Give a connection, in a transaction, to a database with stand-ins and without keys.

    Keys and checks would refuse rows before the policies are asked, so they are left out.
    """
    name = f"dastern_policies_{os.urandom(8).hex()}"
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template_database)}
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))
        with psycopg.connect(make_conninfo(postgres_server, dbname=name)) as opened:
            opened.execute("SET session_replication_role = replica")
            loose = opened.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint"
                " WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('n', 't')"
                " AND coninhcount = 0 ORDER BY contype = 'f'"
            ).fetchall()
            for table, constraint in loose:
                opened.execute(
                    f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint} CASCADE"
                )
            for (index,) in opened.execute(
                "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class"
                " ON pg_class.oid = indexrelid WHERE indisunique AND NOT indisprimary"
                " AND NOT relispartition AND relnamespace = 'public'::regnamespace"
            ).fetchall():
                opened.execute(f"DROP INDEX {index}")
            for table, governed in GOVERNED.items():
                if governed.begun is not None:  # its rows are looked for one by one
                    opened.execute(f"CREATE INDEX ON {table} (id)")
            for type_ in STANDINS:
                _secure_standin(opened, type_)
            # Each statement has its instant; here all have the transaction's, at which rows lie.
            opened.execute(STANDING_CLOCK)
            opened.execute(PROBES)
            opened.commit()
            opened.execute("SET LOCAL session_replication_role = replica")
            yield opened
            opened.rollback()
        admin.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**names))


def _secure_standin(connection: psycopg.Connection, type_: ResourceType) -> None:
    table = f"standin_{type_.value}"
    columns = ", ".join(f'"{name}" {kind}' for name, kind in STANDIN_COLUMNS.items())
    connection.execute(f"CREATE TABLE {table} ({columns})")
    connection.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for role in ROLES:
        for command in sorted(privileges_of(standin(type_), role)):
            connection.execute(f"GRANT {command} ON {table} TO {role}")
    for policy in policies_of(table, standin(type_)):
        connection.execute(policy.statement)


def test_every_table_of_the_catalogue_is_compared(connection: psycopg.Connection) -> None:
    """
    A new table cannot be forgotten: it is secured and drawn, or about who comes in.
    """
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    known = TABLES.keys() | IDENTITY_TABLES.keys() | WITHOUT_PATIENTS.keys()

    assert known == {name for (name,) in found}


@pytest.fixture(scope="module")
def drawn(connection: psycopg.Connection) -> Drawn:
    """
    Draw a world at the transaction's instant and store it.
    """
    (now,) = connection.execute("SELECT now()").fetchone() or (None,)
    assert isinstance(now, datetime)
    world = draw(now, random.Random(SEED))
    for table, rows in world.rows.items():
        given = "[" + ",".join(as_json(row) for row in rows) + "]"
        connection.execute(
            f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
            (given,),
        )
    return world


@pytest.fixture(scope="module")
def allowed(drawn: Drawn) -> dict[tuple[str, str], set[Pair]]:
    """
    Give what the decision allows, for every table and way.
    """
    return {(table, way): expected(drawn, table, way) for table in TABLES for way in ways_of(table)}


def differs(
    connection: psycopg.Connection,
    drawn: Drawn,
    allowed: Mapping[tuple[str, str], set[Pair]],
    cells: Iterable[tuple[str, str]],
) -> bool:
    """
    Tell whether some cells differ from the decision; an error that names a row does.
    """
    for cell in cells:
        for part in range(PARTS):
            connection.execute("SAVEPOINT compared")
            try:
                seen = observed(connection, drawn, *cell, part=part)
            except psycopg.Error:
                seen = {(-1, "an error")}
            connection.execute("ROLLBACK TO compared")
            if seen != {pair for pair in allowed[cell] if pair[0] % PARTS == part}:
                return True
    return False


def test_row_security_equals_the_decision(
    drawn: Drawn,
    allowed: dict[tuple[str, str], set[Pair]],
    seen: dict[tuple[str, str], set[Pair]],
) -> None:
    """
    At least 100,000 triples of person, row and action, and no difference.
    """
    differing = [cell for cell, pairs in allowed.items() if pairs != seen[cell]]
    triples = sum(len(drawn.people) * len(rows_for(drawn, table, way)) for table, way in allowed)
    print(  # noqa: T201 - the figure, which -rP shows
        f"{triples} triples, {sum(map(len, allowed.values()))} of them allowed"
    )

    assert [] == differing
    assert triples >= 100_000
    assert [] == [cell for cell, pairs in allowed.items() if privileged(*cell) and not pairs]


def privileged(table: str, way: str) -> bool:
    """
    Tell whether anybody at all may do this with a table's rows.
    """
    if way in NEVER:
        return False
    action = Action.CREATE if way == "AGAIN" else Action[way]
    return any(
        action in rule.actions and TABLES[table].types & rule.types
        for rule in RULES
        if rule.effect is Effect.PERMIT
    )


@pytest.fixture(scope="module")
def seen(connection: psycopg.Connection, drawn: Drawn) -> dict[tuple[str, str], set[Pair]]:
    """
    Give what PostgreSQL lets people do, for every table and way.
    """
    return {
        (table, way): observed(connection, drawn, table, way)
        for table in TABLES
        for way in ways_of(table)
    }


def rule_mutants() -> Iterator[tuple[str, Rule | None, Rule]]:
    """
    Give each rule changed: left out, turned round, without a condition, with one turned round.
    """
    for rule in RULES:
        yield f"{rule.id}: left out", None, rule
        turned = Effect.FORBID if rule.effect is Effect.PERMIT else Effect.PERMIT
        yield f"{rule.id}: turned round", attrs.evolve(rule, effect=turned), rule
        for place, condition in enumerate(rule.conditions):
            rest = (*rule.conditions[:place], *rule.conditions[place + 1 :])
            name = condition.__name__
            yield f"{rule.id}: without {name}", attrs.evolve(rule, conditions=rest), rule

            def opposite(case: Case, asked: Condition = condition) -> bool:
                return not asked(case)

            yield (
                f"{rule.id}: not {name}",
                attrs.evolve(rule, conditions=(*rest, opposite)),
                rule,
            )


def test_every_changed_rule_is_noticed(
    drawn: Drawn, seen: dict[tuple[str, str], set[Pair]]
) -> None:
    """
    A rule of the decision that is left out, turned round or weakened makes a difference.
    """
    unnoticed = [
        name
        for name, mutant, rule in rule_mutants()
        if not _notices(
            drawn,
            seen,
            rule,
            policy_of([*(one for one in RULES if one is not rule), *([mutant] if mutant else [])]),
        )
    ]

    assert sorted(EQUAL_RULES) == sorted(unnoticed)


def _notices(
    drawn: Drawn, seen: Mapping[tuple[str, str], set[Pair]], rule: Rule, policy: Policy
) -> bool:
    return any(
        expected(drawn, table, way, policy) != pairs
        for (table, way), pairs in seen.items()
        if TABLES[table].types & rule.types
        and way not in NEVER
        and (Action.CREATE if way == "AGAIN" else Action[way]) in rule.actions
    )


def way_of(policy: row_policies.Policy) -> tuple[str, ...]:
    """
    Give the ways that a policy is about.
    """
    way = policy.name.removesuffix("_system").rpartition("_")[2].upper()
    return (way,) if way in WAYS else tuple(ways_of(policy.table))


def policy_mutants() -> Iterator[tuple[str, row_policies.Policy, str | None]]:
    """
    Give each policy changed: left out, or with one of its parts left out or turned round.
    """
    for table, governed in TABLES.items():
        for policy in policies_of(table, governed):
            name = f"{table}.{policy.name}"
            yield f"{name}: left out", policy, None
            for place, part in enumerate(policy.parts):
                rest = (*policy.parts[:place], *policy.parts[place + 1 :])
                without = attrs.evolve(policy, parts=rest).statement
                yield f"{name}: without {part}", policy, without
                turned = attrs.evolve(policy, parts=(*rest, f"NOT ({part})")).statement
                yield f"{name}: not {part}", policy, turned
            if policy.new is not None:
                yield f"{name}: of any status", policy, attrs.evolve(policy, new=None).statement


def test_every_changed_policy_is_noticed(
    connection: psycopg.Connection,
    drawn: Drawn,
    allowed: dict[tuple[str, str], set[Pair]],
) -> None:
    """
    A policy that is left out or weakened, whatever table it is of, makes a difference.
    """
    # What is known to change nothing takes the longest to be compared with everything.
    mutants = [
        one
        for one in list(policy_mutants())[SEED % EVERY :: EVERY]
        if not any(known.match(one[0]) for known in EQUAL_POLICIES)
    ]
    unnoticed = []
    for name, policy, statement in mutants:
        connection.execute("SAVEPOINT changed")
        connection.execute(f'DROP POLICY "{policy.name}" ON {policy.table}')
        if statement is not None:
            connection.execute(statement)
        first = way_of(policy)
        rest = (way for way in ways_of(policy.table) if way not in first)
        cells = [(policy.table, way) for way in (*first, *rest)]
        if not differs(connection, drawn, allowed, cells):
            unnoticed.append(name)
        connection.execute("ROLLBACK TO changed")

    assert not unnoticed, "\n".join(unnoticed)
    assert len(mutants) * EVERY > 500


WORDS = (
    (r"NOT EXISTS", "EXISTS"),
    (r"(?<!NOT )EXISTS", "NOT EXISTS"),
    (r" AND is_active", ""),
    (r" AND NOT is_verified", ""),
    (r"(?<!invoker) = ", " <> "),
    (r" <> ", " = "),
    (r" IN \(", " NOT IN ("),
    (r" AND ", " OR "),
    (r"\bOR ", "AND "),
    (r"'ACCEPTED'", "'PENDING'"),
    (r"'APPROVED'", "'CLOSED'"),
    (r"'ACTIVE'", "'REVOKED'"),
    (r"'DOCTOR'", "'FAMILY'"),
    (r"'FAMILY'", "'DOCTOR'"),
    (r"<= asked_at\(\)", "< asked_at()"),
    (r"asked_at\(\) <", "asked_at() <="),
    (r"<= \{at\}", "< {at}"),
    (r"\{at\} <", "{at} <="),
    (r"IS DISTINCT FROM", "IS NOT DISTINCT FROM"),
)


def text_mutants(text: str) -> Iterator[str]:
    """
    Give a text with one word of it changed, for each such word.
    """
    for pattern, other in WORDS:
        for found in re.finditer(pattern, text):
            yield text[: found.start()] + other + text[found.end() :]


def test_every_changed_word_of_a_condition_is_noticed(
    connection: psycopg.Connection,
    drawn: Drawn,
    allowed: dict[tuple[str, str], set[Pair]],
) -> None:
    """
    A comparison, a status or an edge of time that is wrong in SQL makes a difference.
    """
    unnoticed, changed = [], 0
    for condition, words in CONDITIONS.items():
        for mutant in text_mutants(words):
            changed += 1
            if (changed + SEED) % EVERY:
                continue
            if not _notices_words(connection, drawn, allowed, condition=condition, words=mutant):
                unnoticed.append(f"{condition.__name__}: {mutant}")

    assert not unnoticed, "\n".join(unnoticed)
    assert changed > 60


def _notices_words(
    connection: psycopg.Connection,
    drawn: Drawn,
    allowed: Mapping[tuple[str, str], set[Pair]],
    *,
    condition: Condition,
    words: str,
) -> bool:
    changed = {**CONDITIONS, condition: words}
    connection.execute("SAVEPOINT worded")
    try:
        for table, governed in TABLES.items():
            before = policies_of(table, governed)
            after = policies_of(table, governed, conditions=changed)
            for old, new in zip(before, after, strict=True):
                if old == new:
                    continue
                connection.execute(f'DROP POLICY "{old.name}" ON {table}')
                connection.execute(new.statement)
                cells = [(table, way) for way in way_of(old)]
                if differs(connection, drawn, allowed, cells):
                    return True
    finally:
        connection.execute("ROLLBACK TO worded")
    return False


def test_every_changed_word_of_the_vocabulary_is_noticed(
    connection: psycopg.Connection,
    drawn: Drawn,
    allowed: dict[tuple[str, str], set[Pair]],
) -> None:
    """
    Who acts, in which role and with which connections: each word of that matters.
    """
    unnoticed, changed = [], 0
    cells = [(table, "READ") for table in ("doses", "encounters", "connections", "grants")]
    for words in VOCABULARY:
        for mutant in text_mutants(words):
            changed += 1
            connection.execute("SAVEPOINT spoken")
            connection.execute(mutant.replace("CREATE ", "CREATE OR REPLACE ", 1))
            if not differs(connection, drawn, allowed, cells):
                unnoticed.append(mutant)
            connection.execute("ROLLBACK TO spoken")

    assert not unnoticed, "\n".join(unnoticed)
    assert changed > 10


def test_readers_see_what_people_see(
    connection: psycopg.Connection,
    drawn: Drawn,
    allowed: dict[tuple[str, str], set[Pair]],
) -> None:
    """
    The role that only reads shows each person the same rows, and writes nothing.
    """
    numbers = {person_of(actor): number for number, actor in enumerate(drawn.people)}
    people = [person for person in numbers if person]
    for table in TABLES:
        found = probe(connection, drawn, table, "READ", role=READONLY_ROLE, people=people)
        own = {(number, key) for number, key in allowed[table, "READ"] if number}

        assert own == {(numbers[person], key) for person, key in found}
        for way in ways_of(table):
            if way != "READ":
                assert [] == probe(connection, drawn, table, way, role=READONLY_ROLE, people=people)
