"""
The commands ``dastern audit receipts`` and ``check``: one entry, proven without the log.
"""

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from dastern_cli.audit_input import log_key_of, parsed_lines, require_file, text_of
from dastern_cli.files import naming, write_whole
from dastern_cli.output import ExitCode, console, counted, declared_errors, print_json
from dastern_cli.zone_names import named_zone
from dastern_core.audit import AuditEntry, BrokenProofError, Reader, entry_json, trail
from dastern_core.audit.checkpoint import SignatureError
from dastern_core.audit.export import CheckpointLine, EntryLine, ErasedLine
from dastern_core.audit.receipts import (
    Receipt,
    give_receipts,
    parse_receipt,
    receipt_text,
    verify_receipt,
)
from dastern_core.kernel import AccountId, Fault, InvalidInputError, Language, PatientId

__all__ = ["check", "receipts"]

_KEY = "The log's public key, NAME+ID+BASE64, or a file that holds it."


def receipts(
    file: Annotated[Path, typer.Argument(help="The exported log, JSON lines.")],
    *,
    patient: Annotated[UUID, typer.Option(help="The patient who gets the receipts.")],
    into: Annotated[Path, typer.Option(help="The folder to write them into.")],
    key: Annotated[
        str | None,
        typer.Option(help=f"{_KEY} By default the file beside FILE with the ending .vkey."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Write a receipt for every entry about a patient, each a file INDEX.tlog-proof.

    With a receipt and the log's key the patient proves what was logged, years later and
    without the log. An erased entry has none. The whole log is held in memory.
    """
    with declared_errors(as_json=as_json):
        require_file(file)
        public = log_key_of(key, beside=file)
        records, note = _records(file)
        given = give_receipts(records, patient_id=PatientId(patient), checkpoint=note, key=public)
        written = [into / f"{one.index}.tlog-proof" for one in given]
        for path, one in zip(written, given, strict=True):
            write_whole(path, receipt_text(one).encode())
    if as_json:
        print_json({"written": [str(path) for path in written]})
        return
    console(as_json=False).print(f"{counted(len(written), 'receipt')} in {into}", markup=False)


def check(
    receipt: Annotated[Path, typer.Argument(help="The receipt, a .tlog-proof file.")],
    *,
    key: Annotated[str | None, typer.Option(help=f"{_KEY} Always needed.")] = None,
    language: Annotated[Language, typer.Option(help="Of the sentence.")] = Language.ENGLISH,
    zone: Annotated[str, typer.Option(help="The zone of the time.")] = "Asia/Phnom_Penh",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Check a receipt, offline: was this entry logged?

    Get the key from the log's keeper and not from whoever gave you the receipt, who could
    have made both: none is looked for beside it. Exit code 0 means proven, 1 that the receipt
    proves nothing.
    """
    with declared_errors(as_json=as_json):
        require_file(receipt)
        public = log_key_of(key, beside=None)
        with naming(f"receipt {receipt}"):
            read = parse_receipt(text_of(receipt))
        reader = _reader(read.entry, language=language, zone=zone)
        size, problem = 0, None
        try:
            size = verify_receipt(read, key=public).size
        except (BrokenProofError, SignatureError) as error:
            problem = str(error)
    sentence = trail([read.entry], reader=reader, limit=1)[0].text
    if as_json:
        print_json(_value(read, size=size, problem=problem, sentence=sentence))
    else:
        people = console(as_json=False)
        people.print(sentence, markup=False, soft_wrap=True)
        if problem is None:
            people.print(f"[bold green]Proven:[/] entry {read.index} of {size}, signed by the log.")
        else:
            people.print(f"[bold red]Not proven:[/] {problem}", soft_wrap=True)
    if problem is not None:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _records(file: Path) -> tuple[list[tuple[AuditEntry, bytes] | bytes], str]:
    records: list[tuple[AuditEntry, bytes] | bytes] = []
    note = None
    for line in parsed_lines(file):
        if isinstance(line, EntryLine):
            records.append((line.entry, line.salt))
        elif isinstance(line, ErasedLine):
            records.append(line.leaf)
        elif isinstance(line, CheckpointLine):
            note = line.note
    if note is None:
        raise InvalidInputError(
            Fault(
                field=str(file),
                problem="has no checkpoint",
                remedy="Export the log with a signed checkpoint at its end.",
            )
        )
    return records, note


def _reader(entry: AuditEntry, *, language: Language, zone: str) -> Reader:
    return Reader(
        patient_id=entry.patient_id,
        account_id=AccountId(entry.patient_id),
        names={},
        zone=named_zone(zone, field="--zone"),
        language=language,
    )


def _value(read: Receipt, *, size: int, problem: str | None, sentence: str) -> dict[str, object]:
    return {
        "proven": problem is None,
        "problem": problem,
        "index": read.index,
        "size": size,
        "entry": json.loads(entry_json(read.entry)),
        "text": sentence,
    }
