"""
What every test run shares: examples in the documentation, and the record of proven rules.

Each run adds to the record, by default ``.cache/rules.json``, which rules the tests of the
files that it ran cite and whether those tests passed; ``tools/traceability.py`` reads it.
A run of part of a file records that part alone.
"""

import json
import os
from doctest import ELLIPSIS
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

_RULE = "rule"
_RECORD_VARIABLE = "DASTERN_RULES_RECORD"
_DEFAULT_RECORD = Path(".cache", "rules.json")

# How fast a law holds, bench/ says; a loaded machine must not fail a test. CI repeats itself.
settings.register_profile(
    "unhurried",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unhurried")

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)],
    patterns=["docs/*.md", "docs/domains/*.md", "docs/how-to/*.md"],
).pytest()


def pytest_configure(config: pytest.Config) -> None:
    """
    Keep a record where the results meet: in the process that the others report to.
    """
    if not hasattr(config, "workerinput"):
        named = os.environ.get(_RECORD_VARIABLE)
        path = config.rootpath / (named or _DEFAULT_RECORD)
        config.pluginmanager.register(RulesRecord(path, config.rootpath))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Send the cited rules along with each test's reports.
    """
    for item in items:
        item.user_properties += [(_RULE, one.args[0]) for one in item.iter_markers(_RULE)]


class RulesRecord:
    """
    Which rules each test cites, and whether it passed.

    Args:
        path: The record's file.
        root: The folder that test files are named from.
    """

    def __init__(self, path: Path, root: Path) -> None:
        self._path = path
        self._root = root
        self._tests: dict[str, dict[str, object]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """
        Note a test: it passed when its call did, and nothing else about it failed.
        """
        rules = [value for name, value in report.user_properties if name == _RULE]
        if not rules:
            return
        before = self._tests.setdefault(report.nodeid, {"rules": rules, "passed": False})
        if report.failed:
            before |= {"passed": False, "failed": True}
        elif report.when == "call" and report.passed:
            before["passed"] = not before.get("failed", False)

    def pytest_sessionfinish(self) -> None:
        """
        Replace what the record says of the files that ran.
        """
        if not self._tests:
            return
        ran = {nodeid.partition("::")[0] for nodeid in self._tests}
        kept = {
            nodeid: test
            for nodeid, test in self._read().items()
            if (file := nodeid.partition("::")[0]) not in ran and (self._root / file).exists()
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(dict(sorted((kept | self._tests).items())), indent=1))
        unfinished.replace(self._path)

    def _read(self) -> dict[str, dict[str, object]]:
        try:
            return dict(json.loads(self._path.read_text()))
        except (FileNotFoundError, ValueError):
            return {}
