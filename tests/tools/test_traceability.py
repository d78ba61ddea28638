"""
Traceability: the record of a test run, and what it says of the rules.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = {
    "DOSE.md": "# DOSE\n\n- **DOSE-01** First.\n- **DOSE-02** Second.\n- **DOSE-03** Third.\n",
    "PRN.md": "# PRN\n\n- **PRN-01** Only.\n",
    "contradictions.md": "| Id | Topic |\n|---|---|\n| **C01** | Times | a | b |\n",
    "defects.md": "- **B001** Fault.\n",
    "decided-against.md": "- **DOSE-03** C01: not so.\n",
}
TESTS = """
import pytest

@pytest.mark.rule("DOSE-01")
@pytest.mark.rule("C01")
def test_one(): pass

@pytest.mark.rule("DOSE-02")
@pytest.mark.parametrize("bad", [False, True])
def test_two(bad): assert not bad

@pytest.mark.rule("B001")
@pytest.mark.skip(reason="never run")
def test_three(): pass

@pytest.fixture
def spoiled():
    yield
    raise RuntimeError

@pytest.mark.rule("PRN-01")
def test_four(spoiled): pass
"""


MORE = '@pytest.mark.rule("PRN-01")\ndef test_five(): pass\n'
FAILING = "def test_one(): raise ValueError"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """
    Lay out a small project with the repository's own conftest and tool.
    """
    (tmp_path / "docs" / "rules").mkdir(parents=True)
    for name, text in PAGES.items():
        (tmp_path / "docs" / "rules" / name).write_text(text)
    (tmp_path / "tools").mkdir()
    for name in ("conftest.py", "tools/traceability.py"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = rule(id): proven\n")
    (tmp_path / "test_rules.py").write_text(TESTS)
    return tmp_path


def run(
    project: Path, *arguments: str, record: str = "record/rules.json"
) -> subprocess.CompletedProcess[str]:
    """
    Run Python in the project, its record in its own folder.
    """
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={"PATH": "", "DASTERN_RULES_RECORD": record},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def run_tests(project: Path, *arguments: str) -> dict[str, list[str]]:
    """
    Run the project's tests and give the rules of those that passed, by test.
    """
    run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)
    record = json.loads((project / "record" / "rules.json").read_text())
    return {name: test["rules"] for name, test in record.items() if test["passed"]}


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "spread"])
def test_a_run_records_what_passed(project: Path, workers: tuple[str, ...]) -> None:
    """
    A test that failed, was skipped or broke on the way down proves nothing.
    """
    expected = {
        "test_rules.py::test_one": ["C01", "DOSE-01"],
        "test_rules.py::test_two[False]": ["DOSE-02"],
    }

    actual = run_tests(project, *workers)

    assert expected == actual


def test_runs_add_up(project: Path) -> None:
    """
    A second file's run keeps the first file's results, and a rerun replaces them.
    """
    run_tests(project)
    (project / "test_more.py").write_text(f"import pytest\n{MORE}")

    both = run_tests(project, "test_more.py")
    (project / "test_rules.py").write_text(TESTS.replace("def test_one(): pass", FAILING))
    after = run_tests(project, "test_rules.py")
    (project / "test_more.py").unlink()
    last = run_tests(project, "test_rules.py")

    assert {"test_rules.py", "test_more.py"} == {name.partition("::")[0] for name in both}
    assert {"test_rules.py::test_two[False]", "test_more.py::test_five"} == set(after)
    assert {"test_rules.py::test_two[False]"} == set(last)


def test_the_summary_counts_each_domain(project: Path) -> None:
    """
    Proven, decided against and open rules are counted for each domain and in all.
    """
    run_tests(project)

    result = run(project, "tools/traceability.py")

    rows = [line.split() for line in result.stdout.splitlines()]
    expected = [
        ["domain", "rules", "proven", "against", "open"],
        ["DOSE", "3", "2", "1", "0"],
        ["PRN", "1", "0", "0", "1"],
        ["all", "rules", "4", "2", "1", "1"],
        ["faults", "1", "0", "0", "1"],
        ["resolutions", "1", "1", "0", "0"],
    ]
    assert (expected, 0) == (rows, result.returncode)


def test_the_list_has_a_line_for_each_rule(project: Path) -> None:
    """
    Every rule, resolution and fault is printed with its state and its text.
    """
    run_tests(project)

    result = run(project, "tools/traceability.py", "--list")

    expected = [
        "B001     open             Fault.",
        "C01      proven           Times",
        "DOSE-01  proven           First.",
        "DOSE-02  proven           Second.",
        "DOSE-03  decided against  Third.",
        "PRN-01   open             Only.",
    ]
    assert expected == result.stdout.splitlines()


@pytest.mark.parametrize(
    ("cited", "complaint"),
    [
        ("DOSE-99", "DOSE-99 is cited by a test, but no page in docs/rules defines it."),
        ("DOSE-03", "DOSE-03 is cited by a test, but decided-against.md says that it is not"),
    ],
)
def test_a_wrong_citation_fails(project: Path, cited: str, complaint: str) -> None:
    """
    A citation of an unknown rule, or of one decided against, ends with status 1.
    """
    (project / "test_rules.py").write_text(TESTS.replace("DOSE-01", cited))
    run_tests(project)

    result = run(project, "tools/traceability.py")

    assert result.returncode == 1
    assert complaint in result.stderr


def test_a_decision_against_an_unknown_rule_fails(project: Path) -> None:
    """
    The list of rules decided against names rules that exist.
    """
    run_tests(project)
    (project / "docs" / "rules" / "decided-against.md").write_text("- **PRN-09** No.\n")

    result = run(project, "tools/traceability.py")

    assert result.returncode == 1
    assert "PRN-09 is decided against" in result.stderr


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("docs/rules/AAA.md", "- **DOSE-01** Again.\n", "DOSE-01 is defined twice"),
        ("record/rules.json", "{", "cannot be read"),
    ],
)
def test_unreadable_input_is_told(project: Path, name: str, text: str, complaint: str) -> None:
    """
    Two definitions of one rule, or a broken record, end with status 2 and a reason.
    """
    run_tests(project)
    (project / name).write_text(text)

    result = run(project, "tools/traceability.py")

    assert result.returncode == 2
    assert complaint in result.stderr


def test_without_a_record_the_tests_are_asked_for(project: Path) -> None:
    """
    Before any test run the tool says what to do.
    """
    result = run(project, "tools/traceability.py")

    assert result.returncode == 2
    assert "Run the tests first." in result.stderr


def test_the_repository_defines_its_rules(tmp_path: Path) -> None:
    """
    604 rules, 74 resolutions and 82 faults are defined, each once.
    """
    record = tmp_path / "rules.json"
    record.write_text("{}")

    result = run(ROOT, "tools/traceability.py", "--list", record=str(record))

    kinds = [line.split()[0].rstrip("0123456789") for line in result.stdout.splitlines()]
    counts = (len(kinds) - kinds.count("C") - kinds.count("B"), kinds.count("C"), kinds.count("B"))
    expected = (604, 74, 82)
    assert expected == counts
