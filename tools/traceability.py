"""
Traceability: which rules of docs/rules a passing test proves.

Run the tests first; they leave a record. Then::

    python tools/traceability.py          # one line for each domain
    python tools/traceability.py --list   # one line for each rule

The exit status is 1 where a test cites a rule that no page defines, or proves one that was
decided against; 2 where there is nothing to read.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

__all__ = ["Rule", "State", "main", "read_citations", "read_rules", "states"]

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "rules"
RECORD = ROOT / (os.environ.get("DASTERN_RULES_RECORD") or ".cache/rules.json")
_LISTED = re.compile(r"^- \*\*(?P<id>[A-Z]+-?\d+)\*\* (?P<text>.+)$", re.MULTILINE)
_TABLED = re.compile(r"^\| \*\*(?P<id>C\d+)\*\* \| (?P<text>[^|]+) \|", re.MULTILINE)
_AGAINST = "decided-against.md"
_NOT_DOMAINS = ("B", "C")  # faults and resolutions are cited like rules, but counted apart


class State(Enum):
    """
    How a rule stands.
    """

    PROVEN = "proven"
    AGAINST = "decided against"
    OPEN = "open"


class Rule(NamedTuple):
    """
    One rule, resolution or fault, with its first words.
    """

    identifier: str
    text: str

    @property
    def domain(self) -> str:
        """
        The letters that its identifier begins with.
        """
        return self.identifier.rstrip("0123456789").rstrip("-")


class Citations(NamedTuple):
    """
    The identifiers that tests cite, and those that a passing test cites.
    """

    cited: frozenset[str]
    proven: frozenset[str]


def read_rules(pages: Path) -> tuple[dict[str, Rule], frozenset[str]]:
    """
    Read the rules that the pages define and the identifiers decided against.

    Raises:
        ValueError: Two pages define one identifier, or none is defined.
    """
    rules: dict[str, Rule] = {}
    for path in sorted(pages.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if path.name == _AGAINST:
            continue
        for found in (*_LISTED.finditer(text), *_TABLED.finditer(text)):
            if found["id"] in rules:
                message = f"{found['id']} is defined twice, the second time in {path.name}"
                raise ValueError(message)
            rules[found["id"]] = Rule(found["id"], found["text"].strip())
    if not rules:
        message = f"{pages} defines no rule"
        raise ValueError(message)
    against = (pages / _AGAINST).read_text(encoding="utf-8")
    return rules, frozenset(found["id"] for found in _LISTED.finditer(against))


def read_citations(record: Path) -> Citations:
    """
    Read the record that the test runs left.
    """
    tests = json.loads(record.read_text(encoding="utf-8")).values()
    return Citations(
        cited=frozenset(rule for test in tests for rule in test["rules"]),
        proven=frozenset(rule for test in tests if test["passed"] for rule in test["rules"]),
    )


def states(
    rules: Mapping[str, Rule], against: frozenset[str], proven: frozenset[str]
) -> dict[str, State]:
    """
    Say for each rule how it stands.
    """
    return {
        identifier: State.AGAINST
        if identifier in against
        else State.PROVEN
        if identifier in proven
        else State.OPEN
        for identifier in rules
    }


def faults(
    rules: Mapping[str, Rule], against: frozenset[str], citations: Citations
) -> Iterator[str]:
    """
    Tell what is wrong with the citations, one sentence each.
    """
    for identifier in sorted(citations.cited - rules.keys()):
        yield f"{identifier} is cited by a test, but no page in docs/rules defines it."
    for identifier in sorted(against - rules.keys()):
        yield f"{identifier} is decided against, but no page in docs/rules defines it."
    for identifier in sorted(citations.cited & against):
        yield f"{identifier} is cited by a test, but {_AGAINST} says that it is not followed."


def summary(rules: Mapping[str, Rule], standing: Mapping[str, State]) -> Iterator[str]:
    """
    Give a table of domains, their total, and the resolutions and faults below it.
    """
    domains = sorted({rule.domain for rule in rules.values()} - set(_NOT_DOMAINS))
    titles = {"B": "faults", "C": "resolutions"}
    yield f"{'domain':<12}{'rules':>7}{'proven':>8}{'against':>9}{'open':>6}"
    for name, members in (
        *((domain, {domain}) for domain in domains),
        ("all rules", set(domains)),
        *((titles[domain], {domain}) for domain in _NOT_DOMAINS),
    ):
        found = [standing[one] for one, rule in rules.items() if rule.domain in members]
        counts = [found.count(state) for state in State]
        yield f"{name:<12}{len(found):>7}{counts[0]:>8}{counts[1]:>9}{counts[2]:>6}"


def listing(rules: Mapping[str, Rule], standing: Mapping[str, State]) -> Iterator[str]:
    """
    Give a line for each rule.
    """
    for identifier, rule in sorted(rules.items()):
        yield f"{identifier:<9}{standing[identifier].value:<17}{rule.text}"


def main(arguments: list[str], *, pages: Path = PAGES, record: Path = RECORD) -> int:
    """
    Print how the rules stand.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(prog="traceability", description=__doc__.split("\n")[1])
    parser.add_argument("--list", action="store_true", help="print every rule")
    wanted = parser.parse_args(arguments)
    try:
        rules, against = read_rules(pages)
        citations = read_citations(record)
    except FileNotFoundError as error:
        print(f"{error.filename} does not exist. Run the tests first.", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"The rules or their record cannot be read: {error}", file=sys.stderr)
        return 2
    standing = states(rules, against, citations.proven)
    for line in (listing if wanted.list else summary)(rules, standing):
        print(line)
    found = list(faults(rules, against, citations))
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
