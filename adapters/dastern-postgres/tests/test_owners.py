"""
Stored owners: the contract.
"""

from dastern_core.testing.contracts import OwnersContract


class TestPostgresOwners(OwnersContract):
    """
    The contract of the owners.
    """
