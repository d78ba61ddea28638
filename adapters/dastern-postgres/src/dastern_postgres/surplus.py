"""
Surplus: rights and triggers of a database that nothing here declares, or that are missing.

What the roles may do, the statements that secure a database say (`row_security`); what they
say is compared with what the catalogue has, so that a right which somebody gave by hand is
named, whatever it is on.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import attrs
from sqlalchemy import Connection, text

from dastern_core.kernel import Fault
from dastern_postgres.checked import CHECKED
from dastern_postgres.counter_rights import COUNTER_ROLE
from dastern_postgres.governed import GOVERNED
from dastern_postgres.identity_rights import IDENTITY_ROLE
from dastern_postgres.lookup_rights import LOOKUP_ROLE
from dastern_postgres.row_security import ROLES, statements
from dastern_postgres.sealer import SEALER_ROLE

__all__ = ["TRIGGERS", "surplus_rights", "wrong_triggers"]

_SPOKEN = re.compile(
    r"(GRANT|REVOKE) (.+) ON (?:((?:ALL TABLES IN |ALL SEQUENCES IN )?SCHEMA|SEQUENCE) )?"
    r"(\S+) (?:TO|FROM) (.+)"
)
_RIGHT = re.compile(r"([A-Z]+)(?: \(([^)]*)\))?")
_PUBLIC: Final = "PUBLIC"

_RIGHTS = """
SELECT n.nspname || '.' || c.relname AS thing, n.nspname || '.*' AS all_of_them, given.grantee,
    given.right, given.part
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace, LATERAL (
    SELECT grantee, privilege_type AS right, '' AS part FROM aclexplode(c.relacl)
    UNION ALL SELECT one.grantee, one.privilege_type, attname::text
    FROM pg_attribute, aclexplode(attacl) AS one WHERE attrelid = c.oid AND NOT attisdropped
) AS given
WHERE n.nspname IN ('public', 'jobs')
UNION ALL
SELECT n.nspname, '', grantee, privilege_type, '' FROM pg_namespace AS n, aclexplode(n.nspacl)
WHERE n.nspname IN ('public', 'jobs')
"""
_GIVEN = f"""
SELECT thing, all_of_them, coalesce(r.rolname, '{_PUBLIC}') AS role, given.right, part
FROM ({_RIGHTS}) AS given LEFT JOIN pg_roles AS r ON r.oid = given.grantee
WHERE given.grantee = 0 OR r.rolname = ANY(:roles)
ORDER BY 1, 3, 4, 5
"""  # noqa: S608 - names of this library
_TRIGGERS = """
SELECT c.relname, t.tgname, t.tgenabled IN ('O', 'A') AS fires, t.tgisinternal AS keys,
    c.relispartition
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace
ORDER BY c.relname, t.tgname
"""

_BY_NAME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "append_only": ("audit_entries", "audit_leaves"),
        "asked": ("connections",),
        "content": (
            *("data_keys", "encounters", "erased_keys", "medications"),
            *("prescription_versions", "vital_readings"),
        ),
        "counted_delete": ("doses",),
        "counted_insert": ("doses",),
        "counted_update": ("doses",),
        "fixed": (
            *("access_requests", "accounts", "actors", "batches", "challenges", "connections"),
            *("doctor_notes", "documents", "doses", "emergency_sessions", "external_identities"),
            *("grants", "invitations", "notices", "nudges", "prescription_versions"),
            *("prescriptions", "proposals", "sessions", "vital_alerts", "vital_bounds"),
        ),
        "follows": ("encounters",),
        "forward": ("sessions",),
        "grows": ("audit_head",),
        "life": ("access_requests", "connections", "documents", "emergency_sessions", "proposals"),
        "one_row": ("audit_head",),
        "queued": ("audit_entries",),
        "checked": tuple(GOVERNED),
        **{
            f"checked_{kind}": tuple(
                table for table, checks in CHECKED.items() if getattr(checks, kind)
            )
            for kind in ("gone", "unnamed", "whole")
        },
    }
)
TRIGGERS: frozenset[tuple[str, str]] = frozenset(
    (table, name) for name, tables in _BY_NAME.items() for table in tables
)
"""
Each trigger that has to stand and fire, by its table and its name.
"""


@attrs.frozen
class _Right:
    role: str
    thing: str
    right: str
    part: str = ""


def surplus_rights(connection: Connection) -> Iterator[Fault]:
    """
    Tell what the library's roles, or everybody, may do and nothing declares.

    Args:
        connection: To a migrated database, as any role that sees its catalogue.
    """
    declared = _declared()
    roles = [*ROLES, IDENTITY_ROLE, SEALER_ROLE, COUNTER_ROLE, LOOKUP_ROLE]
    for row in connection.execute(text(_GIVEN), {"roles": roles}).mappings():
        role, right, part = row["role"], row["right"], row["part"]
        known = {
            _Right(role, thing, one, column)
            for thing in (row["thing"], row["all_of_them"])
            for one in (right, "ALL")
            for column in ("", part)
        }
        if not known & declared:
            whole = f"{right} ({part})" if part else right
            yield Fault(
                field=row["thing"].removeprefix("public."),
                problem=f"is open to {role}, {whole}, which nothing declares",
                remedy=f"REVOKE {whole} from {role}.",
            )


def wrong_triggers(connection: Connection) -> Iterator[Fault]:
    """
    Tell which triggers are missing, do not fire, or are none of the library's.

    Args:
        connection: To a migrated database, as any role that sees its catalogue.
    """
    found = connection.execute(text(_TRIGGERS)).mappings().all()
    for row in found:
        if not row["fires"]:
            problem = f'its trigger "{row["tgname"]}" does not fire'
            remedy = "ALTER TABLE ... ENABLE TRIGGER."
            yield Fault(field=row["relname"], problem=problem, remedy=remedy)
    own = {
        (row["relname"], row["tgname"])
        for row in found
        if not (row["keys"] or row["relispartition"])
    }
    for table, name in sorted(TRIGGERS - own):
        problem, remedy = f'its trigger "{name}" is missing', "Restore it from a migrated database."
        yield Fault(field=table, problem=problem, remedy=remedy)
    for table, name in sorted(own - TRIGGERS):
        problem, remedy = f'its trigger "{name}" is none of the library\'s', "Drop it."
        yield Fault(field=table, problem=problem, remedy=remedy)


def _declared() -> frozenset[_Right]:
    # In their order: what is granted for a moment is revoked again.
    standing = {_Right(_PUBLIC, "public", "USAGE")}  # as every new database has it
    for statement in statements():
        spoken = _SPOKEN.fullmatch(statement.strip())
        if spoken is None:
            continue
        verb, rights, kind, name, roles = spoken.groups()
        if kind is not None and kind.startswith("ALL "):
            name += ".*"
        elif kind != "SCHEMA" and "." not in name:
            name = f"public.{name}"
        for role in roles.split(", "):
            for right, parts in _RIGHT.findall(rights):
                columns = [one.strip(' "') for one in parts.split(",")]
                if verb == "GRANT":
                    standing |= {_Right(role, name, right, one) for one in columns}
                else:
                    standing = {
                        one
                        for one in standing
                        if (one.role, one.thing) != (role, name) or right not in {one.right, "ALL"}
                    }
    return frozenset(standing)
