"""
The commands ``dastern audit``: whether a log is what was logged.
"""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import rich.progress
import typer

from dastern_cli.output import ExitCode, console, declared_errors, print_json
from dastern_core.audit.checkpoint import VerifyingKey, parse_verifying_key
from dastern_core.audit.verification import Verdict, verify_export
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["app"]

_LONGEST_READ = 300_000  # characters at once: more than a line of an export can have
_LONGEST_TEXT = 100_000  # characters of a key or a checkpoint; a note has 65 536 at most

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="The log of what was done: is it whole and unchanged?",
)


@app.callback()
def _group() -> None:
    """
    Keep the group a group, however few commands it has.
    """


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
        _require_file(file)
        public = parse_verifying_key(_key_text(key, beside=file))
        kept = [_text(one, what="--checkpoint") for one in checkpoint or []]
        verdict = verify_export(_lines(file), public_key=public, kept=kept)
    if as_json:
        print_json(_value(verdict, public))
    else:
        _tell(verdict, public)
    if not verdict.intact:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _require_file(path: Path) -> None:
    """
    Refuse a log that is not there before its key is looked for beside it.
    """
    try:
        found = not stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        found = False
    if not found:
        raise _unreadable(field="FILE", remedy="Give the path of an exported log.")


def _key_text(key: str | None, *, beside: Path) -> str:
    if key is None:
        return _text(beside.with_suffix(".vkey"), what="--key").strip()
    return key if "+" in key and not Path(key).exists() else _text(Path(key), what="--key").strip()


def _text(path: Path, *, what: str) -> str:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            return file.read(_LONGEST_TEXT)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(field=what, remedy="Give a file that holds it.") from error


def _lines(path: Path) -> Iterator[str]:
    people = console(as_json=True)
    try:
        # What is no UTF-8 becomes half characters, which no line of an export has.
        with rich.progress.open(
            path,
            "rt",
            encoding="utf-8",
            errors="surrogateescape",
            newline="\n",
            description="Verifying",
            console=people,
            transient=True,
            disable=not people.is_terminal,
        ) as file:
            while line := file.readline(_LONGEST_READ):
                yield line.removesuffix("\n")
    except OSError as error:
        raise _unreadable(field="FILE", remedy="Give the path of an exported log.") from error


def _unreadable(*, field: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(Fault(field=field, problem="cannot be read", remedy=remedy))


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
        f"{verdict.entries} entries, {len(verdict.erased)} of them erased, "
        f"{verdict.checkpoints} checkpoints"
    )
    out.print(f"Key: {key}", markup=False, soft_wrap=True)
    if verdict.intact:
        out.print("[bold green]Intact:[/] this is what was logged and signed.")
    else:
        out.print("[bold red]Not intact:[/] do not rely on this log.")
