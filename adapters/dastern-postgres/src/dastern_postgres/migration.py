"""
Migration: bring a database's schema to the state that this release expects.

The medical and the payment database have steps of their own (PAY-35).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from dastern_postgres.engine import connect
from dastern_postgres.row_security import lift, secure

__all__ = ["downgrade", "downgrade_payments", "migrate", "migrate_payments"]

_MEDICAL = "dastern_postgres:migrations"
_PAYMENTS = "dastern_postgres:payment_migrations"
_ONE_AT_A_TIME = 0x64617374  # "dast": an advisory lock of this distribution's own


def migrate(dsn: str) -> None:
    """
    Take every step that is missing, in one transaction; none is missing the second time.

    Row security is put as this release decides, and needs a role that may make the roles
    ``dastern_app``, ``dastern_readonly`` and ``dastern_worker`` where the server lacks them.

    Args:
        dsn: A connection string for libpq, of a role that may create tables.

    Raises:
        PortError: A step failed; the schema is as it was.
    """
    with _config(dsn, _MEDICAL) as (config, connection):
        if ScriptDirectory.from_config(config).get_current_head() != _revision(connection):
            # A step moves rows, and an owner that is no superuser is bound by policies, too.
            lift(connection)
        command.upgrade(config, "head")
        secure(connection)


def migrate_payments(dsn: str) -> None:
    """
    As `migrate`, for the payment database.

    Args:
        dsn: A connection string for libpq, of a role that may create tables there.

    Raises:
        PortError: A step failed; the schema is as it was.
    """
    with _config(dsn, _PAYMENTS) as (config, _):
        command.upgrade(config, "head")


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
