"""
Documentation: examples that run, decisions that have every part, fragments that are found.
"""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in DOCS.rglob("*.md"))
DECISIONS = sorted(path.name for path in (DOCS / "adr").glob("[0-9]*.md"))
FRAGMENTS = sorted(
    path.name for path in (ROOT / "changelog.d").glob("*") if path.name != "README.md"
)
FENCE = re.compile(r"^```(?P<language>.*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
DOMAINS = sorted(
    path.parent.name
    for path in (ROOT / "src" / "dastern_core").glob("*/__init__.py")
    if path.parent.name not in {"ports", "testing", "usecases"}
)
PARTS = ("Context", "Options", "Decision", "Consequences")


@pytest.mark.parametrize("page", PAGES)
def test_every_python_example_is_run(page: str) -> None:
    """
    Sybil runs ``python`` fences and skips ``pycon`` in silence; a fence says what it holds.
    """
    fences = [
        (found["language"], found["body"]) for found in FENCE.finditer((ROOT / page).read_text())
    ]

    assert [language for language, _ in fences if language in {"", "pycon", "py"}] == []
    assert [body for language, body in fences if language == "python" and ">>>" not in body] == []
    assert [body for language, body in fences if language != "python" and ">>>" in body] == []


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_has_every_part(name: str) -> None:
    """
    A record has its status, context, options with good and bad, decision and consequences.
    """
    text = (DOCS / "adr" / name).read_text()

    headings = tuple(re.findall(r"^## (.+)$", text, re.MULTILINE))
    options = re.split(r"^### ", text, flags=re.MULTILINE)[1:]

    assert headings == PARTS
    assert re.search(r"^- Status: (proposed|accepted on|superseded by)", text, re.MULTILINE)
    assert len(options) >= 2
    assert [one for one in options if "- Good: " not in one or "- Bad: " not in one] == []


def test_the_index_lists_every_decision() -> None:
    """
    The numbers have no gap, and each record is in the index under its own title.
    """
    index = (DOCS / "adr" / "index.md").read_text()

    titles = {name: (DOCS / "adr" / name).read_text().partition("\n")[0][2:] for name in DECISIONS}
    rows = [f"| [{name[:4]}]({name}) | {title} |" for name, title in titles.items()]

    assert [int(name[:4]) for name in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert [row for row in rows if row not in index] == []


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_is_of_a_known_kind(name: str) -> None:
    """
    Towncrier would ignore a fragment whose kind it does not know.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]

    kinds = {kind["directory"] for kind in settings["type"]}

    assert re.fullmatch(rf"[a-z0-9-]+\.({'|'.join(sorted(kinds))})\.md", name)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_has_its_reference(domain: str) -> None:
    """
    Each domain stands in the table of domains and has a page made from its docstrings.
    """
    table = (DOCS / "domains" / "index.md").read_text()
    page = (DOCS / "reference" / f"{domain}.md").read_text()

    assert f"| `{domain}` |" in table
    assert f"::: dastern_core.{domain}\n" in page
