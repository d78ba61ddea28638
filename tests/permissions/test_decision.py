"""
The decision: who may do what, why, and that nothing else is allowed.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import (
    AccountId,
    ActorRole,
    HospitalId,
    Language,
    NotPermittedError,
    PatientId,
    Period,
    PrescriptionId,
)
from dastern_core.permissions import (
    DENIED,
    RULES,
    SYSTEM,
    AccessLevel,
    AccessRequest,
    AccessRequestId,
    Action,
    Actor,
    Connection,
    ConnectionId,
    ConnectionKind,
    ConnectionStatus,
    Decision,
    Effect,
    EmergencyAttempt,
    EmergencySession,
    EmergencySessionId,
    Grant,
    Obligation,
    Resource,
    ResourceType,
    Scope,
    SecondFactor,
    World,
    accept,
    approve,
    ask_access,
    close_request,
    decide,
    end,
    end_session,
    explain,
    policy_of,
    request,
    require,
    start_session,
    world_of,
)
from dastern_core.permissions.wording import REASONS

ME = AccountId(UUID(int=50))
HOSPITAL = HospitalId(UUID(int=60))
HISTORY = (
    ResourceType.PRESCRIPTION,
    ResourceType.PROPOSAL,
    ResourceType.URGENT_CHANGE,
    ResourceType.DOSE,
    ResourceType.ADHERENCE,
    ResourceType.VITAL,
    ResourceType.VITAL_ALERT,
    ResourceType.ENCOUNTER,
    ResourceType.DOCUMENT,
    ResourceType.CRITICAL_INFO,
)
EMPTY, NOTHING_CHOSEN = World(), Scope()
Ask = Callable[..., Decision]


@pytest.fixture
def ask(patient_id: PatientId, now: datetime) -> Ask:
    """
    Give a question about a thing of the patient's.
    """

    def put(
        actor: Actor, action: Action, type_: ResourceType, world: World = EMPTY, **facts: object
    ) -> Decision:
        thing = Resource(type=type_, **{"patient_id": patient_id, **facts})  # type: ignore[arg-type]  # by name
        return decide(actor, action, thing, world, now=now)

    return put


def connected(
    patient_id: PatientId,
    member_id: AccountId,
    kind: ConnectionKind,
    now: datetime,
) -> Connection:
    """
    Give an accepted connection that the member asked for.
    """
    asked = request(
        ConnectionId(UUID(int=3)),
        kind,
        patient_id=patient_id,
        member_id=member_id,
        initiator_id=member_id,
        now=now,
    )
    return accept(asked, by=AccountId(patient_id), now=now)


def world_with(
    connection: Connection,
    level: AccessLevel,
    *,
    scope: Scope = NOTHING_CHOSEN,
    requests: Iterable[AccessRequest] = (),
    sessions: Iterable[EmergencySession] = (),
) -> World:
    """
    Give a world of one connection and what it allows.
    """
    grant = Grant(
        patient_id=connection.patient_id,
        grantee_id=connection.member_id,
        level=level,
        scope=scope,
    )
    return world_of(connections=[connection], grants=[grant], requests=requests, sessions=sessions)


def readable(ask: Ask, actor: Actor, world: World, **facts: object) -> set[ResourceType]:
    """
    Give the types of which the actor may read the thing.
    """
    return {
        type_ for type_ in ResourceType if ask(actor, Action.READ, type_, world, **facts).allowed
    }


@pytest.mark.rule("RBAC-03")
@pytest.mark.rule("RBAC-21")
@pytest.mark.rule("B001")
@pytest.mark.rule("B002")
@pytest.mark.parametrize("role", [one for one in ActorRole if one is not ActorRole.SYSTEM])
def test_a_stranger_touches_nothing(ask: Ask, role: ActorRole) -> None:
    """
    Nothing of another's is read, written or ended by a role alone.
    """
    stranger = Actor(
        account_id=ME,
        role=role,
        is_verified=role is ActorRole.DOCTOR,
        hospital_id=HOSPITAL if role is ActorRole.OPERATOR else None,
    )
    allowed = {
        (action.name, type_.name)
        for action in Action
        for type_ in ResourceType
        if ask(stranger, action, type_).allowed
    }
    review = {
        ("READ", "EMERGENCY_SESSION"),
        ("END", "EMERGENCY_SESSION"),
        ("READ", "STANDING"),
        ("UPDATE", "STANDING"),
        ("READ", "PAYMENT"),
        ("UPDATE", "PAYMENT"),
    }

    assert (review if role is ActorRole.ADMIN else set()) == allowed
    assert DENIED == ask(stranger, Action.READ, ResourceType.PRESCRIPTION)


@pytest.mark.rule("RBAC-03")
@pytest.mark.rule("RBAC-05")
@pytest.mark.rule("RBAC-18")
def test_a_patient_reads_everything_but_notes(ask: Ask, patient: Actor) -> None:
    """
    Own data is open, except what a doctor writes for memory, and keys, which nobody reads.
    """
    me = patient.account_id

    assert set(ResourceType) - {ResourceType.DOCTOR_NOTE, ResourceType.DATA_KEY} == readable(
        ask, patient, World(), author_id=me, counterpart_id=me
    )
    assert "note-about-oneself" == ask(patient, Action.READ, ResourceType.DOCTOR_NOTE).rule


@pytest.mark.rule("DST-27")
@pytest.mark.rule("RX-27")
@pytest.mark.rule("RX-10")
@pytest.mark.rule("B003")
@pytest.mark.rule("B010")
@pytest.mark.rule("B026")
def test_a_patient_writes_what_is_theirs_to_write(
    ask: Ask, patient: Actor, doctor_id: AccountId
) -> None:
    """
    Not a hospital's record, not a doctor's prescription but what a pause left of it, no plan.
    """
    own, others = {"author_id": patient.account_id}, {"author_id": doctor_id}

    def may(action: Action, type_: ResourceType, facts: Mapping[str, object]) -> bool:
        return ask(patient, action, type_, **facts).allowed

    assert may(Action.CREATE, ResourceType.PRESCRIPTION, own)
    assert not may(Action.CREATE, ResourceType.PRESCRIPTION, others)
    assert may(Action.UPDATE, ResourceType.PRESCRIPTION, others)  # confirm, refuse, pause
    assert may(Action.CREATE, ResourceType.COURSE, others)
    assert may(Action.UPDATE, ResourceType.ENCOUNTER, own)
    assert not may(Action.UPDATE, ResourceType.ENCOUNTER, others)
    assert may(Action.UPDATE, ResourceType.DOSE, {})
    assert not may(Action.UPDATE, ResourceType.SUBSCRIPTION, {})
    assert not may(Action.UPDATE, ResourceType.PAYMENT, {})
    assert not may(Action.DELETE, ResourceType.ENCOUNTER, own)
    assert not may(Action.DELETE, ResourceType.PRESCRIPTION, own)


@pytest.mark.rule("CON-09")
@pytest.mark.rule("CON-16")
@pytest.mark.rule("RBAC-04")
@pytest.mark.rule("C32")
@pytest.mark.rule("B007")
@pytest.mark.rule("B008")
@pytest.mark.parametrize("level", AccessLevel)
def test_family_views_by_level(
    ask: Ask, patient_id: PatientId, now: datetime, level: AccessLevel
) -> None:
    """
    Accepted is not enough: NOT_ALLOWED shows nothing, every other level the history.
    """
    relative = Actor(account_id=ME, role=ActorRole.FAMILY_MEMBER)
    connection = connected(patient_id, ME, ConnectionKind.FAMILY, now)
    world = world_with(connection, level)
    shown = set() if level is AccessLevel.NOT_ALLOWED else {*HISTORY, ResourceType.ACCOUNT}
    nudges = level in {AccessLevel.SELECTED, AccessLevel.ALLOWED}

    assert shown == readable(ask, relative, world)
    assert nudges is ask(relative, Action.CREATE, ResourceType.NUDGE, world, author_id=ME).allowed
    sees_to = {(Action.UPDATE, ResourceType.VITAL_ALERT)} if shown else set()
    assert sees_to == {
        (action, type_)
        for type_ in HISTORY
        for action in Action
        if action is not Action.READ and ask(relative, action, type_, world).allowed
    }
    for status in (ConnectionStatus.PENDING, ConnectionStatus.REVOKED):
        ended = end(connection, by=ME, reason=None, now=now)
        standing = (
            ended if status is ConnectionStatus.REVOKED else attrs.evolve(connection, status=status)
        )

        assert set() == readable(ask, relative, world_with(standing, level))


@pytest.mark.rule("CON-16")
def test_between_relatives_each_decides_alone(patient_id: PatientId, now: datetime) -> None:
    """
    What one allows the other says nothing about the other direction.
    """
    world = world_with(connected(patient_id, ME, ConnectionKind.FAMILY, now), AccessLevel.ALLOWED)
    back = Resource(type=ResourceType.DOSE, patient_id=PatientId(ME))
    patient = Actor(account_id=AccountId(patient_id), role=ActorRole.PATIENT)
    mutual = world_of(
        connections=[connected(patient_id, ME, ConnectionKind.FAMILY, now)],
        grants=[
            Grant(
                patient_id=PatientId(ME),
                grantee_id=AccountId(patient_id),
                level=AccessLevel.REQUEST,
            )
        ],
    )

    assert not decide(patient, Action.READ, back, world, now=now).allowed
    assert decide(patient, Action.READ, back, mutual, now=now).allowed


@pytest.mark.rule("CON-06")
@pytest.mark.rule("CON-10")
@pytest.mark.rule("RBAC-04")
@pytest.mark.rule("RBAC-11")
def test_a_doctor_reads_by_level(
    *, ask: Ask, doctor: Actor, doctor_id: AccountId, patient_id: PatientId, now: datetime
) -> None:
    """
    Nothing, each access by approval, the chosen things, or history and reports.
    """
    connection = connected(patient_id, doctor_id, ConnectionKind.DOCTOR, now)
    chosen = PrescriptionId(UUID(int=70))
    hour = timedelta(hours=1)
    scope = Scope(prescriptions=frozenset({chosen}), periods=(Period(start=now, end=now + hour),))
    asked = ask_access(
        AccessRequestId(UUID(int=4)),
        patient_id=patient_id,
        requester_id=doctor_id,
        reason="Your blood pressure",
        now=now,
    )
    approved = approve(asked, lasting=hour, now=now)
    everything, profile = {*HISTORY, ResourceType.ACCOUNT}, {ResourceType.ACCOUNT}

    def seen(level: AccessLevel, *asking: AccessRequest, **facts: object) -> set[ResourceType]:
        world = world_with(connection, level, scope=scope, requests=asking)
        return readable(ask, doctor, world, **facts)

    assert set() == seen(AccessLevel.NOT_ALLOWED, approved, prescription_id=chosen)
    assert everything == seen(AccessLevel.ALLOWED)
    assert everything == seen(AccessLevel.SELECTED, prescription_id=chosen)
    assert everything == seen(AccessLevel.SELECTED, at=now)
    assert profile == seen(AccessLevel.SELECTED, approved, at=now + hour)
    assert profile == seen(AccessLevel.REQUEST, asked, prescription_id=chosen)
    assert everything == seen(AccessLevel.REQUEST, approved)
    assert profile == seen(AccessLevel.REQUEST, close_request(approved))
    assert set() == readable(
        ask,
        doctor,
        world_with(
            end(connection, by=AccountId(patient_id), reason=None, now=now), AccessLevel.ALLOWED
        ),
    )
    read = ask(doctor, Action.READ, ResourceType.VITAL, world_with(connection, AccessLevel.ALLOWED))
    assert ("doctor-allowed", frozenset({Obligation.AUDIT})) == (read.rule, read.obligations)


@pytest.mark.rule("RX-03")
@pytest.mark.rule("RX-17")
@pytest.mark.rule("RX-28")
@pytest.mark.rule("RX-31")
@pytest.mark.rule("DST-27")
@pytest.mark.parametrize("level", AccessLevel)
def test_a_doctor_writes_own_prescriptions(
    *,
    ask: Ask,
    doctor: Actor,
    doctor_id: AccountId,
    patient_id: PatientId,
    now: datetime,
    level: AccessLevel,
) -> None:
    """
    Connected, at a level that lets the doctor work; never another's, never a dose.
    """
    world = world_with(connected(patient_id, doctor_id, ConnectionKind.DOCTOR, now), level)
    works = level in {AccessLevel.SELECTED, AccessLevel.ALLOWED}
    type_ = ResourceType.PRESCRIPTION

    assert works is ask(doctor, Action.CREATE, type_, world, author_id=doctor_id).allowed
    assert works is ask(doctor, Action.UPDATE, type_, world, author_id=doctor_id).allowed
    assert not ask(doctor, Action.UPDATE, type_, world, author_id=ME).allowed
    assert not ask(doctor, Action.UPDATE, ResourceType.DOSE, world).allowed
    assert (level is not AccessLevel.NOT_ALLOWED) is ask(
        doctor, Action.READ, type_, world, author_id=doctor_id
    ).allowed
    assert (level is not AccessLevel.NOT_ALLOWED) is ask(
        doctor, Action.CREATE, ResourceType.DOCTOR_NOTE, world, author_id=doctor_id
    ).allowed


@pytest.mark.rule("RX-05")
@pytest.mark.rule("CON-15")
@pytest.mark.rule("AUTH-13")
@pytest.mark.rule("C59")
def test_an_unverified_doctor_has_no_rights(
    *,
    ask: Ask,
    doctor: Actor,
    doctor_id: AccountId,
    patient_id: PatientId,
    now: datetime,
) -> None:
    """
    Whatever patients allow; only the own standing is seen, and attempts are put on record.
    """
    waiting = attrs.evolve(doctor, is_verified=False)
    world = world_with(
        connected(patient_id, doctor_id, ConnectionKind.DOCTOR, now), AccessLevel.ALLOWED
    )
    allowed = {
        (action, type_)
        for action in Action
        for type_ in ResourceType
        if ask(waiting, action, type_, world, author_id=doctor_id).allowed
    }
    own = {"patient_id": PatientId(doctor_id)}

    assert {(Action.CREATE, ResourceType.AUDIT_TRAIL)} == allowed
    assert ask(waiting, Action.READ, ResourceType.STANDING, **own).allowed
    assert "unverified-doctor" == ask(waiting, Action.READ, ResourceType.ACCOUNT, **own).rule


@pytest.mark.rule("EPA-15")
@pytest.mark.rule("AUTH-12")
def test_a_closed_account_has_no_rights(ask: Ask, patient: Actor) -> None:
    """
    Not even to its own data, until it is open again.
    """
    closed = attrs.evolve(patient, is_active=False)
    allowed = {
        (action, type_)
        for action in Action
        for type_ in ResourceType
        if ask(closed, action, type_, author_id=patient.account_id).allowed
    }

    assert {
        (Action.CREATE, ResourceType.AUDIT_TRAIL),
        (Action.READ, ResourceType.STANDING),
        (Action.READ, ResourceType.ADMINISTRATION),
    } == allowed


@pytest.mark.rule("EPE-01")
@pytest.mark.rule("EPE-08")
@pytest.mark.rule("EPE-09")
@pytest.mark.rule("EPE-16")
@pytest.mark.rule("EPU-02")
@pytest.mark.rule("B035")
@pytest.mark.rule("B063")
def test_an_emergency_opens_one_record_for_reading(
    *,
    ask: Ask,
    doctor: Actor,
    patient: Actor,
    patient_id: PatientId,
    now: datetime,
) -> None:
    """
    This patient's profile, prescriptions, encounters, documents, critical information, trail.
    """
    attempt = EmergencyAttempt(
        doctor=doctor, patient=patient, reason="Chest pain", factor=SecondFactor.OTP
    )
    session = start_session(EmergencySessionId(UUID(int=5)), attempt, open_sessions=(), now=now)
    opened = {
        ResourceType.ACCOUNT,
        ResourceType.PRESCRIPTION,
        ResourceType.ENCOUNTER,
        ResourceType.DOCUMENT,
        ResourceType.CRITICAL_INFO,
        ResourceType.AUDIT_TRAIL,
    }
    running, ended = (
        world_of(sessions=[one]) for one in (session, end_session(session, by=patient, now=now))
    )
    thing = Resource(type=ResourceType.DOCUMENT, patient_id=patient_id)
    verdicts = [
        decide(doctor, Action.READ, thing, running, now=instant).allowed
        for instant in (
            now - timedelta(microseconds=1),
            now,
            session.expires_at - timedelta(microseconds=1),
            session.expires_at,
        )
    ]

    assert opened == readable(ask, doctor, running)
    assert set() == readable(ask, doctor, ended)
    assert set() == readable(ask, doctor, running, patient_id=PatientId(ME))
    assert [False, True, True, False] == verdicts
    assert not any(
        ask(doctor, action, type_, running).allowed
        for type_ in opened
        for action in Action
        if action is not Action.READ
    )


@pytest.mark.rule("RBAC-17")
@pytest.mark.rule("RBAC-19")
@pytest.mark.rule("EPN-04")
@pytest.mark.rule("EPN-13")
@pytest.mark.rule("EPD-05")
@pytest.mark.rule("EPD-06")
@pytest.mark.rule("EPD-07")
@pytest.mark.rule("EPU-03")
@pytest.mark.rule("B031")
def test_an_operator_stays_within_the_hospital(ask: Ask, patient_id: PatientId) -> None:
    """
    Own hospital's records of own hospital's patients; no destruction, no trail, no medicines.
    """
    operator = Actor(account_id=ME, role=ActorRole.OPERATOR, hospital_id=HOSPITAL)
    world = world_of(admissions=[(HOSPITAL, patient_id)])
    here = {"hospital_id": HOSPITAL, "author_id": ME}
    elsewhere = {"hospital_id": HospitalId(UUID(int=61)), "author_id": ME}
    records = {ResourceType.ENCOUNTER, ResourceType.DOCUMENT, ResourceType.RETENTION}

    assert records | {ResourceType.ACCOUNT, ResourceType.ADMISSION} == readable(
        ask, operator, world, **here
    )
    assert {ResourceType.ACCOUNT} == readable(ask, operator, world, **elsewhere)
    assert records | {ResourceType.ADMISSION} == readable(ask, operator, World(), **here)
    for type_ in records - {ResourceType.RETENTION}:
        assert ask(operator, Action.CREATE, type_, world, **here).allowed
        assert not ask(operator, Action.CREATE, type_, World(), **here).allowed
        assert not ask(operator, Action.CREATE, type_, world, **elsewhere).allowed
        assert ask(operator, Action.UPDATE, type_, world, **here).allowed
        assert not ask(operator, Action.DELETE, type_, world, **here).allowed


@pytest.mark.rule("CON-04")
@pytest.mark.rule("CON-05")
@pytest.mark.rule("CON-08")
@pytest.mark.rule("B005")
@pytest.mark.rule("B006")
def test_the_patient_alone_sets_the_level(
    ask: Ask, doctor: Actor, doctor_id: AccountId, patient: Actor
) -> None:
    """
    The doctor sees what was granted, may give it up, and changes nothing of it.
    """
    facts = {"counterpart_id": doctor_id}

    def may(actor: Actor) -> list[str]:
        return [
            action.name
            for action in Action
            if ask(actor, action, ResourceType.GRANT, **facts).allowed
        ]

    assert ["READ", "CREATE", "UPDATE", "DELETE"] == may(patient)
    assert ["READ", "DELETE"] == may(doctor)


@pytest.mark.rule("CON-03")
@pytest.mark.rule("CON-04")
@pytest.mark.rule("CON-10")
@pytest.mark.rule("CON-13")
def test_a_connection_is_asked_for_by_one_and_accepted_by_the_other(
    *, ask: Ask, doctor: Actor, doctor_id: AccountId, patient: Actor, patient_id: PatientId
) -> None:
    """
    Both see it, both end it, and nobody connects to themselves.
    """
    facts = {"counterpart_id": doctor_id, "author_id": doctor_id}
    myself = {"counterpart_id": AccountId(patient_id), "author_id": AccountId(patient_id)}

    def may(actor: Actor, given: dict[str, AccountId]) -> list[str]:
        return [
            action.name
            for action in Action
            if ask(actor, action, ResourceType.CONNECTION, **given).allowed
        ]

    assert ["READ", "CREATE", "END"] == may(doctor, facts)
    assert ["READ", "ACCEPT", "END"] == may(patient, facts)
    assert (
        "connection-with-oneself"
        == ask(patient, Action.CREATE, ResourceType.CONNECTION, **myself).rule
    )


@pytest.mark.rule("AUD-03")
@pytest.mark.rule("RBAC-11")
@pytest.mark.rule("EPU-01")
def test_the_trail_only_grows(ask: Ask, patient: Actor, doctor: Actor) -> None:
    """
    Everybody adds what they do themselves, nobody changes or removes anything.
    """
    for actor in (patient, doctor, SYSTEM):
        mine = {"author_id": actor.account_id}

        assert ask(actor, Action.CREATE, ResourceType.AUDIT_TRAIL, **mine).allowed
        for action in (Action.UPDATE, Action.DELETE):
            assert (
                "trail-is-append-only" == ask(actor, action, ResourceType.AUDIT_TRAIL, **mine).rule
            )
    assert not ask(doctor, Action.CREATE, ResourceType.AUDIT_TRAIL, author_id=ME).allowed
    assert ask(doctor, Action.READ, ResourceType.AUDIT_TRAIL, author_id=doctor.account_id).allowed


@pytest.mark.rule("RBAC-14")
def test_an_administrator_sees_nothing_clinical(ask: Ask) -> None:
    """
    Standings, emergency sessions and payments, to verify, to review and to give back.
    """
    admin = Actor(account_id=ME, role=ActorRole.ADMIN)

    assert {
        ResourceType.STANDING,
        ResourceType.EMERGENCY_SESSION,
        ResourceType.PAYMENT,
    } == readable(ask, admin, World())


@pytest.mark.rule("CON-38")
def test_verified_doctors_can_be_looked_up(ask: Ask, patient: Actor) -> None:
    """
    What is listed, and nobody else.
    """
    other = {"patient_id": PatientId(ME)}

    assert ask(patient, Action.READ, ResourceType.STANDING, is_listed=True, **other).allowed
    assert not ask(patient, Action.READ, ResourceType.STANDING, **other).allowed


def test_the_order_of_the_rules_changes_nothing(
    *, doctor: Actor, doctor_id: AccountId, patient_id: PatientId, patient: Actor, now: datetime
) -> None:
    """
    A shuffled table gives the same verdict, rule and obligations for every cell.
    """
    world = world_with(
        connected(patient_id, doctor_id, ConnectionKind.DOCTOR, now), AccessLevel.ALLOWED
    )
    dice = random.Random(20260615)  # noqa: S311 - an order, not a secret
    shuffled = list(RULES)
    dice.shuffle(shuffled)
    policy = policy_of(shuffled)
    cases = [
        (actor, action, Resource(type=type_, patient_id=patient_id, author_id=doctor_id))
        for actor in (doctor, patient, SYSTEM)
        for action in Action
        for type_ in ResourceType
    ]

    assert [decide(*case, world, now=now) for case in cases] == [
        decide(*case, world, now=now, policy=policy) for case in cases
    ]


def test_of_rules_that_agree_all_obligations_hold(
    ask: Ask, doctor: Actor, doctor_id: AccountId
) -> None:
    """
    The first by name is told, and what any of them asks for has to be done.
    """
    mine = {"patient_id": PatientId(doctor_id), "author_id": doctor_id}
    both = ask(doctor, Action.END, ResourceType.EMERGENCY_SESSION, **mine)

    assert "emergency-ended" == both.rule
    assert set(Obligation) == both.obligations


def test_forbidding_wins_over_every_permit(
    patient: Actor, patient_id: PatientId, now: datetime
) -> None:
    """
    A rule that forbids what another permits decides.
    """
    own = next(rule for rule in RULES if rule.id == "own-data")
    forbidden = attrs.evolve(own, id="zz-last", effect=Effect.FORBID)
    dose = Resource(type=ResourceType.DOSE, patient_id=patient_id)
    decision = decide(
        patient, Action.READ, dose, World(), now=now, policy=policy_of([own, forbidden])
    )

    assert (False, "zz-last", "zz-last") == (decision.allowed, decision.rule, decision.reason)


@pytest.mark.rule("RBAC-12")
def test_a_refusal_tells_why(ask: Ask, doctor: Actor, patient: Actor) -> None:
    """
    As an error for a program, as a sentence for a person, in both languages.
    """
    denied = ask(doctor, Action.READ, ResourceType.DOSE)
    allowed = ask(patient, Action.READ, ResourceType.DOSE)
    require(allowed)

    assert "Not allowed. Nobody has given you access to this." == explain(
        denied, language=Language.ENGLISH
    )
    assert "អនុញ្ញាត។ នេះជាទិន្នន័យរបស់អ្នក។" == explain(allowed, language=Language.KHMER)
    with pytest.raises(NotPermittedError, match="no-rule"):
        require(denied)


def test_every_rule_is_worded_and_named_once() -> None:
    """
    Each rule has its own name, words in every language, and where it comes from.
    """
    names = [rule.id for rule in RULES]

    assert sorted(set(names)) == sorted(names)
    assert {*names, DENIED.rule} == set(REASONS)
    assert {len(Language)} == {len(words) for words in REASONS.values()}
    assert all(rule.sources for rule in RULES)


def test_what_may_be_changed_may_be_read() -> None:
    """
    Whoever updates, deletes, accepts or ends a thing sees it: rows are chosen by reading.
    """
    permits = [rule for rule in RULES if rule.effect is Effect.PERMIT]
    changing = {Action.UPDATE, Action.DELETE, Action.ACCEPT, Action.END}
    blind = {
        (rule.id, role.name, type_.name)
        for rule in permits
        for role in rule.roles
        for type_ in rule.types
        if rule.actions & changing
        and not any(
            Action.READ in other.actions and role in other.roles and type_ in other.types
            for other in permits
        )
    }

    assert set() == blind
