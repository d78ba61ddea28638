"""
What ``dastern backup`` and ``restore`` warn of.
"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dastern_cli.backup import tell_unreadable
from dastern_cli.main import app


@pytest.mark.parametrize(("lost", "warned"), [(0, False), (3, True)])
def test_entries_that_do_not_open_are_warned_of(
    capsys: pytest.CaptureFixture[str], lost: int, *, warned: bool
) -> None:
    """
    Nobody erased them, so a key may be lost: standard error says how many, of which log.
    """
    tell_unreadable({"medical": {"size": 9, "unreadable": lost}})

    assert warned == ("3 entries of medical do not open" in capsys.readouterr().err)


@pytest.mark.parametrize("content", [None, b"", b"no backup"], ids=["none", "empty", "other"])
def test_what_is_no_backup_leaves_no_server_behind(tmp_path: Path, content: bytes | None) -> None:
    """
    A slip of the pen makes no folder that the right file could not be restored into.
    """
    file, folder = tmp_path / "monday.backup", tmp_path / "again"
    if content is not None:
        file.write_bytes(content)

    result = CliRunner().invoke(app, ["restore", str(file), "--data", str(folder)])

    assert (3, False) == (result.exit_code, (folder / "postgres").exists())
    assert "monday.backup" in result.stderr
