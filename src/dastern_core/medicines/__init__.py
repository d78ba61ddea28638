"""
Medicines: what the medicine is, in Khmer, French and English words, and what is safe.

The curated data is ``dastern_core.medicines.formulary``; search with typing errors, which
needs rapidfuzz, is ``dastern_core.medicines.search``; larger sets that may not be shipped
are read by ``dastern_core.medicines.thesaurus``, ``.codes`` and ``.interaction_table``.
"""

from dastern_core.medicines.contents import Content, contents, converted
from dastern_core.medicines.folding import folded
from dastern_core.medicines.forms import CONTAINERS, FORM_WORDS, FormWord
from dastern_core.medicines.formularies import Formulary, UnknownSubstanceError
from dastern_core.medicines.interactions import Interaction, InteractionLevel, Side
from dastern_core.medicines.naming import Naming, identify
from dastern_core.medicines.products import Product
from dastern_core.medicines.strengths import (
    NamedStrength,
    Strength,
    parse_strength,
    split_strength,
)
from dastern_core.medicines.substances import (
    Category,
    ChildLimit,
    DoseLimit,
    MealAdvice,
    Source,
    Substance,
)

__all__ = [
    "CONTAINERS",
    "FORM_WORDS",
    "Category",
    "ChildLimit",
    "Content",
    "DoseLimit",
    "FormWord",
    "Formulary",
    "Interaction",
    "InteractionLevel",
    "MealAdvice",
    "NamedStrength",
    "Naming",
    "Product",
    "Side",
    "Source",
    "Strength",
    "Substance",
    "UnknownSubstanceError",
    "contents",
    "converted",
    "folded",
    "identify",
    "parse_strength",
    "split_strength",
]
