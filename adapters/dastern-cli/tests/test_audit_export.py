"""
``dastern audit export``.
"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dastern_cli.bootstrap import stored_signing_key
from dastern_cli.main import app
from dastern_cli.operation import key_store
from dastern_core.kernel import InvalidInputError
from dastern_core.testing.samples import sample_entry, sample_patient_id
from dastern_postgres import migrate, postgres_store
from dastern_postgres.embedded import embedded_postgres
from dastern_postgres.testing import enterable_folder

__all__ = ["enterable_folder"]  # the fixture


def test_a_stored_log_is_written_signed_and_verifies(enterable_folder: Path) -> None:
    """
    What waits gets its place, and the file verifies by the key that was written beside it.
    """
    out, keys, secret = (
        enterable_folder / "log.jsonl",
        enterable_folder / "keys",
        enterable_folder / "signing.key",
    )
    secret.write_text("07" * 32)
    with embedded_postgres(enterable_folder / "server", durable=False) as dsn:
        migrate(dsn)
        with postgres_store(dsn, keys=key_store(keys, make=True)) as store, store.begin() as work:
            for number in (1, 2):
                entry = sample_entry(number, patient_id=sample_patient_id(1))
                work.audit_log.append(entry, salt=bytes(16))
        given = ["audit", "export", str(out), "--database", dsn, "--keys", str(keys)]
        unsigned = CliRunner().invoke(app, given)
        signed = ["--signing-key", str(secret), "--origin", "clinic.example/audit"]
        made = CliRunner().invoke(app, [*given, *signed])
    verified = CliRunner().invoke(app, ["audit", "verify", str(out)])

    assert (3, True) == (unsigned.exit_code, "--signing-key is missing" in unsigned.stderr)
    assert (0, 0) == (made.exit_code, verified.exit_code)
    assert "2 entries, 0 of them erased, 1 checkpoint" in verified.stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read as the key that signs the log (No such file or directory). Name"),
        ("no key", "is not the audit log's key, 64 hexadecimal digits. Restore"),
        ("07", "is not the audit log's key"),
    ],
)
def test_a_file_without_a_key_signs_nothing(tmp_path: Path, content: str | None, told: str) -> None:
    """
    It is named before anything is read.
    """
    secret, keys = tmp_path / "signing.key", tmp_path / "keys"
    if content is not None:
        secret.write_text(content)
    key_store(keys, make=True)
    named = ["--database", "dbname=none", "--keys", str(keys), "--signing-key", str(secret)]

    result = CliRunner().invoke(app, ["audit", "export", str(tmp_path / "log.jsonl"), *named])

    assert (3, True) == (result.exit_code, f"{secret} {told}" in result.stderr)


def test_an_origin_that_is_no_name_is_named(tmp_path: Path) -> None:
    """
    The key's file is not blamed for it.
    """
    secret = tmp_path / "signing.key"
    secret.write_text("07" * 32)

    with pytest.raises(InvalidInputError) as refused:
        stored_signing_key(secret, origin="two words")

    assert "--origin" == refused.value.faults[0].field
