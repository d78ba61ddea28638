"""
Engines: which recognition engine a command reads with.
"""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dastern_cli.scan import app

SAMPLE = str(files("dastern_cli") / "samples" / "prescription.jpg")


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (["--engine", "paddle"], 3, "models is missing"),
        (["--models", "."], 3, "models is not for the engine built-in"),
        (["--engine", "paddle", "--models", "no-such-folder"], 4, "no model that finds lines"),
    ],
)
def test_what_an_engine_lacks_is_told(arguments: list[str], code: int, problem: str) -> None:
    """
    An engine without its models, or models without their engine, end with what to do.
    """
    result = CliRunner().invoke(app, [SAMPLE, "--json", *arguments])

    assert result.exit_code == code
    assert problem in json.loads(result.stdout)["error"]["message"]


def test_an_absent_program_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """
    Where tesseract is not installed, the command ends with 4 and says what to install.
    """
    monkeypatch.setenv("PATH", str(tmp_path))

    result = CliRunner().invoke(app, [SAMPLE, "--json", "--engine", "tesseract"])

    assert result.exit_code == 4
    assert "tesseract-ocr-khm" in json.loads(result.stdout)["error"]["message"]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="the system has no tesseract")
def test_tesseract_reads_the_sample() -> None:
    """
    With the program here the same command reads the same page by it.
    """
    result = CliRunner().invoke(app, [SAMPLE, "--json", "--engine", "tesseract"])

    names = [one["name"]["value"] for one in json.loads(result.stdout)["medications"]]
    assert "Paracetamol" in names
