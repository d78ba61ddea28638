"""
Formulary: our own curated medicines, with their limits, interactions and sources.

Each row names its kind of source and the day it was entered, and says that no pharmacist
has reviewed it. A limit that is not certain is left out: the check then says so.
"""

from dastern_core.medicines.formulary.edition import FORMULARY

__all__ = ["FORMULARY"]
