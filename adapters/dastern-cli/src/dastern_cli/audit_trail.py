"""
The command ``dastern audit trail``: what was done, in the patient's own words.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from dastern_cli.audit_input import parsed_lines, require_file
from dastern_cli.output import console, declared_errors, print_json
from dastern_cli.zone_names import named_zone
from dastern_core.audit import AuditEntry, Reader
from dastern_core.audit import trail as told
from dastern_core.audit.export import EntryLine
from dastern_core.kernel import AccountId, Language, PatientId

__all__ = ["trail"]


def trail(
    file: Annotated[Path, typer.Argument(help="The exported log, JSON lines.")],
    *,
    patient: Annotated[UUID, typer.Option(help="The patient whose trail it is.")],
    language: Annotated[Language, typer.Option(help="Of the sentences.")] = Language.ENGLISH,
    zone: Annotated[str, typer.Option(help="The zone of the times.")] = "Asia/Phnom_Penh",
    limit: Annotated[int, typer.Option(help="At most so many, the newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Tell a patient who did what with their data, and why, the newest first.

    It tells what the file says: let "dastern audit verify" prove the file first.
    """
    with declared_errors(as_json=as_json):
        require_file(file)
        reader = Reader(
            patient_id=PatientId(patient),
            account_id=AccountId(patient),
            names={},
            zone=named_zone(zone, field="--zone"),
            language=language,
        )
        lines = told(_entries(file), reader=reader, limit=limit)
    if as_json:
        print_json(
            [
                {"entry": str(one.entry_id), "at": one.at.isoformat(), "text": one.text}
                for one in lines
            ]
        )
        return
    people = console(as_json=False)
    for one in lines:
        people.print(one.text, markup=False, soft_wrap=True)
    if not lines:
        people.print("Nothing in this log is about that patient.")


def _entries(file: Path) -> Iterator[AuditEntry]:
    for line in parsed_lines(file):
        if isinstance(line, EntryLine):
            yield line.entry
