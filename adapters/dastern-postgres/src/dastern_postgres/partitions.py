"""
Partitions: doses and audit entries by month, so that a month comes and goes as one table.

Every partitioned table keeps a partition for the rest, so that no row is ever refused for
its time; what gathers there moves when its month is made. A partition has row security and
no policy: whoever acts as a role of the database goes through the table itself.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection, text

from dastern_core.kernel import Fault, InvalidInputError, require_aware
from dastern_postgres.engine import connect

__all__ = [
    "DOSES_FILLED",
    "PARTITIONED",
    "kept_since",
    "make_coming",
    "make_partitions",
    "make_rest",
    "retire_partitions",
    "retired_months",
]

PARTITIONED: Mapping[str, str] = MappingProxyType({"doses": "due_at", "audit_entries": "at"})
"""
The partitioned tables, and by which of their columns.
"""

DOSES_FILLED = 85
"""
How full a page of doses is made, in percent: a mark finds room beside the dose, so that no
index has to learn of it.
"""

_MOST_MONTHS = 120
_STORED: Mapping[str, str] = MappingProxyType({"doses": f" WITH (fillfactor = {DOSES_FILLED})"})

# A statement trigger of the table does not see statements that name a partition.
_GUARDS: Mapping[str, str] = MappingProxyType(
    {
        "audit_entries": "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
        " ON {partition} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    }
)
# The days that a month shares with the next keep the others' counts. The trigger waits for
# whoever changes the partition, and lets nobody else begin.
_COUNTED: Mapping[str, str] = MappingProxyType(
    {
        "doses": "CREATE TRIGGER counted_delete AFTER DELETE ON {partition}"
        " REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_doses();"
        " DELETE FROM {partition}"
    }
)
_PARTITIONS = """
SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = to_regclass('public.' || :table) ORDER BY c.relname
"""
_EARLY_MONTHS = """
SELECT DISTINCT date_trunc('month', "at" AT TIME ZONE 'UTC') FROM audit_entries
WHERE "at" < coalesce(:since, 'infinity'::timestamptz)
"""
# What an earlier release, or a restored backup, left in no month; a name has four digits.
_MONTHS_OF_REST = """
SELECT DISTINCT date_trunc('month', "{column}" AT TIME ZONE 'UTC')::date AS month FROM {table}_rest
WHERE "{column}" >= '1000-01-02' AND "{column}" < :before ORDER BY month LIMIT :most
"""
_WAITING = """
SELECT EXISTS (SELECT FROM audit_queue WHERE "at" < :end)
"""


def make_partitions(
    connection: Connection, table: str, *, now: datetime, months: int
) -> tuple[str, ...]:
    """
    Make a table's partitions of this month and of the months to come, where they are missing.

    Rows that gathered in the rest move into their month. Run it as the tables' owner, in a
    transaction; while rows move, others wait for the table.

    Args:
        connection: In a transaction.
        table: One of `PARTITIONED`.
        now: This month's instant; aware.
        months: How many months to come, from 0 to 120.

    Returns:
        The names of the partitions that were made.

    Raises:
        InvalidInputError: The table is not partitioned, there are too few or too many
            months, or ``now`` is naive.
        PortError: The role is not the tables' owner.
    """
    if not 0 <= months <= _MOST_MONTHS:
        problem, remedy = f"is {months}", f"Give 0 to {_MOST_MONTHS} months."
        raise InvalidInputError(Fault(field="months", problem=problem, remedy=remedy))
    first = require_aware(now, field="now").astimezone(UTC).date().replace(day=1)
    known = _partitions_of(connection, table)
    wanted = [first + relativedelta(months=step) for step in range(months + 1)]
    missing = [month for month in wanted if _name(table, month) not in known]
    for month in missing:
        _make(connection, table, month)
    return tuple(_name(table, month) for month in missing)


def make_coming(dsn: str, *, now: datetime, months: int) -> tuple[str, ...]:
    """
    Make the partitions of every partitioned table, each in a transaction of its own.

    Args:
        dsn: A connection string for libpq, of the tables' owner.
        now: This month's instant; aware.
        months: How many months to come, from 0 to 120.

    Returns:
        The names of the partitions that were made.

    Raises:
        InvalidInputError: There are too few or too many months, or ``now`` is naive.
        PortError: The role is not the tables' owner.
    """
    engine = connect(dsn)
    made: list[str] = []
    try:
        for table in PARTITIONED:
            with engine.begin() as connection:
                made += make_partitions(connection, table, now=now, months=months)
    finally:
        engine.dispose()
    return tuple(made)


def _partitions_of(connection: Connection, table: str) -> tuple[str, ...]:
    if table not in PARTITIONED:
        problem, remedy = "is not partitioned", f"Name one of {', '.join(PARTITIONED)}."
        raise InvalidInputError(Fault(field="table", problem=problem, remedy=remedy))
    return tuple(connection.execute(text(_PARTITIONS), {"table": table}).scalars())


def retire_partitions(connection: Connection, table: str, *, before: datetime) -> tuple[str, ...]:
    """
    Drop the partitions whose months are over before an instant, with all that they hold.

    What the audit log's tree holds stays: every proof that was given out stays valid
    (AUD-09). A month with entries that wait for their place stays as well, and one with a
    dose that is still due; with it those behind it, so that no month is missing in between.
    What lies in the rest gets its month first, the oldest 120 months in one call.

    Args:
        connection: In a transaction, of the table's owner.
        table: One of `PARTITIONED`.
        before: A month that ends at this instant, or earlier, goes; aware.

    Returns:
        The names of the partitions that were dropped.

    Raises:
        InvalidInputError: The table is not partitioned, or ``before`` is naive.
    """
    require_aware(before, field="before")
    known, gone = _partitions_of(connection, table), list[str]()
    query = _MONTHS_OF_REST.format(column=PARTITIONED[table], table=table)
    given = {"before": before, "most": _MOST_MONTHS}
    for month in connection.execute(text(query), given).scalars().all():
        whole = datetime(month.year, month.month, 1, tzinfo=UTC) + relativedelta(months=1)
        if whole <= before and _name(table, month) not in known:
            _make(connection, table, month)
    for name, end in _months(_partitions_of(connection, table)):
        if end > before or _is_held(connection, table, name, end=end):
            break
        if table in _COUNTED:
            connection.exec_driver_sql(_COUNTED[table].format(partition=name))
        connection.exec_driver_sql(f"DROP TABLE {name}")
        gone.append(name)
    return tuple(gone)


def kept_since(connection: Connection, table: str) -> datetime | None:
    """
    Give the start of the first month that has a partition; None where no month has one.

    What retires takes the oldest months, so that nothing since then was retired.

    Raises:
        InvalidInputError: The table is not partitioned.
    """
    ends = [end for _, end in _months(_partitions_of(connection, table))]
    return min(ends) - relativedelta(months=1) if ends else None


def retired_months(connection: Connection) -> Callable[[datetime], bool]:
    """
    Give what tells whether an audit entry of an instant may have been retired.

    It may where its month lies before the first that has a partition, and nothing of that
    month is left.
    """
    since = kept_since(connection, "audit_entries")
    early = set(connection.execute(text(_EARLY_MONTHS), {"since": since}).scalars())
    return lambda at: (since is None or at < since) and _month(at) not in early


def make_rest(connection: Connection, table: str) -> None:
    """
    Make the partition for whatever has no month yet; once, when the table is made.
    """
    connection.exec_driver_sql(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")
    _secure(connection, table, f"{table}_rest")


def _make(connection: Connection, table: str, month: date) -> None:
    name, rest, column = _name(table, month), f"{table}_rest", PARTITIONED[table]
    start, end = (f"'{day} 00:00:00+00'" for day in (month, month + relativedelta(months=1)))
    connection.exec_driver_sql(
        f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL){_STORED.get(table, '')}"
    )
    # Triggers would refuse that entries move; the tables stay locked until the commit.
    connection.exec_driver_sql(f"ALTER TABLE {rest} DISABLE TRIGGER USER")
    connection.exec_driver_sql(
        f'WITH moved AS (DELETE FROM {rest} WHERE "{column}" >= {start} AND "{column}" < {end}'  # noqa: S608 - names of this module
        f" RETURNING *) INSERT INTO {name} SELECT * FROM moved"
    )
    connection.exec_driver_sql(f"ALTER TABLE {rest} ENABLE TRIGGER USER")
    connection.exec_driver_sql(
        f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ({end})"
    )
    _secure(connection, table, name)


def _secure(connection: Connection, table: str, partition: str) -> None:
    # Not forced: the owner, who alone reaches a partition, has to move its rows.
    connection.exec_driver_sql(f"ALTER TABLE {partition} ENABLE ROW LEVEL SECURITY")
    if table in _GUARDS:
        connection.exec_driver_sql(_GUARDS[table].format(partition=partition))


def _name(table: str, month: date) -> str:
    return f"{table}_{month:%Y_%m}"


def _months(names: tuple[str, ...]) -> Iterator[tuple[str, datetime]]:
    for name in names:
        year, _, month = name[-7:].partition("_")
        if year.isdecimal() and month.isdecimal():
            start = datetime(int(year), int(month), 1, tzinfo=UTC)
            yield name, start + relativedelta(months=1)


def _month(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    return datetime(at.year, at.month, 1)  # noqa: DTZ001 - as PostgreSQL gives it


def _is_held(connection: Connection, table: str, name: str, *, end: datetime) -> bool:
    if table == "audit_entries":
        return bool(connection.scalar(text(_WAITING), {"end": end}))
    due = f"SELECT EXISTS (SELECT FROM {name} WHERE status = 'due')"  # noqa: S608 - a name of ours
    return bool(connection.scalar(text(due)))
