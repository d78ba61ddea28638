"""
The commands ``dastern keys``: a patient's key, renewed or destroyed.
"""

from typing import Annotated

import typer

from dastern_cli import operation
from dastern_cli.databases import DatabaseOption, DataOption, KeysOption, databases, require_keys
from dastern_cli.output import console, counted, declared_errors, print_json
from dastern_core.kernel import Fault, InvalidInputError, PatientId, parse_id

__all__ = ["app"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="The key that seals what is written about a patient: renew it, or destroy it.",
)

_PatientOption = Annotated[str, typer.Option("--patient", help="The patient's identifier.")]


@app.command()
def rotate(
    *,
    patient: _PatientOption,
    data: DataOption = None,
    database: DatabaseOption = None,
    keys: KeysOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Make a new version of a patient's key: what is written from now on is sealed by it.

    Older versions still open what they sealed. A worker's job, seal-anew, seals that by the
    new one in the night; documents stay under the version that sealed them.
    """
    with declared_errors(as_json=as_json):
        patient_id = parse_id(PatientId, patient, field="--patient")
        with databases(data, database, None, keys=keys) as where:
            wrapping = operation.key_store(require_keys(where), make=False)
            version = operation.rotate_key(where.medical, patient_id, keys=wrapping)
    if as_json:
        print_json({"patient": str(patient_id), "version": version})
        return
    console(as_json=False).print(f"Version {version} seals from now on.")


@app.command()
def erase(
    *,
    patient: _PatientOption,
    by: Annotated[str, typer.Option(help="Who does it: a name that stands in the audit log.")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the patient's trail.")],
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Destroy it: nothing brings it back.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Also where nothing was logged about them since they were erased."
        ),
    ] = False,
    keep_account: Annotated[
        bool, typer.Option("--keep-account", help="Leave the account open: the patient goes on.")
    ] = False,
    data: DataOption = None,
    database: DatabaseOption = None,
    keys: KeysOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Destroy every version of a patient's key, and empty their account.

    What goes is the words of their prescriptions, encounters, notes, documents and audit entries;
    and their name, birthday, gender, password, telephone number and address. Rows, times,
    numbers, connections and payments stay, about an identifier alone, and every proof of the
    log stays valid. One entry tells who did it and why. Names of devices and network addresses
    leave by the worker within a quarter. Let backups expire that hold the wrapped key.
    """
    with declared_errors(as_json=as_json):
        patient_id = parse_id(PatientId, patient, field="--patient")
        if not confirm:
            problem = f"is missing, so nothing was erased of {patient_id}"
            remedy = "Compare the identifier, and say it again with --confirm."
            raise InvalidInputError(Fault(field="--confirm", problem=problem, remedy=remedy))
        with databases(data, database, None, keys=keys) as where:
            wrapping = operation.key_store(require_keys(where), make=False)
            gone = operation.erase(
                where.medical,
                patient_id,
                by=by,
                reason=reason,
                again=again,
                keeps_account=keep_account,
                keys=wrapping,
            )
    account = "kept" if keep_account else "erased"
    if as_json:
        print_json({"patient": str(patient_id), "keys": gone, "account": account})
        return
    told = f"{counted(gone, 'version')} of the key destroyed: what it sealed is erased."
    told += " The account goes on." if keep_account else " The account is closed and emptied."
    console(as_json=False).print(told, markup=False, soft_wrap=True)
