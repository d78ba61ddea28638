"""
The page of life cycles: drawn from the tables, and up to date.
"""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def life_cycles() -> ModuleType:
    """
    Load the script as a module.
    """
    path = ROOT / "tools" / "life_cycles.py"
    spec = importlib.util.spec_from_file_location("life_cycles", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_page_is_what_the_tables_say(life_cycles: ModuleType) -> None:
    """
    After a change of a life cycle ``python tools/life_cycles.py`` was run.
    """
    committed = (ROOT / "docs" / "domains" / "life-cycles.md").read_text()

    drawn = life_cycles.page(ROOT / "src")

    assert committed == drawn


def test_every_step_is_drawn(life_cycles: ModuleType) -> None:
    """
    Each table of the core has its diagram, and each of its steps an arrow there.
    """
    text = life_cycles.page(ROOT / "src")
    found = dict(life_cycles.tables(ROOT / "src"))

    arrows = [
        f"    {origin.name} --> {target.name}: {event.name}"
        for table in found.values()
        for (origin, event), target in table.steps.items()
    ]

    assert {"dastern_core.schedule.DOSE_LIFE", "dastern_core.prescriptions.LIFECYCLE"} <= set(found)
    assert [arrow for arrow in arrows if arrow not in text] == []
    assert len(found) == text.count("```mermaid")
