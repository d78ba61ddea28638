"""
The commands ``dastern audit``: whether a log is what was logged.
"""

from pathlib import Path
from typing import Annotated

import typer

from dastern_cli.audit_export import export
from dastern_cli.audit_input import log_key_of, log_lines, require_file, text_of
from dastern_cli.audit_receipts import check, receipts
from dastern_cli.audit_trail import trail
from dastern_cli.files import naming
from dastern_cli.output import ExitCode, console, counted, declared_errors, print_json
from dastern_core.audit.checkpoint import VerifyingKey, open_checkpoint
from dastern_core.audit.verification import Verdict, verify_export

__all__ = ["app"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="The log of what was done: is it whole and unchanged?",
)


app.command()(export)
app.command()(trail)
app.command()(receipts)
app.command()(check)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The exported log, JSON lines.")],
    *,
    key: Annotated[
        str | None,
        typer.Option(
            help="The log's public key, NAME+ID+BASE64, or a file that holds it. "
            "By default the file beside FILE with the ending .vkey."
        ),
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(help="A checkpoint of this log that you kept; may be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Verify an exported audit log, offline.

    Every entry is compared with its leaf, every leaf with the signed roots. What is
    changed, missing, out of order or unsigned is named by the index of its entry.

    Get the key from somewhere else than the export: whoever can forge one can forge the
    other. Keep checkpoints: only they show that a log was cut back or rewritten by the
    very one who signs it.

    Exit code 0 means intact, 1 that something is wrong.
    """
    with declared_errors(as_json=as_json):
        require_file(file)
        public = log_key_of(key, beside=file)
        kept = [text_of(one, what="--checkpoint") for one in checkpoint or []]
        for path, note in zip(checkpoint or [], kept, strict=True):
            with naming(f"--checkpoint {path}"):
                open_checkpoint(note, key=public)
        verdict = verify_export(log_lines(file), public_key=public, kept=kept)
    if as_json:
        print_json(_value(verdict, public))
    else:
        _tell(verdict, public)
    if not verdict.intact:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _value(verdict: Verdict, key: VerifyingKey) -> dict[str, object]:
    return {
        "intact": verdict.intact,
        "key": str(key),
        "entries": verdict.entries,
        "checkpoints": verdict.checkpoints,
        "erased": list(verdict.erased),
        "problems": [
            {"kind": one.kind.value, "first": one.first, "last": one.last, "message": str(one)}
            for one in verdict.problems
        ],
    }


def _tell(verdict: Verdict, key: VerifyingKey) -> None:
    out = console(as_json=False)
    for one in verdict.problems:
        out.print(f"[red]✗[/] {one}")
    out.print(
        f"{counted(verdict.entries, 'entry')}, {len(verdict.erased)} of them erased, "
        f"{counted(verdict.checkpoints, 'checkpoint')}"
    )
    out.print(f"Key: {key}", markup=False, soft_wrap=True)
    if verdict.intact:
        out.print("[bold green]Intact:[/] this is what was logged and signed.")
    else:
        out.print("[bold red]Not intact:[/] do not rely on this log.")
