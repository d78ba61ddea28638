"""
Interaction table: pairs that a user brings as a table of one's own.

For sets that may be used but not shipped, such as DDInter (CC BY-NC-SA 4.0).
"""

from datetime import date
from typing import Final

from dastern_core.kernel import Fault
from dastern_core.medicines.formularies import Formulary
from dastern_core.medicines.imports import Imported, joined, table_rows
from dastern_core.medicines.interactions import Interaction, InteractionLevel, Side
from dastern_core.medicines.substances import Source, Substance

__all__ = ["import_interactions"]

_COLUMNS: Final = ("one", "other", "level", "mechanism", "remedy")
_LEVELS: Final = {
    **{level.value: level for level in InteractionLevel},
    # DDInter's words.
    "major": InteractionLevel.AVOID,
    "moderate": InteractionLevel.PRECAUTION,
    "minor": InteractionLevel.NOTE,
}
_GROUP: Final = "*"


def import_interactions(
    text: str, *, document: str, entered_on: date, formulary: Formulary
) -> Imported:
    """
    Take a table of interactions into a formulary.

    Args:
        text: CSV with the columns ``one``, ``other``, ``level``, ``mechanism`` and
            ``remedy``; a side is any name of a substance, or a group of the formulary
            after a star.
        document: What the set is called, for the source.
        entered_on: The day it was taken.
        formulary: What it is added to; a pair that it knows keeps its entry.

    Raises:
        InvalidInputError: The text is no such table, or a level is none of
            ``contraindicated``, ``avoid`` or ``major``, ``precaution`` or ``moderate``,
            ``note`` or ``minor``; faults name line and column.
    """
    faults: list[Fault] = []
    interactions, unmatched = [], []
    for line, row in table_rows(text, columns=_COLUMNS, field="text"):
        where = f"text line {line}, column"
        level = _LEVELS.get(row["level"].lower())
        if level is None:
            remedy = f"Use one of: {', '.join(_LEVELS)}."
            faults.append(Fault(field=f"{where} level", problem="is unknown", remedy=remedy))
        for name in ("mechanism", "remedy"):
            if not row[name]:
                remedy = "Say it in a sentence."
                faults.append(Fault(field=f"{where} {name}", problem="is empty", remedy=remedy))
        one, other = (_side(row[name], formulary) for name in ("one", "other"))
        unmatched += [row[name] for name, side in (("one", one), ("other", other)) if side is None]
        if one is None or other is None or level is None or faults:
            continue
        if one == other and not one.is_group:
            remedy = "Name two substances."
            faults.append(Fault(field=f"{where} other", problem="is the same", remedy=remedy))
            continue
        interactions.append(
            Interaction(
                one=one,
                other=other,
                level=level,
                mechanism=row["mechanism"],
                remedy=row["remedy"],
                source=Source(document=document, section=f"line {line}", entered_on=entered_on),
            )
        )
    return joined(formulary, interactions=interactions, unmatched=unmatched, faults=faults)


def _side(name: str, formulary: Formulary) -> Side | None:
    if name.startswith(_GROUP):
        group = name.removeprefix(_GROUP)
        known = any(group in substance.groups for substance in formulary.substances)
        return Side(name=group, is_group=True) if known else None
    entry = formulary.entry(name)
    return Side(name=entry.name) if isinstance(entry, Substance) else None
