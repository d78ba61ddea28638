"""
``dastern audit verify``.
"""

import json
from datetime import UTC, datetime, timedelta
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
from dastern_core.kernel import EntryId, PatientId

_ORIGIN = "clinic.example/audit"
_SIGNING = SigningKey(name=_ORIGIN, seed=bytes(range(32)))
_KEY = str(verifying_key(_SIGNING))
_RECORDS = [
    (
        AuditEntry(
            id=EntryId(UUID(int=number)),
            at=datetime(2026, 6, 15, tzinfo=UTC) + timedelta(minutes=number),
            actor_id=None,
            actor_role=ActorRole.SYSTEM,
            action=AuditAction.DOSE_MISSED,
            patient_id=PatientId(UUID(int=100)),
            resource_type="dose",
            resource_id=str(number),
            details={"កំណត់": "ចំណាំ"},
        ),
        number.to_bytes(16),
    )
    for number in range(6)
]


def _checkpoint(size: int) -> str:
    tree = tree_of(leaf(entry, salt) for entry, salt in _RECORDS[:size])
    head = TreeHead(origin=_ORIGIN, size=size, root=root(tree, size=size))
    return sign_checkpoint(head, key=_SIGNING)


_LINES = list(export_lines(_RECORDS, origin=_ORIGIN, checkpoints={6: _checkpoint(6)}))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """
    Write an intact log and its key beside it.
    """
    path = tmp_path / "audit.jsonl"
    path.write_text("\n".join(_LINES) + "\n")
    path.with_suffix(".vkey").write_text(f"{_KEY}\n")
    return path


def _verify(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["verify", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_an_intact_log_is_called_intact(log: Path) -> None:
    """
    The exit code is 0, and the message gives the numbers and the key.
    """
    code, out, _ = _verify(log)

    assert code == 0
    assert "6 entries, 0 of them erased, 1 checkpoint\n" in out
    assert f"Key: {_KEY}" in out
    assert "Intact" in out


def test_json_is_all_that_stdout_holds(log: Path) -> None:
    """
    With ``--json`` the verdict is one document.
    """
    code, out, _ = _verify(log, "--json")
    expected = {
        "intact": True,
        "key": _KEY,
        "entries": 6,
        "checkpoints": 1,
        "erased": [],
        "problems": [],
    }

    assert (code, json.loads(out)) == (0, expected)


@pytest.mark.rule("AUD-04")
def test_each_problem_is_named(log: Path) -> None:
    """
    The exit code is 1, and each problem names its entry.
    """
    lines = [*_LINES[:2], *_LINES[3:5], _LINES[5].replace("MISSED", "DISMISSED"), *_LINES[6:]]
    log.write_text("\n".join(lines) + "\n")

    code, out, _ = _verify(log)

    assert code == 1
    assert "Entries 1 to 1 are missing." in out
    assert "The line where entry 4 is due is not as it was exported." in out
    assert "Not intact" in out


def test_problems_are_named_in_json_too(log: Path) -> None:
    """
    A problem has its kind, its entries and its sentence.
    """
    log.write_text("\n".join([*_LINES[:2], *_LINES[3:]]))

    code, out, _ = _verify(log, "--json")
    expected = [
        {"kind": "missing", "first": 1, "last": 1, "message": "Entries 1 to 1 are missing."}
    ]

    assert (code, json.loads(out)["problems"]) == (1, expected)


@pytest.mark.parametrize("place", ["argument", "file", "beside"])
def test_the_key_comes_as_text_or_from_a_file(log: Path, tmp_path: Path, place: str) -> None:
    """
    The key can be given itself, in a file, or lie beside the log.
    """
    file = tmp_path / "the.key"
    file.write_text(_KEY)
    options: dict[str, list[object]] = {
        "argument": ["--key", _KEY],
        "file": ["--key", file],
        "beside": [],
    }
    if place != "beside":
        log.with_suffix(".vkey").unlink()

    code, _, _ = _verify(log, *options[place])

    assert code == 0


def test_a_kept_checkpoint_shows_what_is_gone(log: Path, tmp_path: Path) -> None:
    """
    A log cut back to an older checkpoint is whole by itself, but not for who kept one.
    """
    short = export_lines(_RECORDS[:3], origin=_ORIGIN, checkpoints={3: _checkpoint(3)})
    log.write_text("\n".join(short) + "\n")
    kept = tmp_path / "kept.txt"
    kept.write_text(_checkpoint(6))

    alone, _, _ = _verify(log)
    code, out, _ = _verify(log, "--checkpoint", kept)

    assert (alone, code) == (0, 1)
    assert "Entries 3 to 5 are missing before their checkpoint." in out


def test_another_key_does_not_fit(log: Path) -> None:
    """
    A log signed by somebody else is not intact.
    """
    other = verifying_key(SigningKey(name=_ORIGIN, seed=bytes(32)))

    code, out, _ = _verify(log, "--key", other)

    assert code == 1
    assert "The checkpoint before entry 6 is not the log's." in out


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "empty"), (b"\xff\xfe" * 500, "no text"), (b"x" * 700_000, "one long line")],
)
def test_what_is_no_export_is_refused(log: Path, content: bytes, what: str) -> None:
    """
    An empty file, a picture or one endless line is a log with an unreadable first line.
    """
    log.write_bytes(content)

    code, out, _ = _verify(log)

    assert code == 1, what
    assert "The line where entry 0 is due is not as it was exported." in out


def test_a_byte_that_is_no_text_is_named(log: Path) -> None:
    """
    Damage within a line is told by the entry.
    """
    raw = log.read_bytes()
    log.write_bytes(raw.replace("ចំណាំ".encode(), b"\xff", 1))

    code, out, _ = _verify(log)

    assert code == 1
    assert "The line where entry 0 is due is not as it was exported." in out


def test_windows_line_ends_are_a_change(log: Path) -> None:
    """
    A file that was converted on its way is not what was exported.
    """
    log.write_bytes(log.read_bytes().replace(b"\n", b"\r\n"))

    code, _, _ = _verify(log)

    assert code == 1


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["missing.jsonl", "--key", _KEY], "missing.jsonl"),
        ([".", "--key", _KEY], "."),
        ([__file__], "--key"),
        ([__file__, "--key", "missing.vkey"], "--key missing.vkey"),
        ([__file__, "--key", __file__], f"--key {__file__}"),
        (["."], "."),
        (["missing.jsonl"], "missing.jsonl"),
        (["missing.jsonl", "--key", "missing.vkey"], "missing.jsonl"),
        ([__file__, "--key", "a+b+c"], "--key"),
        ([__file__, "--key", "a+" + "b" * 3000], "--key"),
        ([__file__, "--key", _KEY, "--checkpoint", "missing.txt"], "--checkpoint missing.txt"),
        ([__file__, "--key", _KEY, "--checkpoint", __file__], f"--checkpoint {__file__}"),
    ],
)
def test_what_cannot_be_read_is_named(arguments: list[str], field: str) -> None:
    """
    The exit code is 3, and the error names the option and the file.
    """
    code, out, _ = _verify(*arguments, "--json")

    assert (3, field) == (code, json.loads(out)["error"]["field"])


def test_a_checkpoint_that_is_not_signed_is_named(log: Path, tmp_path: Path) -> None:
    """
    The reader's own checkpoint must be the log's.
    """
    kept = tmp_path / "kept.txt"
    kept.write_bytes(b"\xff")

    code, out, _ = _verify(log, "--checkpoint", kept, "--json")

    assert (code, json.loads(out)["error"]["code"]) == (3, "invalid_input")
