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
    reason: Annotated[str, typer.Option(help="Why; the patient can read it in their trail.")],
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Destroy it: nothing brings it back.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Also where nothing was logged about them since they were erased."
        ),
    ] = False,
    data: DataOption = None,
    database: DatabaseOption = None,
    keys: KeysOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Destroy every version of a patient's key: all that is sealed about them is erased.

    That is their prescriptions, encounters, notes, documents and what their audit entries say.
    Rows, times and numbers stay, and every proof of the log stays valid. One entry tells who
    did it and why. Let backups expire that hold the wrapped key.
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
                where.medical, patient_id, by=by, reason=reason, again=again, keys=wrapping
            )
    if as_json:
        print_json({"patient": str(patient_id), "keys": gone})
        return
    told = f"{counted(gone, 'version')} of the key destroyed: what it sealed is erased."
    console(as_json=False).print(told, markup=False, soft_wrap=True)
