"""
``dastern keys``, and the checkpoints that a worker signs.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import attrs
import pytest
from typer.testing import CliRunner, Result

from dastern_cli.main import app
from dastern_cli.operation import key_store, publish_checkpoint
from dastern_core.audit import ActorRole, AuditAction
from dastern_core.audit.checkpoint import SigningKey
from dastern_core.kernel import ERASED_TEXT, AccountId, InvalidInputError
from dastern_core.permissions import Actor
from dastern_core.testing.fakes import InMemoryStore
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import sample_entry, sample_note, sample_patient_id
from dastern_core.usecases.sign_log import RewrittenLogError
from dastern_postgres import PostgresStore, identity_store, migrate, postgres_store
from dastern_postgres.embedded import embedded_postgres
from dastern_postgres.testing import enterable_folder

__all__ = ["enterable_folder"]  # the fixture

_PATIENT_ID = sample_patient_id(1)
_NOTE = attrs.evolve(sample_note(1), patient_id=_PATIENT_ID)
_KEY = SigningKey(name="clinic.example/audit", seed=bytes([7] * 32))
_SCRIPT = "from dastern_cli.main import main; main()"


@attrs.frozen
class Served:
    """
    A database with a patient's note, and what names it on a command line.
    """

    store: PostgresStore
    folder: Path
    given: list[str]

    def run(self, *arguments: str) -> Result:
        """
        Run a command on it.
        """
        return CliRunner().invoke(app, [*arguments, *self.given])


@pytest.fixture
def served(enterable_folder: Path) -> Iterator[Served]:
    """
    Give a server in a folder, with the patient and a note.
    """
    keys = enterable_folder / "keys"
    with embedded_postgres(enterable_folder / "server", durable=False) as dsn:
        migrate(dsn)
        with postgres_store(dsn, keys=key_store(keys, make=True)) as store:
            with store.begin() as work:
                work.actors.put(Actor(account_id=AccountId(_PATIENT_ID), role=ActorRole.PATIENT))
                work.doctor_notes.put(_NOTE)
            yield Served(store, enterable_folder, ["--database", dsn, "--keys", str(keys)])


def test_a_patients_key_is_renewed_and_destroyed(served: Served) -> None:
    """
    Only a confirmed erasure erases; its entry tells who did it and why, and is read.
    """
    named = ["--patient", str(_PATIENT_ID)]
    renewed = served.run("keys", "rotate", *named, "--json")
    why = ["--by", "Sok", "--reason", "They asked for it"]
    unconfirmed = served.run("keys", "erase", *named, *why)
    with served.store.begin() as work:
        kept = work.doctor_notes.get(_NOTE.id).content
    erased = served.run("keys", "erase", *named, *why, "--confirm", "--keep-account")
    with served.store.begin() as work:
        left = work.doctor_notes.get(_NOTE.id).content
        (entry,) = work.audit_log.about(_PATIENT_ID, limit=9)

    assert {"patient": str(_PATIENT_ID), "version": 2} == json.loads(renewed.stdout)
    assert (3, _NOTE.content) == (unconfirmed.exit_code, kept)
    assert f"--confirm is missing, so nothing was erased of {_PATIENT_ID}" in unconfirmed.stderr
    assert ("2 versions of the key destroyed", ERASED_TEXT) == (
        erased.stdout.partition(":")[0],
        left,
    )
    assert AuditAction.DATA_ERASED is entry.action
    assert {
        "by": "Sok",
        "keys": "2",
        "reason": "They asked for it",
        "account": "kept",
    } == dict(entry.details)


@pytest.mark.rule("EPD-08")
def test_an_erasure_empties_the_account(served: Served) -> None:
    """
    Its telephone number is nobody's, and whoever it was acts no more.
    """
    account = sample_account(1)
    dsn, keys = served.given[1], key_store(served.folder / "keys", make=False)
    with identity_store(dsn, keys=keys) as identities:
        with identities.begin() as work:
            work.accounts.add(account)
        why = ["--by", "Sok", "--reason", "They asked for it", "--confirm", "--json"]
        told = served.run("keys", "erase", "--patient", str(_PATIENT_ID), *why)
        with identities.begin() as work:
            left, found = work.accounts.get(account.id), work.accounts.find(account.identifiers[0])
            is_active = work.actors.get(account.id).is_active

    assert {"patient": str(_PATIENT_ID), "keys": 1, "account": "erased"} == json.loads(told.stdout)
    assert (ERASED_TEXT, None, None, False) == (left.name, left.born_on, found, is_active)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["rotate"], "--patient is nobody's identifier in this database: "),
        (
            ["erase", "--by", "Sok", "--reason", "x", "--confirm"],
            "--patient is nobody's identifier",
        ),
        (["erase", "--by", " ", "--reason", "x", "--confirm"], "by is blank"),
    ],
    ids=["rotate", "erase", "nobody"],
)
def test_a_mistyped_patient_is_an_error(served: Served, arguments: list[str], told: str) -> None:
    """
    Nothing is made or destroyed for an identifier that nobody has.
    """
    command, *rest = arguments
    result = served.run("keys", command, "--patient", str(sample_patient_id(9)), *rest)

    assert 3 == result.exit_code
    assert told in result.stderr


def test_nobody_is_erased_twice_for_nothing(served: Served) -> None:
    """
    The second time is refused with the first one's name, unless it is meant again.
    """
    erase = ["keys", "erase", "--patient", str(_PATIENT_ID), "--reason", "x", "--confirm"]
    served.run(*erase, "--by", "Sok")
    second = served.run(*erase, "--by", "Dara")
    meant = served.run(*erase, "--by", "Dara", "--again")

    assert (3, 0) == (second.exit_code, meant.exit_code)
    assert "UTC by Sok. Leave it" in second.stderr


def test_a_worker_signs_the_log_into_a_folder(served: Served) -> None:
    """
    The head over all entries lies there as a file that an export is checked by.
    """
    secret, folder = served.folder / "signing.key", served.folder / "checkpoints"
    secret.write_text("07" * 32)
    signing = ["--signing-key", str(secret), "--origin", _KEY.name]
    with served.store.begin() as work:
        work.audit_log.append(sample_entry(1, patient_id=_PATIENT_ID), salt=bytes(16))
        work.jobs.defer("sign-log", at=None)
    arguments = ["worker", *served.given, *signing, "--checkpoints", str(folder)]
    with subprocess.Popen([sys.executable, "-c", _SCRIPT, *arguments]) as process:
        try:
            signed = _until_signed(folder)
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=60)
        finally:
            process.kill()
    out = served.folder / "log.jsonl"
    served.run("audit", "export", str(out), *signing)
    verified = CliRunner().invoke(app, ["audit", "verify", str(out), "--checkpoint", str(signed)])

    assert (0, 0, f"{1:019}.checkpoint") == (code, verified.exit_code, signed.name)


def _until_signed(folder: Path) -> Path:
    nobody = Event()
    for _ in range(1200):
        for found in folder.glob("*.checkpoint"):
            return found
        nobody.wait(0.05)
    pytest.fail("nothing was signed")


def test_checkpoints_ask_for_a_key(served: Served) -> None:
    """
    A worker that is to sign says before it works what it signs with.
    """
    result = served.run("worker", "--checkpoints", str(served.folder / "checkpoints"))

    assert (3, True) == (result.exit_code, "--signing-key is missing" in result.stderr)


def test_checkpoints_go_into_a_folder(served: Served) -> None:
    """
    A file in its place is named before the worker works.
    """
    taken = served.folder / "taken"
    taken.touch()

    result = served.run("worker", "--checkpoints", str(taken))

    assert 3 == result.exit_code
    assert f"--checkpoints cannot be a folder: {taken}" in result.stderr


def test_what_was_signed_is_never_replaced(tmp_path: Path) -> None:
    """
    The same log has one checkpoint; a shorter one, or a strange file, gets none.
    """
    store, empty = InMemoryStore(), InMemoryStore()
    paths = set[Path]()
    for number in (1, 2):
        with store.begin() as work:
            work.audit_log.append(sample_entry(number, patient_id=_PATIENT_ID), salt=bytes(16))
        paths |= {publish_checkpoint(tmp_path, key=_KEY, store=store) for _ in range(2)}
    with pytest.raises(RewrittenLogError):
        publish_checkpoint(tmp_path, key=_KEY, store=empty)
    (tmp_path / f"{9:019}.checkpoint").write_text("mine")
    with pytest.raises(InvalidInputError, match="not a signed note"):
        publish_checkpoint(tmp_path, key=_KEY, store=store)

    assert (2, 3) == (len(paths), len(list(tmp_path.iterdir())))
