"""
Codes: the Anatomical Therapeutic Chemical classification, as a table that a user brings.

The WHO sells the whole and bars its commercial reuse, so it is not shipped; single codes
on our own list are facts.
"""

import re
from datetime import date
from typing import Final

from dastern_core.kernel import Fault
from dastern_core.medicines.formularies import Formulary
from dastern_core.medicines.imports import Imported, joined, table_rows
from dastern_core.medicines.substances import Category, Source, Substance

__all__ = ["import_codes"]

_SUBSTANCE: Final = re.compile(r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}")
_CODE: Final = re.compile(r"[A-Z](?:[0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?)?")
# The longest that begins a code decides; C10 stands under C and so on.
_CATEGORIES: Final = {
    "A": Category.STOMACH,
    "A10": Category.DIABETES,
    "A11": Category.VITAMIN,
    "A12": Category.VITAMIN,
    "B": Category.BLOOD,
    "B03": Category.VITAMIN,
    "C": Category.HEART,
    "D01": Category.ANTIFUNGAL,
    "G03": Category.HORMONE,
    "H": Category.HORMONE,
    "J01": Category.ANTIBIOTIC,
    "J02": Category.ANTIFUNGAL,
    "J04": Category.TUBERCULOSIS,
    "J05": Category.ANTIVIRAL,
    "M01": Category.PAIN,
    "M02": Category.PAIN,
    "N02": Category.PAIN,
    "N03": Category.NERVES,
    "N04": Category.NERVES,
    "N05": Category.MIND,
    "N06": Category.MIND,
    "N07": Category.NERVES,
    "P": Category.ANTIPARASITIC,
    "R": Category.BREATHING,
}


def import_codes(text: str, *, entered_on: date, formulary: Formulary) -> Imported:
    """
    Take the substances of an ATC table into a formulary, without any limits.

    Args:
        text: CSV with the columns ``atc_code`` and ``atc_name``.
        entered_on: The day it was taken.
        formulary: What it is added to; a name that it knows keeps its entry.

    Returns:
        The formulary, which then knows names, groups and duplicates of many more; that
        they have no limits is told where they are checked.

    Raises:
        InvalidInputError: The text is no such table; faults name line and column.
    """
    faults: list[Fault] = []
    found: dict[str, list[str]] = {}
    for line, row in table_rows(text, columns=("atc_code", "atc_name"), field="text"):
        code, name = row["atc_code"], " ".join(row["atc_name"].lower().split())
        where = f"text line {line}, column"
        if _CODE.fullmatch(code) is None:
            remedy = "Give a code such as N02BE01."
            faults.append(Fault(field=f"{where} atc_code", problem="is no ATC code", remedy=remedy))
        if not name:
            remedy = "Give the substance's name."
            faults.append(Fault(field=f"{where} atc_name", problem="is empty", remedy=remedy))
        # Rows of a combination name a rest, not a substance.
        if _SUBSTANCE.fullmatch(code) and name and not _is_combination(name):
            found.setdefault(name, []).append(code)
    source = Source(document="ATC table", section="brought by the user", entered_on=entered_on)
    substances = (
        Substance(
            name=name,
            french=name,
            atc=tuple(dict.fromkeys(codes)),
            category=_category(codes[0]),
            source=source,
        )
        for name, codes in found.items()
    )
    return joined(formulary, substances=substances, faults=faults)


def _is_combination(name: str) -> bool:
    words = name.replace(",", " ").split()
    return "combinations" in words or "and" in words or "various" in words or "," in name


def _category(code: str) -> Category:
    return _CATEGORIES.get(code[:3]) or _CATEGORIES.get(code[:1]) or Category.OTHER
