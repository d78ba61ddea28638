"""
``dastern audit trail``, ``receipts`` and ``check``.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from dastern_cli.audit import app
from dastern_core.audit import (
    ActorRole,
    AuditAction,
    AuditEntry,
    TreeHead,
    export_lines,
    leaf,
    root,
    tree_of,
)
from dastern_core.audit.checkpoint import SigningKey, sign_checkpoint, verifying_key
from dastern_core.kernel import AccountId, EntryId, PatientId

_ORIGIN = "clinic.example/audit"
_SIGNING = SigningKey(name=_ORIGIN, seed=bytes(range(32)))
_KEY = str(verifying_key(_SIGNING))
_PATIENTS = [UUID(int=100), UUID(int=200)]
_RECORDS = [
    (
        AuditEntry(
            id=EntryId(UUID(int=number + 1)),
            at=datetime(2026, 6, 15, 2, number, tzinfo=UTC),
            actor_id=AccountId(UUID(int=7)),
            actor_role=ActorRole.DOCTOR,
            action=AuditAction.DATA_ACCESS,
            patient_id=PatientId(_PATIENTS[number % 2]),
            resource_type="prescription",
            resource_id=str(number),
            details={"reason": "emergency"},
        ),
        number.to_bytes(16),
    )
    for number in range(5)
]


def _run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [*map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """
    Write a log and its key beside it.
    """
    tree = tree_of(leaf(*one) for one in _RECORDS)
    head = TreeHead(origin=_ORIGIN, size=tree.size, root=root(tree, size=tree.size))
    note = sign_checkpoint(head, key=_SIGNING)
    lines = export_lines(_RECORDS, origin=_ORIGIN, checkpoints={tree.size: note})
    path = tmp_path / "audit.jsonl"
    path.write_text("\n".join(lines) + "\n")
    path.with_suffix(".vkey").write_text(f"{_KEY}\n")
    return path


@pytest.fixture
def folder(log: Path) -> Path:
    """
    Give a folder with the second patient's receipts.
    """
    into = log.parent / "receipts"
    assert 0 == _run("receipts", log, "--patient", _PATIENTS[1], "--into", into)[0]
    return into


@pytest.mark.rule("AUD-06")
def test_the_trail_tells_a_patient_what_was_done(log: Path) -> None:
    """
    The newest first, in the language asked for; about somebody else nothing.
    """
    code, out, _ = _run("trail", log, "--patient", _PATIENTS[0], "--limit", 2)
    _, khmer, _ = _run("trail", log, "--patient", _PATIENTS[0], "--language", "km", "--json")
    _, nobody, _ = _run("trail", log, "--patient", UUID(int=9))

    assert code == 0
    assert ["09:04", "09:02"] == [line.split(": ")[0][-5:] for line in out.splitlines()]
    assert 3 == len(json.loads(khmer))
    assert "វេជ្ជបណ្ឌិត" in json.loads(khmer)[0]["text"]
    assert "Nothing" in nobody


def test_each_receipt_proves_one_entry(folder: Path) -> None:
    """
    One file an entry about the patient, each proven by the key alone.
    """
    files = sorted(folder.iterdir())

    assert ["1.tlog-proof", "3.tlog-proof"] == [one.name for one in files]
    code, out, _ = _run("check", files[0], "--key", _KEY)
    assert (0, True) == (code, "Proven: entry 1 of 5" in out)
    code, out, _ = _run("check", files[1], "--key", _KEY, "--json")
    told = json.loads(out)
    assert (0, True, 3, 5) == (code, told["proven"], told["index"], told["size"])
    assert told["entry"]["resource_id"] == "3"


def test_a_receipt_by_another_key_proves_nothing(folder: Path) -> None:
    """
    The exit code is 1, and the reason is told.
    """
    stranger = verifying_key(SigningKey(name=_ORIGIN, seed=bytes(32)))
    code, out, _ = _run("check", folder / "1.tlog-proof", "--key", stranger)
    silent, told, _ = _run("check", folder / "1.tlog-proof", "--key", stranger, "--json")

    assert (1, True) == (code, "Not proven" in out)
    assert (1, False) == (silent, json.loads(told)["proven"])


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["check", "none.tlog-proof", "--key", _KEY], "cannot be read"),
        (["check", "audit.jsonl", "--key", _KEY], "receipt audit.jsonl is not"),
        (["check", "receipts/1.tlog-proof"], "--key is missing"),
        (["trail", "audit.jsonl", "--patient", str(_PATIENTS[0]), "--zone", "x"], "--zone"),
        (["trail", "audit.vkey", "--patient", str(_PATIENTS[0])], "audit.vkey, line 1, is"),
        (["receipts", "cut.jsonl", "--patient", str(_PATIENTS[0]), "--into", "x"], "cut.jsonl has"),
        (["receipts", "bad.jsonl", "--patient", str(_PATIENTS[0]), "--into", "x"], "records"),
    ],
)
def test_what_cannot_be_used_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], word: str
) -> None:
    """
    A missing file, another file, no key, no zone, no checkpoint, a log that was changed.
    """
    monkeypatch.chdir(folder.parent)
    lines = Path("audit.jsonl").read_text().splitlines()
    key = Path("audit.vkey").read_text()
    Path("receipts/1.vkey").write_text(key)  # not looked at: the receipt's giver could forge it
    for name, kept in {"cut": lines[:-1], "bad": [lines[0], *lines[2:1:-1], *lines[2:]]}.items():
        Path(f"{name}.jsonl").write_text("\n".join(kept) + "\n")
        Path(f"{name}.vkey").write_text(key)
    code, _, err = _run(*arguments)

    assert (3, True) == (code, word in err)
    assert not Path("x").exists()
