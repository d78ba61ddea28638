"""
Comma-separated values: a table as RFC 4180 writes it, safe to open in a spreadsheet.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it.
"""

import csv
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["MARK_OF_ORDER", "unguarded", "write_table"]

MARK_OF_ORDER: Final = "\ufeff"
"""
The mark by which Excel knows UTF-8, without which it garbles Khmer.
"""

_RUN: Final = ("=", "+", "-", "@", "\t", "\r")


class _Lines:
    """
    Collects what the writer of the standard library writes.
    """

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> None:
        """
        Keep a line.
        """
        self.written.append(text)


def write_table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, for_excel: bool) -> str:
    """
    Write a table with a line of heads.

    Args:
        heads: The names of the columns.
        rows: One cell under each head.
        for_excel: Whether to begin with `MARK_OF_ORDER`.

    Example:
        >>> write_table(["a", "b"], [["=1+1", "2"]], for_excel=False).splitlines()
        ['a,b', "'=1+1,2"]
    """
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_RUN) else cell for cell in row])
    return (MARK_OF_ORDER if for_excel else "") + "".join(lines.written)


def unguarded(cell: str) -> str:
    """
    Take the apostrophe away that `write_table` put before a cell.
    """
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_RUN) else cell
