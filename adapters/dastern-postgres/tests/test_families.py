"""
Stored families: the contract.
"""

from dastern_core.testing.contracts import FamiliesContract


class TestPostgresFamilies(FamiliesContract):
    """
    The contract of every store of families.
    """
