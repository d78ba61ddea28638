"""
Checks: how a person's row begins and what may become of it, where no policy can say so.

A policy sees a row as it was or as it will be, never both, and knows no life cycle. A check
sees both: it is a trigger that refuses what the core would not have done. What it asks is
made of the core's own tables (`checked`), so that the two cannot say different things.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeVar

import attrs

from dastern_core.kernel import TransitionTable
from dastern_postgres.identity_rights import IDENTITY_ROLE
from dastern_postgres.policies import WORKER_ROLE

__all__ = [
    "CLOCK_TOLERANCE",
    "ME",
    "SYSTEM_ROLES",
    "WRITTEN_HERE",
    "Checks",
    "check_statements",
    "lasting",
    "near",
    "only",
    "steps_of",
    "words",
]

CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""
How far a service's clock may be from the database's (as Standard Webhooks has it).
"""

ME: Final = "acting_account()"
"""
Whoever acts.
"""

SYSTEM_ROLES: Final = f"('{WORKER_ROLE}', '{IDENTITY_ROLE}')"
"""
The roles that write in nobody's name, as an SQL list.
"""

WRITTEN_HERE: Final = """
CREATE FUNCTION written_here(stamp xid) RETURNS boolean PARALLEL UNSAFE
BEGIN ATOMIC
    SELECT CASE WHEN whole BETWEEN mine AND mine + 1048576
        THEN pg_xact_status(whole::text::xid8) = 'in progress' ELSE false END
    FROM (SELECT mine, mine - mine % 4294967296 + stamp::text::bigint AS whole
        FROM (SELECT pg_current_xact_id()::text::bigint AS mine) AS here) AS stamped;
END
"""
"""
Whether a row that is seen, of this ``xmin``, was written by the transaction that asks.

Its savepoints have identifiers of their own, above its first; what is in progress and seen
is one's own. A stamp has 32 bits of 64: those above are this transaction's.
"""

_State = TypeVar("_State", bound=Enum)
_Event = TypeVar("_Event", bound=Enum)

_NOTHING: Mapping[str, str] = MappingProxyType({})

# A person acts where `app.user` names one; the system's own jobs name nobody.
_TRIGGER = """
CREATE TRIGGER checked BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW
WHEN ({bound}) EXECUTE FUNCTION check_{table}()
"""
_FUNCTION = """
CREATE FUNCTION check_{table}() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $check$
DECLARE broken text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        broken := {born};
    ELSE
        broken := {changed};
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'a row of {table} is refused unless it %', broken
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$check$
"""
# Asked when the transaction ends: parts that belong together come one after the other.
_WHOLE = """
CREATE FUNCTION check_whole_{table}() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $check$
DECLARE broken text := {whole};
BEGIN
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'a row of {table} is refused unless it %', broken
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$check$
"""
_WHOLE_TRIGGER = """
CREATE CONSTRAINT TRIGGER checked_whole AFTER INSERT OR UPDATE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN ({bound}) EXECUTE FUNCTION check_whole_{table}()
"""
_BESIDES = """
CREATE FUNCTION check_{kind}_{table}() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $check$
DECLARE broken text := {asked};
BEGIN
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'a row of {table} is refused unless it %', broken
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN {row};
END
$check$
"""
_BESIDES_TRIGGER = """
CREATE TRIGGER checked_{kind} BEFORE {event} ON {table} FOR EACH ROW
WHEN ({bound}) EXECUTE FUNCTION check_{kind}_{table}()
"""


@attrs.frozen(kw_only=True)
class Checks:
    """
    What a table asks of a person's rows, each under a name that a refusal gives.

    Args:
        born: What must hold of a new row, ``NEW``.
        changed: What must hold of a row as it was and as it will be, ``OLD`` and ``NEW``.
        whole: What must hold of a row ``NEW`` at the end of the transaction that wrote it.
        gone: What must hold of a row ``OLD`` that is removed.
        unnamed: What must hold of a new row that the system writes, in nobody's name.
        sound: Rows ``NEW`` of which all of that holds, told by themselves: asking the rest of
            each of a million costs as much as writing it.
        bound: Whom it binds besides people: a role of the database.
    """

    born: Mapping[str, str] = _NOTHING
    changed: Mapping[str, str] = _NOTHING
    whole: Mapping[str, str] = _NOTHING
    gone: Mapping[str, str] = _NOTHING
    unnamed: Mapping[str, str] = _NOTHING
    sound: str = "false"
    bound: str | None = None


def check_statements(table: str, checks: Checks) -> Iterator[str]:
    """
    Give the statements that make a table's checks.
    """
    bound = f"{ME} IS NOT NULL"
    if checks.bound is not None:
        bound += f" OR current_user = '{checks.bound}'"
    yield _FUNCTION.format(
        table=table, born=_first_broken(checks.born), changed=_first_broken(checks.changed)
    )
    yield _TRIGGER.format(table=table, bound=bound)
    if checks.whole:
        yield _WHOLE.format(table=table, whole=_first_broken(checks.whole))
        yield _WHOLE_TRIGGER.format(table=table, bound=bound)
    system = f"{ME} IS NULL AND current_user IN {SYSTEM_ROLES} AND ({checks.sound}) IS NOT TRUE"
    for kind, asked, event, row, whom in (
        ("gone", checks.gone, "DELETE", "OLD", bound),
        ("unnamed", checks.unnamed, "INSERT", "NEW", system),
    ):
        if asked:
            told = _first_broken(asked)
            yield _BESIDES.format(kind=kind, table=table, asked=told, row=row)
            yield _BESIDES_TRIGGER.format(kind=kind, table=table, event=event, bound=whom)


def _first_broken(asked: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN ({one}) IS NOT TRUE THEN '{name}'" for name, one in asked.items())
    return f"CASE {cases} END" if cases else "NULL"


def near(column: str) -> str:
    """
    Say that an instant is the database's own, as far as two clocks may differ.
    """
    clocks = lasting(CLOCK_TOLERANCE)
    return f"{column} BETWEEN asked_at() - {clocks} AND asked_at() + {clocks}"


def lasting(length: timedelta) -> str:
    """
    Give a length of time as SQL.
    """
    return f"interval '{length.total_seconds():g} seconds'"


def only(*columns: str) -> str:
    """
    Say that nothing of a row changes but these columns.
    """
    free = "'{" + ",".join(columns) + "}'::text[]"
    return f"to_jsonb(OLD) - {free} = to_jsonb(NEW) - {free}"


def words(kind: type[Enum] | Collection[Enum]) -> str:
    """
    Give an enumeration's members as an SQL list.
    """
    return "(" + ", ".join(f"'{one.value}'" for one in kind) + ")"


def steps_of(
    life: TransitionTable[_State, _Event], *, besides: Collection[_Event] = (), stays: bool = False
) -> str:
    """
    Say that a row's status takes a step of its life.

    Args:
        life: The life cycle.
        besides: Events that are not a person's to cause.
        stays: Whether it may as well stay where it is.
    """
    steps = sorted(
        {
            f"'{before.value}>{after.value}'"
            for (before, event), after in life.steps.items()
            if event not in besides
        }
    )
    step = f"OLD.status || '>' || NEW.status IN ({', '.join(steps)})"
    return f"OLD.status = NEW.status OR {step}" if stays else step
