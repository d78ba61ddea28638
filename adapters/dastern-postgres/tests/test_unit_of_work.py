"""
The unit of work: the contract, on a real database.
"""

from dastern_core.testing.contracts import StoreContract


class TestPostgresStore(StoreContract):
    """
    The contract of every store.
    """
