"""
The permission matrix: written from the rules, and up to date.
"""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from dastern_core.permissions import RULES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def permission_matrix() -> ModuleType:
    """
    Load the script as a module.
    """
    path = ROOT / "tools" / "permission_matrix.py"
    spec = importlib.util.spec_from_file_location("permission_matrix", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_matrix_is_what_the_rules_say(permission_matrix: ModuleType) -> None:
    """
    After a change of a rule ``python tools/permission_matrix.py`` was run.
    """
    committed = (ROOT / "docs" / "domains" / "permissions.md").read_text()

    written = permission_matrix.page(committed)

    assert committed == written


def test_every_rule_stands_in_the_matrix(permission_matrix: ModuleType) -> None:
    """
    Each rule is in a cell of the matrix, and has its row below.
    """
    above, _, below = permission_matrix.matrix().partition("## The rules")

    assert [rule.id for rule in RULES if rule.id not in above] == []
    assert len(RULES) == below.count("\n| ") - 1
