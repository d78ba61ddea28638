"""
Leaks: the ways around row security that a database can have, read from its catalogue.

Every table, view, function and role is looked at, so that a new one cannot be forgotten.
What is found is told with its remedy; an empty answer means that none of these ways is open.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, RowMapping, text

from dastern_core.kernel import Fault
from dastern_postgres.counter_rights import COUNTER_FUNCTION, COUNTER_ROLE
from dastern_postgres.governed import GOVERNED, WITHOUT_PATIENTS
from dastern_postgres.identity_rights import IDENTITY_ROLE, IDENTITY_TABLES
from dastern_postgres.lookup_rights import LOOKUP_FUNCTIONS, LOOKUP_ROLE
from dastern_postgres.row_security import ROLES, drift
from dastern_postgres.sealer import SEALER_ROLE
from dastern_postgres.surplus import surplus_rights, wrong_triggers

__all__ = ["LEAST_VERSIONS", "find_leaks", "version_fault"]

LEAST_VERSIONS = {15: 14, 16: 10, 17: 6}
"""
The minor versions that mend CVE-2025-8713, by major version; later majors never had it.
(Before them statistics gave away values of rows that a policy hides.)
"""

_FIRST_SAFE_MAJOR = 18

_TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
    EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polpermissive) AS has_policy
FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f')
    AND NOT c.relispartition
ORDER BY c.relname
"""
# Nobody reaches a partition but through its table; a right that is given by mistake opens no row.
_PARTITIONS = """
SELECT c.relname FROM pg_class AS c JOIN pg_inherits AS i ON i.inhrelid = c.oid
JOIN pg_class AS whole ON whole.oid = i.inhparent
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f')
    AND NOT c.relrowsecurity AND whole.relname = ANY(:governed)
ORDER BY c.relname
"""
_RULES = """
SELECT DISTINCT c.relname FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class
WHERE c.relnamespace = 'public'::regnamespace AND r.rulename <> '_RETURN' ORDER BY c.relname
"""
_ROLES = """
SELECT r.rolname AS relname FROM pg_roles AS r
WHERE (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication
    OR r.rolcanlogin)
    AND r.rolname = ANY(:roles)
ORDER BY r.rolname
"""
# Whatever the other role may do, or may come to do, the member may.
_MEMBERS = """
SELECT DISTINCT r.rolname AS relname
FROM pg_auth_members AS m JOIN pg_roles AS r ON r.oid = m.member
WHERE r.rolname = ANY(:roles)
ORDER BY r.rolname
"""
_OWNERS = """
SELECT c.relname FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner
WHERE r.rolname = ANY(:roles)
ORDER BY c.relname
"""
# A name that begins with "pg_" is the server's own.
_STRAY = """
SELECT n.nspname || '.' || c.relname AS relname
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname NOT IN ('public', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT (n.nspname = 'jobs' AND c.relname = ANY(:jobs))
ORDER BY 1
"""
_VIEWS = """
SELECT c.relname FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
    AND NOT coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)
ORDER BY c.relname
"""
_MATERIALIZED = """
SELECT c.relname FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'm' ORDER BY c.relname
"""
# One counts doses, as a role with no other right, and some tell whose a thing is
# or which version is the newest; what they say, `drift` looks at. Another queues audit entries: it
# is their trigger's alone, and nobody puts it on another table.
_DEFINERS = """
SELECT p.proname AS relname FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE p.prosecdef AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT (n.nspname = 'public' AND p.proname = :function AND p.pronargs = 0
        AND p.prorettype = 'trigger'::regtype AND pg_get_userbyid(p.proowner) = :counter
        AND NOT has_function_privilege('public', p.oid, 'EXECUTE'))
    AND NOT (n.nspname = 'public' AND p.oid = ANY(ARRAY(SELECT to_regprocedure(one)
            FROM unnest(CAST(:lookups AS text[])) AS one))
        AND pg_get_userbyid(p.proowner) = :lookup
        AND NOT has_function_privilege('public', p.oid, 'EXECUTE'))
    AND NOT (p.oid = to_regprocedure('public.queue_entries()') AND p.prorettype = 'trigger'::regtype
        AND NOT has_function_privilege('public', p.oid, 'EXECUTE'))
ORDER BY p.proname
"""
# A key on one table that another's row may name: it has to hold whose row it is.
_REFERENCES = """
SELECT k.conname, k.conrelid::regclass::text AS relname, ARRAY(
    SELECT a.attname::text FROM unnest(k.conkey) AS n JOIN pg_attribute AS a
    ON a.attrelid = k.conrelid AND a.attnum = n) AS columns
FROM pg_constraint AS k
WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND k.conparentid = 0
ORDER BY k.conname
"""
# A key that a guess may hit: each holds an identifier that nobody guesses.
_KEYS = """
SELECT i.indexrelid::regclass::text AS conname, i.indrelid::regclass::text AS relname, ARRAY(
    SELECT a.attname::text FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE a.attrelid = i.indrelid AND (a.attnum = ANY(i.indkey) OR 0 = ANY(i.indkey))
        AND t.typname IN ('uuid', 'bytea')) AS columns
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
WHERE (i.indisunique OR i.indisexclusion) AND NOT c.relispartition
    AND c.relnamespace = 'public'::regnamespace
ORDER BY 1
"""
_JOBS = (
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)
_OWNER_COLUMNS = frozenset({"patient_id", "account_id"})


