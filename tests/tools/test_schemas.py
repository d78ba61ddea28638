"""
Schemas: the published files are those of the models.
"""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_files_are_up_to_date() -> None:
    """
    After a change of a model ``python tools/schemas.py`` was run.
    """
    folder = ROOT / "docs" / "schemas"
    published = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}

    script = runpy.run_path(str(ROOT / "tools" / "schemas.py"))

    assert script["files"]() == published
