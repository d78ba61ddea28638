"""
The demonstration: the whole path on real parts, again and again, killed or not.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from dastern_core import khqr
from dastern_postgres.testing import enterable_folder

__all__ = ["enterable_folder"]

KILLED_AFTER_SECONDS = (0.4, 1.5, 3.0, 5.0, 7.0)
LIMIT_SECONDS = 120


def command(folder: Path) -> list[str]:
    """
    Give the command line of a demonstration in a folder of its own.
    """
    return [
        *(sys.executable, "-m", "dastern_cli", "demo", "--json"),
        *("--data", str(folder / "data"), "--out", str(folder / "out")),
    ]


def run(folder: Path) -> dict[str, Any]:
    """
    Run the demonstration to its end and give the JSON that it printed.
    """
    done = subprocess.run(
        command(folder), capture_output=True, check=False, timeout=LIMIT_SECONDS, text=True
    )

    assert 0 == done.returncode, done.stderr
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def servers(folder: Path) -> list[str]:
    """
    Give the command lines of the processes that use a folder.
    """
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(folder) in line and "postgres" in line:
            found.append(line)
    return found


@pytest.fixture
def folder(enterable_folder: Path) -> Iterator[Path]:
    """
    Give a folder, and see afterwards that no server is left in it.
    """
    yield enterable_folder
    assert servers(enterable_folder) == []


def test_shows_the_whole_path(folder: Path) -> None:
    """
    The sample is read, confirmed, scheduled, taken, measured and proven, its payment asked for.
    """
    shown = run(folder)
    again = run(folder)

    assert {"taken_on_time", "taken_late", "skipped", "missed"} == set(shown["doses"])
    assert shown["doses"] == again["doses"]
    assert "dastern-ocr" in shown["draft"]["engine"]
    assert shown["prescription_id"] != again["prescription_id"]
    assert shown["problems"] == []
    assert again["audit_entries"] == 2 * shown["audit_entries"]


def test_draws_a_payment_that_scanners_read(folder: Path) -> None:
    """
    The drawn QR holds the payload, and the payload verifies.
    """
    shown = run(folder)
    (drawn,) = zxingcpp.read_barcodes(Image.open(folder / "out" / "payment.png"))

    assert shown["payment"]["qr"] == drawn.text
    assert "0.50" == khqr.decode(drawn.text).amount


def test_survives_being_killed_at_any_moment(folder: Path) -> None:
    """
    A demonstration that is killed leaves no lock, no server and no half-written state.
    """
    for seconds in KILLED_AFTER_SECONDS:
        process = subprocess.Popen(
            command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(seconds)
        process.kill()
        process.wait()

    shown = run(folder)
    left = [path.name for path in (folder / "out").iterdir() if path.name.startswith(".")]

    assert shown["problems"] == []
    assert left == []
