"""
Edition: our own formulary, as one value.
"""

from typing import Final

from dastern_core.medicines.formularies import Formulary
from dastern_core.medicines.formulary.combinations import COMBINATIONS
from dastern_core.medicines.formulary.heart import HEART
from dastern_core.medicines.formulary.infections import INFECTIONS
from dastern_core.medicines.formulary.metabolism import METABOLISM
from dastern_core.medicines.formulary.mind import MIND, OTHER
from dastern_core.medicines.formulary.pain import PAIN
from dastern_core.medicines.formulary.pairs import PAIRS
from dastern_core.medicines.formulary.rows import ENTERED_ON
from dastern_core.medicines.formulary.stomach import BREATHING, STOMACH

__all__ = ["FORMULARY"]

FORMULARY: Final = Formulary(
    version="2026.11",
    entered_on=ENTERED_ON,
    substances=(
        *PAIN,
        *INFECTIONS,
        *HEART,
        *METABOLISM,
        *STOMACH,
        *BREATHING,
        *MIND,
        *OTHER,
    ),
    products=COMBINATIONS,
    interactions=PAIRS,
)
"""
Medicines common in Cambodia, entered by hand; no entry is reviewed by a pharmacist yet.
"""
