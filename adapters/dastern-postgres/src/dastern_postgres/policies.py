"""
Policies: the decision's rules as row-level security, one policy for each rule and command.

Which rule speaks of which table comes from `dastern_core.permissions.RULES`; here stands
only what each of its conditions means in SQL. A
rule that permits becomes a permissive policy, one that forbids a restrictive policy, so
that PostgreSQL puts them together as the decision does.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import attrs

from dastern_core.kernel import ActorRole
from dastern_core.permissions import RULES, Action, Effect, ResourceType, Rule
from dastern_core.permissions import conditions as when
from dastern_core.permissions.conditions import Condition
from dastern_postgres.governed import Governed

__all__ = [
    "APP_ROLE",
    "CONDITIONS",
    "READONLY_ROLE",
    "VOCABULARY",
    "WORKER_ROLE",
    "Policy",
    "permitted",
    "policies_of",
    "privileges_of",
]

APP_ROLE = "dastern_app"
"""
As whom people act.
"""

READONLY_ROLE = "dastern_readonly"
"""
As whom people read, where nothing is to be written.
"""

WORKER_ROLE = "dastern_worker"
"""
As whom the system's own jobs act.
"""

VOCABULARY = (
    """
    CREATE FUNCTION acting_account() RETURNS uuid STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT nullif(current_setting('app.user', true), '')::uuid;
    END
    """,
    """
    CREATE FUNCTION asked_at() RETURNS timestamptz STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT statement_timestamp();
    END
    """,
    """
    CREATE FUNCTION acting_role() RETURNS text STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT role FROM actors WHERE account_id = acting_account();
    END
    """,
    """
    CREATE VIEW acting_ties WITH (security_invoker = true) AS
    SELECT given.patient_id, tie.kind, given.level
    FROM grants AS given
    JOIN connections AS tie
        ON (tie.patient_id = given.patient_id AND tie.member_id = given.grantee_id)
        OR (tie.kind = 'FAMILY'
            AND tie.patient_id = given.grantee_id AND tie.member_id = given.patient_id)
    WHERE given.grantee_id = acting_account() AND tie.status = 'ACCEPTED'
    """,
)
"""
What the conditions speak in: the account of ``app.user``, its role, its connections, and
the instant, which is each statement's own: a transaction does not outlive what ends. Their
bodies are parsed when they are made, so that no table of another schema takes a place.
"""

_ME = "(SELECT acting_account())"
_TIES = "{patient} IN (SELECT patient_id FROM acting_ties WHERE "
_APPROVED = (
    "SELECT patient_id FROM access_requests WHERE requester_id = acting_account()"
    " AND status = 'APPROVED' AND opens_at <= asked_at() AND asked_at() < ends_at"
)

CONDITIONS: Mapping[Condition, str] = MappingProxyType(
    {
        when.closed_account: (
            "NOT EXISTS (SELECT FROM actors WHERE account_id = acting_account() AND is_active)"
        ),
        # Rules for administrators alone ask it, so it tells their role as well.
        when.open_account: (
            "EXISTS (SELECT FROM administrators WHERE account_id = acting_account() AND is_active)"
        ),
        when.unverified_doctor: (
            "EXISTS (SELECT FROM actors WHERE account_id = acting_account() AND NOT is_verified)"
        ),
        when.is_own: f"{{patient}} = {_ME}",
        when.is_author: f"{{author}} = {_ME}",
        when.is_not_author: f"{{author}} IS DISTINCT FROM {_ME}",
        when.is_counterpart: f"{{counterpart}} = {_ME}",
        when.is_party: f"{_ME} IN ({{patient}}, {{counterpart}})",
        when.is_personal: "{hospital} IS NULL",
        when.with_oneself: "{patient} = {counterpart}",
        when.is_listed: "{listed}",
        when.tied_at_all: _TIES + "level <> 'NOT_ALLOWED')",
        when.tied_as_doctor: _TIES + "kind = 'DOCTOR' AND level <> 'NOT_ALLOWED')",
        when.family_may_view: _TIES + "kind = 'FAMILY' AND level <> 'NOT_ALLOWED')",
        when.family_may_nudge: _TIES + "kind = 'FAMILY' AND level IN ('SELECTED', 'ALLOWED'))",
        when.doctor_level_is_allowed: _TIES + "kind = 'DOCTOR' AND level = 'ALLOWED')",
        when.doctor_level_is_selected: _TIES + "kind = 'DOCTOR' AND level = 'SELECTED')",
        when.doctor_level_is_request: _TIES + "kind = 'DOCTOR' AND level = 'REQUEST')",
        when.doctor_may_write: (
            _TIES + "kind = 'DOCTOR' AND (level IN ('SELECTED', 'ALLOWED')"
            f" OR level = 'REQUEST' AND patient_id IN ({_APPROVED})))"
        ),
        when.in_scope: (
            "EXISTS (SELECT FROM grant_scopes AS chosen WHERE chosen.patient_id = {patient}"
            " AND chosen.grantee_id = acting_account()"
            " AND (chosen.prescription_id = {prescription}"
            " OR chosen.starts_at <= {at} AND {at} < chosen.ends_at))"
        ),
        when.is_approved: f"{{patient}} IN ({_APPROVED})",
        when.in_emergency: (
            "{patient} IN (SELECT patient_id FROM emergency_sessions"
            " WHERE doctor_id = acting_account()"
            " AND status = 'ACTIVE' AND granted_at <= asked_at() AND asked_at() < expires_at)"
        ),
        when.acts_for_the_hospital: (
            "{hospital} = (SELECT hospital_id FROM actors WHERE account_id = acting_account())"
        ),
        when.hospital_has_patient: (
            "{patient} IN (SELECT admitted.patient_id FROM hospital_patients AS admitted"
            " JOIN actors ON actors.hospital_id = admitted.hospital_id"
            " WHERE actors.account_id = acting_account())"
        ),
    }
)
"""
What each condition of the rules means in SQL; names in braces are a table's facts.
"""

_PEOPLE = frozenset(ActorRole) - {ActorRole.SYSTEM}


@attrs.frozen(kw_only=True)
class Policy:
    """
    One policy of one table.

    Args:
        table: The table.
        name: The rule's name and what it is about.
        rule: The rule that it comes from.
        permissive: Whether it permits; otherwise it forbids.
        command: ``SELECT``, ``INSERT``, ``UPDATE``, ``DELETE`` or ``ALL``.
        roles: For which roles of the database.
        parts: What must hold of the row, all of it.
        old: What must hold of the row as it was instead, or None.
        new: What must hold besides of the row as it will be, or None.
    """

    table: str
    name: str
    rule: str
    permissive: bool
    command: str
    roles: tuple[str, ...]
    parts: tuple[str, ...]
    old: str | None = None
    new: str | None = None

    @property
    def statement(self) -> str:
        """
        The statement that makes it.
        """
        kind = "PERMISSIVE" if self.permissive else "RESTRICTIVE"
        using = "" if self.command == "INSERT" else f" USING ({self._before})"
        written = self.command in {"INSERT", "UPDATE", "ALL"}
        check = f" WITH CHECK ({self._after})" if written else ""
        return (
            f'CREATE POLICY "{self.name}" ON {self.table} AS {kind} FOR {self.command}'
            f" TO {', '.join(self.roles)}{using}{check}"
        )

    @property
    def _before(self) -> str:
        if self.old is not None:
            return self.old
        if self.permissive:
            return _together(self.parts)
        # What is forbidden by the status to come says nothing of the row as it was.
        return f"NOT ({_together(self.parts)})" if self.new is None else "true"

    @property
    def _after(self) -> str:
        parts = _together((*self.parts, *([] if self.new is None else [self.new])))
        return parts if self.permissive else f"NOT ({parts})"


def _together(parts: Iterable[str]) -> str:
    return " AND ".join(f"({part})" for part in parts) or "true"


_COMMANDS: Mapping[Action, str] = MappingProxyType(
    {
        Action.READ: "SELECT",
        Action.CREATE: "INSERT",
        Action.UPDATE: "UPDATE",
        Action.DELETE: "DELETE",
        Action.ACCEPT: "UPDATE",
        Action.END: "UPDATE",
    }
)


def policies_of(
    table: str, governed: Governed, *, conditions: Mapping[Condition, str] = CONDITIONS
) -> Iterator[Policy]:
    """
    Give the policies of a table: one for each rule and command that speaks of its rows.

    A rule about a command that nothing permits needs none: nobody has the privilege.

    Args:
        table: The table's name.
        governed: What it keeps, and where.
        conditions: What conditions mean in SQL; others than the library's are for tests.
    """
    for rule in RULES:
        if not governed.types & rule.types:
            continue
        for roles, given in _audiences(rule):
            asked = (
                *given,
                *(_spoken(table, governed, one, conditions) for one in rule.conditions),
            )
            ways = _ways(governed, rule, _permitted(governed, roles[0]))
            for way, command, old, new in ways:
                readers = roles if command in {"SELECT", "ALL"} else roles[:1]  # nobody else writes
                yield Policy(
                    table=table,
                    name="_".join([rule.id, way, *(["system"] if roles == _WORKERS else [])]),
                    rule=rule.id,
                    permissive=rule.effect is Effect.PERMIT,
                    command=command,
                    roles=readers,
                    parts=asked,
                    old=old,
                    new=new,
                )


def permitted(governed: Governed, type_: ResourceType, action: Action, *, row: str) -> str:
    """
    Give the SQL that says whether whoever acts is permitted something with one row.

    What is forbidden whatever else permits it, the row's own policies say.

    Args:
        governed: Where the row's table keeps its facts.
        type_: What the row is to be taken for.
        action: What somebody does with it.
        row: What the row is called there.
    """
    ways = [
        _together((*given, *(_spoken(row, governed, one, CONDITIONS) for one in rule.conditions)))
        for rule in RULES
        if rule.effect is Effect.PERMIT and type_ in rule.types and action in rule.actions
        for roles, given in _audiences(rule)
        if roles != _WORKERS
    ]
    return " OR ".join(f"({way})" for way in ways) or "false"


def privileges_of(governed: Governed, role: str) -> frozenset[str]:
    """
    Give the commands that a database role needs on a table: those that a rule permits.
    """
    found = {
        command
        for action in _permitted(governed, role)
        for _, command, _, _ in _steps(governed, action)
    }
    return frozenset(found & {"SELECT"} if role == READONLY_ROLE else found)


def _permitted(governed: Governed, role: str) -> frozenset[Action]:
    return frozenset(
        action
        for rule in RULES
        if rule.effect is Effect.PERMIT
        and governed.types & rule.types
        and (ActorRole.SYSTEM in rule.roles if role == WORKER_ROLE else rule.roles & _PEOPLE)
        for action in rule.actions
    )


_Way = tuple[str, str, str | None, str | None]
_WORKERS = (WORKER_ROLE,)


def _audiences(rule: Rule) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    people = rule.roles & _PEOPLE
    # The policy of `actors` cannot look into `actors`: an open account asks the administrators.
    if people == _PEOPLE or when.open_account in rule.conditions:
        yield (APP_ROLE, READONLY_ROLE), ()
    elif people:
        names = ", ".join(sorted(f"'{role.value}'" for role in people))
        yield (APP_ROLE, READONLY_ROLE), (f"(SELECT acting_role()) IN ({names})",)
    if ActorRole.SYSTEM in rule.roles:
        yield _WORKERS, ()


def _spoken(
    table: str, governed: Governed, condition: Condition, conditions: Mapping[Condition, str]
) -> str:
    # A bare column's name would mean a column of whatever a condition looks into.
    facts = {
        name: f"{table}.{value}" if value.strip('"').isidentifier() else value
        for name, value in (
            ("patient", governed.patient),
            ("author", governed.author),
            ("counterpart", governed.counterpart),
            ("prescription", governed.prescription),
            ("at", governed.at),
            ("hospital", governed.hospital),
        )
    }
    return conditions[condition].format(**facts, listed=governed.listed)


def _ways(governed: Governed, rule: Rule, permitted: frozenset[Action]) -> Iterator[_Way]:
    if rule.effect is Effect.FORBID and rule.actions == frozenset(Action):
        yield "always", "ALL", None, None
        return
    for action in Action:
        if action in rule.actions & permitted:
            for way, command, old, new in _steps(governed, action):
                yield way, command, old if rule.effect is Effect.PERMIT else None, new


def _steps(governed: Governed, action: Action) -> Iterator[_Way]:
    """
    Give how an action is done to a row: its name, the command, and the statuses it needs.
    """
    way, command = action.value.lower(), _COMMANDS[action]
    if action is Action.CREATE:
        yield way, command, None, governed.begun
        if governed.begins_again:
            yield "again", "UPDATE", governed.ended, governed.begun
    elif action is Action.ACCEPT:
        if governed.accepted is not None:
            yield way, command, None, governed.accepted
    elif action is Action.END:
        if governed.ended is not None:
            yield way, command, None, governed.ended
    else:
        yield way, command, None, None
