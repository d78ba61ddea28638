"""
The command ``dastern``: its groups, its version and its last resort.
"""

import importlib.metadata
import os
import sys
from typing import Annotated

import typer

from dastern_cli.groups import Source, lazy_group
from dastern_cli.output import ExitCode

__all__ = ["app", "main"]

_INTERRUPTED = 130  # what a shell reports after SIGINT

_COMMANDS = {
    "demo": Source("dastern_cli.demo", parts=("audit", "ocr", "pictures", "postgres")),
    "scan": Source("dastern_cli.scan", parts=("ocr",)),
    "confirm": Source("dastern_cli.confirm", parts=("ocr",)),
    "corrections": Source("dastern_cli.corrections", parts=("ocr",)),
    "ocr": Source("dastern_cli.evaluate", parts=("ocr", "pictures")),
    "schedule": Source("dastern_cli.schedule"),
    "sig": Source("dastern_cli.sig"),
    "medicines": Source("dastern_cli.medicines", parts=("search",)),
    "adherence": Source("dastern_cli.adherence"),
    "vitals": Source("dastern_cli.vitals"),
    "khqr": Source("dastern_cli.khqr"),
    "audit": Source("dastern_cli.audit", parts=("audit",)),
    "worker": Source("dastern_cli.worker", parts=("postgres",)),
    "migrate": Source("dastern_cli.migrate", parts=("postgres",)),
    "leaks": Source("dastern_cli.leaks", parts=("postgres",)),
    "keys": Source("dastern_cli.keys", parts=("postgres",)),
    "backup": Source("dastern_cli.backup", parts=("postgres",)),
    "restore": Source("dastern_cli.restore", parts=("postgres",)),
}

app = typer.Typer(
    cls=lazy_group(_COMMANDS),
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,  # a patient's data must not land in a traceback
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(*, wanted: bool) -> None:
    if wanted:
        version = importlib.metadata.version("dastern-core")
        sys.stdout.write(f"dastern {version}\n")
        raise typer.Exit


@app.callback()
def dastern(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda wanted: _print_version(wanted=wanted), is_eager=True
        ),
    ] = False,
) -> None:
    """
    From a photo of a prescription to doses, adherence, proof and payment.

    Start with [bold]dastern demo[/]. Every command takes [bold]--json[/]: then stdout
    holds one JSON document and nothing else.

    Exit codes: 0 done, 1 a check said no, 2 wrong usage, 3 the input cannot be used,
    4 something outside failed.
    """


def main() -> None:
    """
    Run the command line.
    """
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except OSError as error:
        if error.filename is not None:
            raise
        sys.exit(_unwritten(error))


def _unwritten(error: OSError) -> int:
    """
    Say that standard output takes no more, and let nothing else be written to it.
    """
    sys.stderr.write(f"error the output cannot be written ({error.strerror})\n")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.OUTSIDE_FAILURE
