"""
The bank over HTTP passes the contract that the fake passes.
"""

from dastern_core.testing.contracts.bank import BankContract


class TestBakongBank(BankContract):
    """
    The Open API, answered by a server on this computer.
    """
