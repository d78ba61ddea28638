"""
The commands ``dastern corrections``: what people corrected, kept on this machine alone.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from dastern_cli import corrections_folder
from dastern_cli.files import write_whole
from dastern_cli.output import console, counted, declared_errors, print_json
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["CorrectionsOption", "app"]

CorrectionsOption = Annotated[
    Path | None,
    typer.Option(
        "--corrections",
        envvar="DASTERN_CORRECTIONS",
        help="The folder of corrections; one in your data folder by default.",
    ),
]
"""
Where corrections are kept.
"""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="What people corrected in drafts: kept on this machine, sent nowhere.",
)


def _folder(chosen: Path | None) -> Path:
    return corrections_folder.default_folder() if chosen is None else chosen


@app.command("list")
def list_kept(
    *,
    corrections: CorrectionsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Show what is kept, the oldest first.
    """
    with declared_errors(as_json=as_json):
        folder = _folder(corrections)
        found = corrections_folder.kept(folder)
    if as_json:
        print_json({"folder": str(folder), "corrections": [one.fields() for one in found]})
        return
    people = console(as_json=False)
    people.print(f"{counted(len(found), 'correction')} in {folder}", markup=False, soft_wrap=True)
    if found:
        table = Table(box=box.SIMPLE_HEAD)
        table.add_column("Id", no_wrap=True)
        for head in ("Kept on", "What", "Read", "Corrected", "Print", "Engine"):
            table.add_column(head, overflow="fold")
        for one in found:
            read, after = (escape(text or "") for text in (one.text, one.after))
            shown = "no" if one.crop is None else "yes"
            table.add_row(
                one.id, one.kept_on, one.part, read, after, shown, escape(one.engine or "")
            )
        people.print(table)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The ZIP file to write.")],
    *,
    corrections: CorrectionsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Write all of it as one ZIP file: corrections.jsonl, and the prints below crops/.

    For training an engine or mending the lexicon. Look at the prints before you give them
    away: a note written into a row may name somebody.
    """
    with declared_errors(as_json=as_json):
        found = corrections_folder.kept(_folder(corrections))
        write_whole(out, corrections_folder.export(found))
    if as_json:
        print_json({"file": str(out), "corrections": len(found)})
    else:
        told = f"{counted(len(found), 'correction')} written to {out}"
        console(as_json=False).print(told, markup=False, soft_wrap=True)


@app.command()
def delete(
    ids: Annotated[list[str] | None, typer.Argument(help="Which, as `list` names them.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    corrections: CorrectionsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Delete corrections, for good.
    """
    with declared_errors(as_json=as_json):
        if everything == bool(ids):
            remedy = "Name their ids, or all of them by --all."
            raise InvalidInputError(Fault(field="ids", problem="are missing", remedy=remedy))
        folder = _folder(corrections)
        every = [path.stem for path in folder.glob("*.json")] if everything else ids or []
        deleted = corrections_folder.delete(folder, every)
    if as_json:
        print_json({"deleted": deleted})
    else:
        console(as_json=False).print(f"{counted(deleted, 'correction')} deleted.")
