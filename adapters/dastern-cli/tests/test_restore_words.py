"""
What ``dastern restore`` tells a person.
"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dastern_cli import operation
from dastern_cli.restore import app


def test_what_stayed_sealed_is_told_before_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Nobody stops reading at the good word, and the filled folder is named.
    """
    logs = {"medical": {"size": 9, "root": "ab", "sealed": 5}}
    monkeypatch.setattr(operation, "restore", lambda *_, **__: logs)
    file = tmp_path / "monday.backup"

    result = CliRunner().invoke(app, [str(file), "--data", str(tmp_path)])

    assert [
        "medical: 9 entries in order, root ab",
        "5 entries stayed sealed: erased, or without their keys' folder.",
        f"Restored into {tmp_path}, and every proof verifies.",
    ] == result.stdout.splitlines()
