"""
``dastern corrections``: kept, listed, exported and deleted on this machine.
"""

import json
import stat
import zipfile
from datetime import date
from pathlib import Path

import attrs
import pytest
from typer.testing import CliRunner, Result

from dastern_cli.corrections import app
from dastern_cli.corrections_folder import default_folder, export, keep, kept
from dastern_cli.files import UnwritableFileError
from dastern_core.ocr import Correction

CROP = b"\x89PNG\r\n\x1a\n."
DOSE = Correction(part="doses.morning", text="7", before="7", after="1", engine="E 1", crop=CROP)
NAME = Correction(part="name", text="Zlnc", before="Zlnc", after="Zinc", engine=None, crop=None)
DAY = date(2026, 6, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """
    Keep two corrections, the name's a day later.
    """
    path = tmp_path / "kept"
    keep(path, [DOSE], on=DAY)
    keep(path, [DOSE, NAME], on=date(2026, 6, 16))
    return path


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--corrections", str(folder)])


def test_what_is_kept_is_read_back(folder: Path) -> None:
    """
    The oldest first; what is taken in again stays as it was.
    """
    dose, name = kept(folder)

    assert (dose.id, dose.kept_on, dose.after) == (DOSE.id, "2026-06-15", "1")
    assert (name.id, name.kept_on, name.engine, name.crop) == (NAME.id, "2026-06-16", None, None)
    assert dose.crop is not None
    assert dose.crop.read_bytes() == CROP


def test_only_its_owner_reads_it(folder: Path) -> None:
    """
    Neither the folder nor its files are open to other accounts.
    """
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (folder, *folder.iterdir())}

    assert modes == {0}


def test_the_list(folder: Path) -> None:
    """
    People see a table, programs JSON.
    """
    shown = _run(folder, "list")
    told = json.loads(_run(folder, "list", "--json").stdout)

    assert "2 corrections" in shown.stdout
    assert [one["part"] for one in told["corrections"]] == ["doses.morning", "name"]
    assert told["corrections"][0]["crop"] == f"crops/{DOSE.id}.png"


def test_the_list_cuts_nothing_off(folder: Path) -> None:
    """
    A long value runs over several lines.
    """
    long = Correction(
        part="name", text="x" * 90, before=None, after="Q" * 90, engine=None, crop=None
    )
    keep(folder, [long], on=DAY)

    shown = _run(folder, "list").stdout

    assert 90 == shown.count("Q")
    assert "…" not in shown


def test_an_empty_list(tmp_path: Path) -> None:
    """
    Where nothing was kept there is no folder, and none is made.
    """
    assert "0 corrections" in _run(tmp_path / "none", "list").stdout
    assert not (tmp_path / "none").exists()


def test_the_export(folder: Path, tmp_path: Path) -> None:
    """
    One ZIP file with a line for each correction, and its print by the name that the line says.
    """
    out = tmp_path / "out.zip"

    result = _run(folder, "export", str(out), "--json")

    with zipfile.ZipFile(out) as archive:
        lines = [json.loads(line) for line in archive.read("corrections.jsonl").splitlines()]
        assert archive.read(lines[0]["crop"]) == CROP
        assert sorted(archive.namelist()) == ["corrections.jsonl", lines[0]["crop"]]
    assert [line["after"] for line in lines] == ["1", "Zinc"]
    assert json.loads(result.stdout) == {"file": str(out), "corrections": 2}
    assert export(kept(folder)) == out.read_bytes()
    assert "written to" in _run(folder, "export", str(out)).stdout


@pytest.mark.parametrize(("which", "left"), [((DOSE.id,), [NAME.id]), (("--all",), [])])
def test_deleting(folder: Path, which: tuple[str, ...], left: list[str]) -> None:
    """
    One or all; the print goes with it.
    """
    result = _run(folder, "delete", *which, "--json")

    assert json.loads(result.stdout) == {"deleted": 2 - len(left)}
    assert [one.id for one in kept(folder)] == left
    assert list(folder.glob("*.png")) == []


@pytest.mark.parametrize("which", [(), (DOSE.id, "--all"), ("../../etc",), ("0" * 16,)])
def test_what_cannot_be_deleted(folder: Path, which: tuple[str, ...]) -> None:
    """
    Nothing named, both named, or what is not kept: nothing is deleted.
    """
    result = _run(folder, "delete", *which)

    assert result.exit_code == 3
    assert len(kept(folder)) == 2


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "[" * 100_000, json.dumps({"id": "other"}), None],
)
def test_a_file_that_is_no_correction(folder: Path, content: str | None) -> None:
    """
    It is named, and nothing is guessed of it.
    """
    path = folder / f"{DOSE.id}.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "text": None}) if content is None else content)

    result = _run(folder, "list", "--json")

    error = json.loads(result.stdout)["error"]
    assert result.exit_code == 3
    assert error["field"] == str(path)


def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    """
    A file in the folder's place is named.
    """
    path = tmp_path / "file"
    path.write_text("x")

    with pytest.raises(UnwritableFileError, match="file cannot be made"):
        keep(path, [attrs.evolve(DOSE)], on=DAY)


def test_the_default_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    It lies below the platform's folder for a user's data.
    """
    monkeypatch.setenv("XDG_DATA_HOME", "/data/of/somebody")

    assert default_folder().parts[-2:] == ("dastern", "corrections")
