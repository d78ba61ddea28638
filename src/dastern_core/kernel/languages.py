"""
The languages in which people are spoken to.
"""

from enum import Enum

__all__ = ["Language"]


class Language(Enum):
    """
    A language that pictures, messages and trails have words for, by ISO 639-1 code.

    French is read on prescriptions but not spoken: whoever adds it here adds its words to
    every table of words.

    Example:
        >>> Language("km")
        <Language.KHMER: 'km'>
    """

    KHMER = "km"
    ENGLISH = "en"