def find_leaks(connection: Connection) -> tuple[Fault, ...]:
    """
    Look for ways around row security.

    Args:
        connection: To a migrated database, as any role that sees its catalogue.

    Returns:
        What was found, each with its remedy; empty where nothing was.
    """
    return (
        *_unsecured(connection),
        *drift(connection),
        *surplus_rights(connection),
        *wrong_triggers(connection),
        *(
            Fault(field=str(row["relname"]), problem=problem, remedy=remedy)
            for query, problem, remedy in (
                (_ROLES, "may log in, or has a right over the server", "Take its attributes away."),
                (_PARTITIONS, "is a partition without row security", "Enable it."),
                (_RULES, "is written to by a rule as well", "Drop the rule."),
                (_MEMBERS, "is a member of another role", "Revoke that role from it."),
                (_STRAY, "lies where no policy is looked for", "Move or drop it."),
                (_OWNERS, "belongs to a role that people act as", "Give it another owner."),
                (_VIEWS, "is a view with its owner's rights", "Set security_invoker = true."),
                (_MATERIALIZED, "keeps rows without a policy", "Read the tables instead."),
                (_DEFINERS, "runs with its owner's rights", "Make it SECURITY INVOKER."),
            )
            for row in _rows(connection, query)
        ),
        *_telltale_keys(connection),
        *([found] if (found := version_fault(_version(connection))) else []),
    )


def version_fault(version: int) -> Fault | None:
    """
    Tell what is wrong with a server's version, as ``server_version_num`` gives it.

    Example:
        >>> version_fault(170005).remedy, version_fault(170006)
        ('Upgrade to 17.6 or later.', None)
    """
    major, minor = divmod(version, 10_000)
    least = LEAST_VERSIONS.get(major, 0 if major >= _FIRST_SAFE_MAJOR else None)
    if least is not None and minor >= least:
        return None
    wanted = f"{major}.{least}" if least is not None else "15.14, 16.10, 17.6"
    return Fault(
        field="server_version",
        problem=f"{major}.{minor} gives hidden rows away by its statistics (CVE-2025-8713)",
        remedy=f"Upgrade to {wanted} or later.",
    )


def _unsecured(connection: Connection) -> Iterator[Fault]:
    for row in _rows(connection, _TABLES):
        if row["relname"] in WITHOUT_PATIENTS:
            continue
        if row["relname"] not in GOVERNED.keys() | IDENTITY_TABLES.keys():
            problem = "is named neither in GOVERNED nor in WITHOUT_PATIENTS or IDENTITY_TABLES"
            remedy = "Say in dastern_postgres.governed what it keeps."
            yield Fault(field=row["relname"], problem=problem, remedy=remedy)
        elif not (row["relrowsecurity"] and row["relforcerowsecurity"] and row["has_policy"]):
            problem = "has no row security that binds its owner, too"
            yield Fault(field=row["relname"], problem=problem, remedy="Run migrate.")


def _telltale_keys(connection: Connection) -> Iterator[Fault]:
    for row in _rows(connection, _REFERENCES):
        if not _OWNER_COLUMNS & set(row["columns"]):
            problem = "tells by its error whether another's row exists"
            remedy = "Refer to the identifier and the patient together."
            yield Fault(field=row["conname"], problem=problem, remedy=remedy)
    for row in _rows(connection, _KEYS):
        closed = WITHOUT_PATIENTS.keys() | IDENTITY_TABLES.keys()  # nobody can try a key there
        if not row["columns"] and row["relname"] not in closed:
            problem = "tells by its error whether another's row exists"
            remedy = "Make the key hold an identifier."
            yield Fault(field=row["conname"], problem=problem, remedy=remedy)


def _rows(connection: Connection, query: str) -> Sequence[RowMapping]:
    given = {
        "roles": [*ROLES, IDENTITY_ROLE, SEALER_ROLE, COUNTER_ROLE, LOOKUP_ROLE],
        "counter": COUNTER_ROLE,
        "function": COUNTER_FUNCTION,
        "lookup": LOOKUP_ROLE,
        "lookups": [f"public.{one}" for one in LOOKUP_FUNCTIONS],
        "governed": list(GOVERNED),
        "jobs": list(_JOBS),
    }
    given = {name: value for name, value in given.items() if f":{name}" in query}
    return connection.execute(text(query), given).mappings().all()


def _version(connection: Connection) -> int:
    return int(connection.scalar(text("SHOW server_version_num")) or 0)
