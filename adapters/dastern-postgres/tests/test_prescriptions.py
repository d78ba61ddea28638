"""
Stored prescriptions: the contract, on a real database.
"""

from dastern_core.testing.contracts import PrescriptionsContract


class TestPostgresPrescriptions(PrescriptionsContract):
    """
    The contract of every store of prescriptions.
    """
