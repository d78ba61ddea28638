"""
Meals and slots: the named times of a day that prescriptions speak of.
"""

from enum import Enum

__all__ = ["Slot"]


class Slot(Enum):
    """
    A column of the printed dose grid, in the order of the day.
    """

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
