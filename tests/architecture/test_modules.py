"""
Modules: named for what they hold, short, and cheap to import.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT / "src", *ROOT.glob("adapters/*/src"))
    for path in folder.rglob("*.py")
)
VAGUE = frozenset(
    {
        "base", "common", "core", "data", "helper", "helpers", "lib", "manager", "managers", "misc",
        "model", "models", "stuff", "tool", "tools", "types", "util", "utilities", "utils",
    }
)  # fmt: skip
LONGEST = 400
MOSTLY_TABLE = 0.5  # a module of whose lines more than half are literals is a table


def table_share(source: str) -> float:
    """
    Give the share of a module's lines that belong to literal tables at its top level.
    """
    tree = ast.parse(source)
    rows = sum(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
    )
    return rows / max(1, source.count("\n"))


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_named_for_a_noun(path: str) -> None:
    """
    No file and no folder has a name that could hold anything.
    """
    parts = {part.removesuffix(".py").strip("_") for part in Path(path).parts}

    assert not VAGUE & parts


@pytest.mark.parametrize("path", FILES)
def test_a_module_is_short_or_a_table(path: str) -> None:
    """
    More than 400 lines means more than one concept, unless the lines are a table.
    """
    source = (ROOT / path).read_text()

    assert source.count("\n") <= LONGEST or table_share(source) > MOSTLY_TABLE


@pytest.mark.parametrize("path", FILES)
def test_a_module_says_what_it_is_in_one_sentence(path: str) -> None:
    """
    The docstring's first paragraph is one line, its quotes stand alone.
    """
    lines = (ROOT / path).read_text().splitlines()

    assert lines[:1] in (['"""'], ['r"""'])
    assert lines[2] in {"", '"""'}


def loaded_by(module: str) -> set[str]:
    """
    Give the packages beyond the standard library that importing a module loads.
    """
    script = (
        "import sys\n"
        "before = set(sys.modules)  # what the interpreter's own start-up files load\n"
        f"import dastern_core.{module}\n"
        "tops = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*(tops - sys.stdlib_module_names))\n"
    )

    result = subprocess.run(
        [sys.executable, "-I", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )

    return {top for top in result.stdout.split() if not top.startswith("_sysconfigdata")}


@pytest.mark.parametrize("domain", ["kernel", "khqr"])
def test_importing_a_small_domain_loads_no_extra(domain: str) -> None:
    """
    Beyond the standard library only attrs is loaded, so that a payment service stays small.
    """
    assert loaded_by(domain) <= {"attr", "attrs", "dastern_core"}


@pytest.mark.parametrize("usecase", ["take_webhook", "poll_payments", "share_plan"])
def test_a_payment_service_needs_no_extra(usecase: str) -> None:
    """
    It lets nobody in and seals nothing: it loads neither telephone numbers nor cryptography.
    """
    loaded = loaded_by(f"usecases.{usecase}")

    assert set() == loaded & {"cryptography", "email_validator", "phonenumbers"}


@pytest.mark.parametrize(
    "module", ["ports.unit_of_work", "usecases.check_safety", "usecases.read_doses"]
)
def test_reading_a_record_needs_no_cryptography(module: str) -> None:
    """
    The ports name keys and sealed values only as types: nothing here seals.
    """
    assert "cryptography" not in loaded_by(module)
