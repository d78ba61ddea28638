"""
Schedule: when to take what.
"""

from dastern_core.schedule.meals import Slot

__all__ = ["Slot"]
