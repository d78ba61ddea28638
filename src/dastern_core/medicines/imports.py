"""
Imports: larger sets that may not be shipped, taken into a formulary from given text.

The functions read no file: the caller hands over the text and holds the licence for it.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.medicines.formularies import Formulary
from dastern_core.medicines.interactions import Interaction, Side
from dastern_core.medicines.substances import Substance

__all__ = ["LONGEST_TEXT", "MOST_ROWS", "Imported", "joined", "require_bounded", "table_rows"]

LONGEST_TEXT: Final = 50_000_000
"""
Characters of one text; the largest known set has 4 million.
"""

MOST_ROWS: Final = 500_000
"""
Rows of one set.
"""

_MOST_FAULTS: Final = 20


@attrs.frozen(kw_only=True)
class Imported:
    """
    What became of a set.

    Args:
        formulary: The formulary with what was taken.
        taken: How many entries were new.
        known: How many the formulary had already, or the set repeats; the first stays.
        unmatched: Names that mean nothing in the formulary, sorted; what speaks of them
            was left out.
    """

    formulary: Formulary
    taken: int
    known: int
    unmatched: tuple[str, ...]


def require_bounded(text: str, *, field: str) -> None:
    """
    Refuse a text that no such set has.

    Raises:
        InvalidInputError: It is too long.
    """
    if len(text) > LONGEST_TEXT:
        remedy = f"Give at most {LONGEST_TEXT} characters."
        raise InvalidInputError(Fault(field=field, problem="is too long", remedy=remedy))


def table_rows(
    text: str, *, columns: Sequence[str], field: str
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """
    Read a table with a head, parted by commas.

    Args:
        text: CSV.
        columns: The columns that the head must have; others are passed over.
        field: What an error calls the text.

    Yields:
        Each row's line number and its cells by column; blank rows are left out.

    Raises:
        InvalidInputError: The text is too long or no CSV, a column is missing, or a row
            has another number of cells; the fault names line and column.
    """
    require_bounded(text, field=field)
    reader = csv.reader(
        (f"{line}\n" for line in text.removeprefix("\ufeff").split("\n")), strict=True
    )
    head: list[str] = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not head:
                head = [cell.lower() for cell in cells]
                _require_columns(head, columns, field=f"{field} line {reader.line_num}")
                continue
            if reader.line_num > MOST_ROWS:
                remedy = f"Give at most {MOST_ROWS} rows."
                raise InvalidInputError(Fault(field=field, problem="is too long", remedy=remedy))
            if len(cells) != len(head):
                problem = f"has {len(cells)} cells, its head {len(head)}"
                remedy = "Give one cell a column."
                where = f"{field} line {reader.line_num}"
                raise InvalidInputError(Fault(field=where, problem=problem, remedy=remedy))
            yield reader.line_num, dict(zip(head, cells, strict=True))
    except csv.Error as error:
        where = f"{field} line {reader.line_num}"
        remedy = "Part cells by commas, and put text with commas into quotes."
        raise InvalidInputError(Fault(field=where, problem="is no CSV", remedy=remedy)) from error
    if not head:
        remedy = f"Begin with a head: {', '.join(columns)}."
        raise InvalidInputError(Fault(field=field, problem="is empty", remedy=remedy))


def _require_columns(head: Sequence[str], columns: Sequence[str], *, field: str) -> None:
    faults = [
        Fault(field=f"{field}, column {name}", problem="is missing", remedy="Add the column.")
        for name in columns
        if name not in head
    ]
    if len(set(head)) != len(head):
        remedy = "Name each column once."
        faults.append(Fault(field=field, problem="names a column twice", remedy=remedy))
    if faults:
        raise InvalidInputError(*faults)


def joined(
    formulary: Formulary,
    *,
    substances: Iterable[Substance] = (),
    interactions: Iterable[Interaction] = (),
    unmatched: Iterable[str] = (),
    faults: Sequence[Fault] = (),
) -> Imported:
    """
    Take substances and interactions into a formulary; what it has already stays.

    Args:
        formulary: The formulary.
        substances: Those to add; one whose name means something already is known.
        interactions: Those to add; a pair of sides that it has already is known.
        unmatched: Names that mean nothing in it.
        faults: What was wrong in the text.

    Raises:
        InvalidInputError: There are faults; at most the first twenty are told.
    """
    if faults:
        raise InvalidInputError(*faults[:_MOST_FAULTS])
    new: dict[str, Substance] = {}
    pairs = {_pair(one) for one in formulary.interactions}
    added: list[Interaction] = []
    known = 0
    for substance in substances:
        if formulary.entry(substance.name) is None and substance.name not in new:
            new[substance.name] = substance
        else:
            known += 1
    for one in interactions:
        if _pair(one) in pairs:
            known += 1
        else:
            pairs.add(_pair(one))
            added.append(one)
    return Imported(
        formulary=attrs.evolve(
            formulary,
            substances=(*formulary.substances, *new.values()),
            interactions=(*formulary.interactions, *added),
        ),
        taken=len(new) + len(added),
        known=known,
        unmatched=tuple(sorted(set(unmatched))),
    )


def _pair(interaction: Interaction) -> frozenset[Side]:
    return frozenset({interaction.one, interaction.other})
