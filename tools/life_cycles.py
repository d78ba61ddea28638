"""
Life cycles: draw every transition table of the core for the documentation.

Usage: ``python tools/life_cycles.py``, which writes ``docs/domains/life-cycles.md``.
"""

import importlib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from dastern_core.kernel import TransitionTable

__all__ = ["page", "tables"]

SOURCE = Path(__file__).parents[1] / "src"
PAGE = Path(__file__).parents[1] / "docs" / "domains" / "life-cycles.md"
HEAD = """\
# Life cycles

Each life cycle is one transition table in the core. This page is drawn from those tables by
`tools/life_cycles.py`; a test compares the two.
"""

Table = TransitionTable[Enum, Enum]


def tables(source: Path) -> Iterator[tuple[str, Table]]:
    """
    Find the public transition tables of the domains, by full name.
    """
    for path in sorted(source.glob("dastern_core/*/*.py")):
        module_name = ".".join(path.relative_to(source).with_suffix("").parts)
        if "TransitionTable(" not in path.read_text(encoding="utf-8"):
            continue
        module = importlib.import_module(module_name)
        for name in module.__all__:
            value = getattr(module, name)
            if isinstance(value, TransitionTable):
                yield f"{module_name.rpartition('.')[0]}.{name}", value


def page(source: Path) -> str:
    """
    Give the page's text.
    """
    return "\n".join([HEAD, *(_section(name, table) for name, table in tables(source))])


def _section(name: str, table: Table) -> str:
    states = type(table.start)
    events = {event for _, event in table.steps}
    ordered = [event for event in type(next(iter(events))) if event in events]
    rows = [
        f"| {state.name} | "
        + " | ".join(
            table.steps[state, event].name if (state, event) in table.steps else ""
            for event in ordered
        )
        + " |"
        for state in states
    ]
    return "\n".join(
        [
            f"## {table.name[0].upper()}{table.name[1:]}",
            "",
            f"`{name}`",
            "",
            "```mermaid",
            table.mermaid(),
            "```",
            "",
            f"| from \\ on | {' | '.join(event.name for event in ordered)} |",
            f"|---{'|---' * len(ordered)}|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(SOURCE), encoding="utf-8")
    print(f"{PAGE} written")
