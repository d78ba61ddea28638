"""
Erased: what is read where a text was, once the key that sealed it is destroyed.
"""

from typing import Final

__all__ = ["ERASED_TEXT"]

ERASED_TEXT: Final = "[data erased]"
"""
It stands for each text that was there or not, which nobody can tell any more: in a list of
allergies it says that there may have been some, where an empty list would say none.
"""
