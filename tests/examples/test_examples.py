"""
The examples: each runs as the README shows it, and says what it should.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from dastern_postgres.testing import enterable_folder

__all__ = ["enterable_folder"]

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SAYS = {
    "khqr_only.py": [
        "0002010102122922",
        "may be paid now: True",
        "in an hour: khqr_expired",
        "pays 2000 riel to Sample Clinic",
    ],
    "library.py": [
        "Mon 23 Nov 07:00  1 tablet  2026-11-23T00:00:00+00:00",
        "Mon 23 Nov 18:00  0.5 tablet",
        "Sun 29 Nov 18:00  0.5 tablet",
    ],
    "service.py": ["active: 14 doses planned, 2 steps in the audit log"],
}


@pytest.mark.parametrize("name", SAYS)
def test_example_runs_and_says_what_it_should(name: str, enterable_folder: Path) -> None:
    """
    The script ends well, without a warning, and prints its lines in order.

    The folder is for the service's database; the others take no argument and ignore it.
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / name, enterable_folder],
        check=False,
        capture_output=True,
        text=True,
    )
    places = [done.stdout.find(line) for line in SAYS[name]]

    assert (0, "") == (done.returncode, done.stderr)
    assert -1 not in places
    assert sorted(places) == places


def test_every_example_is_run() -> None:
    """
    No example is left untested.
    """
    assert sorted(path.name for path in EXAMPLES.glob("*.py")) == sorted(SAYS)


@pytest.mark.parametrize("name", SAYS)
def test_the_readme_shows_the_example_itself(name: str) -> None:
    """
    The README's block is the file from its imports on, word for word.
    """
    _, _, code = (EXAMPLES / name).read_text().split('"""\n', 2)

    assert f"```python\n{code.lstrip()}```\n" in (ROOT / "README.md").read_text()
