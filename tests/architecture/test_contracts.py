"""
Import contracts: each holds for the tree, and each notices one offending line.

The sources are copied into a temporary folder, because a contract that has never been
broken may be one that cannot fail.
"""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("src", *sorted(str(one.relative_to(ROOT)) for one in ROOT.glob("adapters/*/src")))


class Offence(NamedTuple):
    """
    One line that breaks one contract, and the module that it is added to.
    """

    contract: str
    module: str
    line: str


OFFENCES = (
    Offence("layers", "dastern_core.kernel.money", "import dastern_core.schedule"),
    Offence("layers", "dastern_core.novelty", "import dastern_core.kernel"),
    Offence("layers", "dastern_core.audit.entries", "import dastern_core.schedule"),
    Offence("sans-io", "dastern_core.schedule.meals", "import time"),
    Offence("sans-io", "dastern_core.testing.samples", "from pathlib import Path"),
    Offence("acyclic", "dastern_core.kernel.errors", "import dastern_core.kernel.ids"),
    Offence("core-alone", "dastern_core.usecases", "import dastern_postgres"),
    Offence("adapters-apart", "dastern_ocr", "import dastern_postgres"),
    Offence("wiring", "dastern_cli.output", "import dastern_postgres"),
    Offence("driven-side", "dastern_postgres", "import dastern_core.usecases"),
    Offence("driven-side", "dastern_ocr", "import dastern_cli"),
    Offence("extra-ocr", "dastern_core.schedule.meals", "import numpy"),
    Offence("extra-qr", "dastern_core.audit.entries", "import segno"),
    Offence("extra-crypto", "dastern_core.audit.entries", "import cryptography"),
    Offence("extra-identity", "dastern_core.kernel.ids", "import phonenumbers"),
    Offence("extra-calendar", "dastern_core.kernel.ids", "import icalendar"),
    Offence("extra-testing", "dastern_core.kernel.ids", "import pytest"),
    Offence("extra-fhir", "dastern_core.kernel.ids", "import pydantic"),
)


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """
    Run the linter on a folder's own sources, not on the installed ones.
    """
    paths = ", ".join(repr(str(folder / source)) for source in SOURCES)
    limits = [argument for contract in contracts for argument in ("--contract", contract)]
    script = (
        f"import sys; sys.path[:0] = [{paths}]; "
        "from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    return subprocess.run(
        [sys.executable, "-c", script, "--no-cache", "--no-logo", *limits],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def file_of(folder: Path, module: str) -> Path:
    """
    Find the module's file, or the place of a new one, in a copy of the tree.
    """
    inner = module.replace(".", "/")
    top = module.partition(".")[0]
    home = next(folder / one for one in SOURCES if (folder / one / top).is_dir())
    package = home / inner / "__init__.py"
    return package if package.exists() else home / f"{inner}.py"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    Copy the sources and the contracts.
    """
    folder = tmp_path_factory.mktemp("tree")
    for source in SOURCES:
        shutil.copytree(
            ROOT / source, folder / source, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_tree_keeps_every_contract(copy: Path) -> None:
    """
    Nothing in the repository imports what it may not.
    """
    result = lint(copy)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("offence", OFFENCES, ids=lambda one: f"{one.contract}-{one.module}")
def test_an_offending_import_breaks_its_contract(copy: Path, offence: Offence) -> None:
    """
    One forbidden import in one module makes the linter fail and name that contract.
    """
    path = file_of(copy, offence.module)
    original = path.read_text() if path.exists() else None
    path.write_text(f"{original or ''}\n{offence.line}\n")
    try:
        result = lint(copy, offence.contract)
    finally:
        path.unlink() if original is None else path.write_text(original)

    assert result.returncode == 1
    assert "0 kept, 1 broken" in result.stdout


def test_every_contract_is_broken_once() -> None:
    """
    A new contract needs an offence here.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

    contracts = {contract["id"] for contract in settings["contracts"]}

    assert contracts == {offence.contract for offence in OFFENCES}


def test_every_distribution_is_under_contract() -> None:
    """
    A new adapter is linted: its package is one of the root packages.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

    packages = {
        path.parent.name for source in SOURCES for path in (ROOT / source).glob("*/py.typed")
    }

    assert packages == set(settings["root_packages"])
