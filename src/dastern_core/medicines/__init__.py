"""
Medicines: what the medicine is, in Khmer, French and English words.
"""

from dastern_core.medicines.forms import CONTAINERS, FORM_WORDS, FormWord
from dastern_core.medicines.strengths import (
    NamedStrength,
    Strength,
    parse_strength,
    split_strength,
)

__all__ = [
    "CONTAINERS",
    "FORM_WORDS",
    "FormWord",
    "NamedStrength",
    "Strength",
    "parse_strength",
    "split_strength",
]
