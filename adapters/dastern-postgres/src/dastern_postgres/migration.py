"""
Migration: bring a database's schema to the state that this release expects.

The medical and the payment database have steps of their own (PAY-35).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from dastern_core.kernel import Fault, InvalidInputError
from dastern_postgres.engine import DatabaseError, connect
from dastern_postgres.row_security import close, lift, secure
from dastern_postgres.schema_version import MEDICAL_STEPS, PAYMENT_STEPS, steps_of

__all__ = ["downgrade", "downgrade_payments", "migrate", "migrate_payments"]

_MEDICAL = "dastern_postgres:migrations"
_PAYMENTS = "dastern_postgres:payment_migrations"
_ONE_AT_A_TIME = 0x64617374  # "dast": an advisory lock of this distribution's own


def migrate(dsn: str, *, revision: str | None = None) -> None:
    """
    Take every step that is missing, in one transaction; none is missing the second time.

    Row security is put as this release decides, and needs a role that may make the roles
    ``dastern_app``, ``dastern_readonly`` and ``dastern_worker`` where the server lacks them.

    Args:
        dsn: A connection string for libpq, of a role that may create tables.
        revision: The last step to take, such as ``"0015"``; the last of this release unless
            told. Before that one the policies cannot stand, and the database is closed to all
            but its owner.

    Raises:
        InvalidInputError: There is no such step, or the database is past it.
        PortError: A step failed, or the database is of a later release; the schema is as it
            was.
    """
    steps = steps_of(MEDICAL_STEPS)
    with _config(dsn, _MEDICAL) as (config, connection):
        last = _target(connection, steps, revision)
        if last != _revision(connection):
            # A step moves rows, and an owner that is no superuser is bound by policies, too.
            lift(connection)
        command.upgrade(config, last)
        if last == steps[-1]:
            secure(connection)
        else:
            close(connection)


def migrate_payments(dsn: str, *, revision: str | None = None) -> None:
    """
    As `migrate`, for the payment database.

    Args:
        dsn: A connection string for libpq, of a role that may create tables there.
        revision: The last step to take; the last of this release unless told.

    Raises:
        InvalidInputError: There is no such step, or the database is past it.
        PortError: A step failed, or the database is of a later release; the schema is as it
            was.
    """
    with _config(dsn, _PAYMENTS) as (config, connection):
        command.upgrade(config, _target(connection, steps_of(PAYMENT_STEPS), revision))


def downgrade(dsn: str, *, revision: str) -> None:
    """
    Undo steps, in one transaction; what only the undone steps can store is lost.

    Row security is taken out with them; `migrate` puts it back.

    Args:
        dsn: A connection string for libpq, of the tables' owner.
        revision: The last step to keep, such as ``"0001"``, or ``"base"`` for none.

    Raises:
        PortError: A step failed; the schema is as it was.
    """
    with _config(dsn, _MEDICAL) as (config, connection):
        lift(connection)
        command.downgrade(config, revision)


def downgrade_payments(dsn: str, *, revision: str) -> None:
    """
    As `downgrade`, for the payment database.

    Args:
        dsn: A connection string for libpq, of the tables' owner.
        revision: The last step to keep, or ``"base"`` for none.

    Raises:
        PortError: A step failed; the schema is as it was.
    """
    with _config(dsn, _PAYMENTS) as (config, _):
        command.downgrade(config, revision)


def _target(connection: Connection, steps: Sequence[str], revision: str | None) -> str:
    """
    Give the last step to take.
    """
    at = _revision(connection)
    if at is not None and at not in steps:
        message = f"the database is at step {at}, which this release does not know: use a later one"
        raise DatabaseError(message)
    last = steps[-1] if revision is None else revision
    if last not in steps:
        remedy = f"Name one of {steps[0]} to {steps[-1]}."
        raise InvalidInputError(Fault(field="revision", problem="is no step", remedy=remedy))
    if at is not None and last < at:
        problem = f"is behind the database, which is at {at}"
        remedy = "Going back loses what is stored: downgrade() does it."
        raise InvalidInputError(Fault(field="revision", problem=problem, remedy=remedy))
    return last


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _config(dsn: str, steps: str) -> Iterator[tuple[Config, Connection]]:
    engine = connect(dsn)
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME}
            )
            config = Config(attributes={"connection": connection})
            config.set_main_option("script_location", steps)
            yield config, connection
    finally:
        engine.dispose()
