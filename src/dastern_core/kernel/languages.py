"""
The languages in which people are spoken to.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

__all__ = ["MONTHS", "Language"]


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


MONTHS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        Language.KHMER: (
            "មករា",
            "កុម្ភៈ",
            "មីនា",
            "មេសា",
            "ឧសភា",
            "មិថុនា",
            "កក្កដា",
            "សីហា",
            "កញ្ញា",
            "តុលា",
            "វិច្ឆិកា",
            "ធ្នូ",
        ),
        Language.ENGLISH: (
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
    }
)
"""
January to December.
"""
