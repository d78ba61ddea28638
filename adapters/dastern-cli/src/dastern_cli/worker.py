"""
The command ``dastern worker``: the system's own work, done by whichever worker is free.
"""

import logging
import socket
from pathlib import Path
from typing import Annotated

import typer

from dastern_cli import bootstrap, operation
from dastern_cli.audit_export import OriginOption, SigningKeyOption, log_key
from dastern_cli.clock import SystemClock
from dastern_cli.databases import (
    DatabaseOption,
    DataOption,
    KeysOption,
    PaymentsOption,
    databases,
    require_keys,
)
from dastern_cli.entropy import SystemEntropy
from dastern_cli.output import console, declared_errors, print_json
from dastern_cli.parts import require_parts
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def worker(  # noqa: PLR0913 - one option for each thing that it works with
    *,
    data: DataOption = None,
    database: DatabaseOption = None,
    payments: PaymentsOption = None,
    keys: KeysOption = None,
    new_keys: Annotated[
        bool,
        typer.Option("--new-keys", help="Draw the first key into --keys, for a new database."),
    ] = False,
    owner: Annotated[
        str | None,
        typer.Option(
            envvar="DASTERN_OWNER",
            show_envvar=True,
            help="The patients' database as its owner, who alone makes the months to come.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="What to call it in the logs; this machine by default.")
    ] = None,
    keep_months: Annotated[
        int | None,
        typer.Option(
            envvar="DASTERN_KEEP_MONTHS",
            show_envvar=True,
            min=24,
            max=1200,
            help="Drop months of doses and audit entries that are older, as the owner; the log "
            "says which. Without it nothing is ever dropped.",
        ),
    ] = None,
    checkpoints: Annotated[
        Path | None,
        typer.Option(
            envvar="DASTERN_CHECKPOINTS",
            show_envvar=True,
            help="Sign the head of the audit log every hour, into this folder: let others copy "
            "it to where nobody who may write the database can. Without it nothing is signed.",
        ),
    ] = None,
    signing_key: SigningKeyOption = None,
    origin: OriginOption = bootstrap.AUDIT_ORIGIN,
    threads: Annotated[int, typer.Option(min=1, max=32, help="How many jobs at once.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document at the end.")] = False,
) -> None:
    """
    Do what is due: sweep missed doses, expire, sequence the audit log, make months.

    Run any number of them, on any number of machines: each job is done once, and that of a
    worker which was killed is put back within two minutes. SIGTERM lets running jobs end.
    The databases have to be migrated; the login needs the role dastern_worker.
    """
    people = console(as_json=as_json)
    called = name or socket.gethostname()
    with declared_errors(as_json=as_json), databases(data, database, payments, keys=keys) as where:
        signs = None
        if checkpoints is not None:
            require_parts("audit")
            _require_folder(checkpoints)
            signs = log_key(data, database, signing_key, origin=origin)
        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
        operation.work(
            where.medical,
            payments=where.payments,
            keys=operation.key_store(require_keys(where), make=new_keys),
            owner=owner or where.medical,
            clock=SystemClock(),
            entropy=SystemEntropy(),
            name=called,
            threads=threads,
            keep_months=keep_months,
            checkpoints=None if signs is None or checkpoints is None else (checkpoints, signs),
            ready=lambda: people.print("Working; end it with Ctrl-C or SIGTERM."),
        )
    if as_json:
        print_json({"worker": called, "ended": "asked to"})


def _require_folder(checkpoints: Path) -> None:
    """
    Refuse a file in the folder's place before an hour has gone by without a checkpoint.
    """
    try:
        checkpoints.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"cannot be a folder: {checkpoints} ({error.strerror})"
        remedy = "Name a folder, made where it is missing."
        fault = Fault(field="--checkpoints", problem=problem, remedy=remedy)
        raise InvalidInputError(fault) from error
