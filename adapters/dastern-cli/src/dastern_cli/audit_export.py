"""
The command ``dastern audit export``: the whole log, signed, for anybody to verify offline.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dastern_cli import bootstrap, operation
from dastern_cli.databases import DatabaseOption, DataOption, KeysOption, databases, require_keys
from dastern_cli.files import write_whole
from dastern_cli.output import console, counted, declared_errors, print_json
from dastern_cli.parts import require_parts
from dastern_core.kernel import Fault, InvalidInputError

if TYPE_CHECKING:
    from dastern_core.audit.checkpoint import SigningKey

__all__ = ["OriginOption", "SigningKeyOption", "export", "log_key"]


SigningKeyOption = Annotated[
    Path | None,
    typer.Option(
        envvar="DASTERN_SIGNING_KEY",
        show_envvar=True,
        help="The file of the key that signs, 64 hexadecimal digits, where a database is "
        "named; an embedded one has it beside it.",
    ),
]
OriginOption = Annotated[
    str,
    typer.Option(
        envvar="DASTERN_ORIGIN",
        show_envvar=True,
        help="The log's name, which the key is for, such as clinic.example/audit",
    ),
]


def export(
    out: Annotated[Path, typer.Argument(help="The log to write; its public key goes beside it.")],
    *,
    data: DataOption = None,
    database: DatabaseOption = None,
    keys: KeysOption = None,
    signing_key: SigningKeyOption = None,
    origin: OriginOption = bootstrap.AUDIT_ORIGIN,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Write the patients' audit log as JSON lines, with its signed checkpoint.

    It holds what everybody did, in the clear: keep it as safe as the database. What was
    erased, retired or does not open is listed by its leaf alone. Publish the public key
    elsewhere, and keep each export's checkpoint: only they show that a log was rewritten.
    """
    with declared_errors(as_json=as_json):
        require_parts("audit", "postgres")
        with databases(data, database, None, keys=keys) as where:
            wrapping = operation.key_store(require_keys(where), make=False)
            signs = log_key(data, database, signing_key, origin=origin)
            lines, public = operation.export_log(where.medical, key=signs, keys=wrapping)
        write_whole(out, "".join(f"{line}\n" for line in lines).encode())
        write_whole(out.with_suffix(".vkey"), f"{public}\n".encode())
    if as_json:
        print_json({"file": str(out), "key": public, "lines": len(lines)})
        return
    told = f"{counted(len(lines), 'line')} written to {out}, its key beside it: {public}"
    console(as_json=False).print(told, markup=False, soft_wrap=True)


def log_key(
    data: Path | None, database: str | None, path: Path | None, *, origin: str
) -> "SigningKey":
    """
    Load the key that signs a log: the one that is named, or the one beside an embedded database.

    Args:
        data: The folder of the embedded database, where none is named.
        database: The database that is named, or None.
        path: The key's file, or None.
        origin: The log's name.

    Raises:
        InvalidInputError: No file is named for a database, or it holds no key.
    """
    if path is not None:
        return bootstrap.stored_signing_key(path, origin=origin)
    if database is None:
        return bootstrap.signing_key(bootstrap.data_folder(data, name="demo"))
    remedy = "Name the file of the key that signs this log; keep it from who may write the log."
    raise InvalidInputError(Fault(field="--signing-key", problem="is missing", remedy=remedy))
