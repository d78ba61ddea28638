"""
Schema: the wiring of what brings databases to the state that this release expects.
"""

from collections.abc import Mapping

from dastern_cli.files import naming
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["migrate", "schema_steps"]


def migrate(databases: Mapping[str, str], *, to: str | None) -> dict[str, dict[str, object]]:
    """
    Take the steps that databases lack, and tell where they are then.

    Args:
        databases: As for `schema_steps`.
        to: The last step to take, or None for all.

    Raises:
        InvalidInputError: There is no such step, or the database is past it.
        PortError: A step failed; that database is as it was.
    """
    from dastern_postgres import migrate as medical  # noqa: PLC0415 - a part
    from dastern_postgres import migrate_payments  # noqa: PLC0415 - a part

    with naming("--to"):
        for name, dsn in databases.items():
            (medical if name == "medical" else migrate_payments)(dsn, revision=to)
    return schema_steps(databases)


def schema_steps(databases: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """
    Tell which step each database is at and which this release wants.

    Args:
        databases: Connection strings of their owners, by ``medical`` and ``payments``.

    Raises:
        InvalidInputError: A login may not see it.
        PortError: A database cannot be reached.
    """
    from dastern_postgres.engine import connect  # noqa: PLC0415 - a part
    from dastern_postgres.schema_version import (  # noqa: PLC0415 - a part
        MEDICAL_STEPS,
        PAYMENT_STEPS,
        version_of,
    )

    steps: dict[str, dict[str, object]] = {}
    for name, dsn in databases.items():
        engine = connect(dsn)
        try:
            with engine.connect() as connection:
                found = version_of(
                    connection, MEDICAL_STEPS if name == "medical" else PAYMENT_STEPS
                )
        finally:
            engine.dispose()
        if found is None:
            problem = "does not show this login at which step it is"
            remedy = "Name the database as its owner."
            raise InvalidInputError(Fault(field=name, problem=problem, remedy=remedy))
        steps[name] = {"at": found.at, "wanted": found.wanted, "behind": found.is_behind}
    return steps
