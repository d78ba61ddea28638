"""
Bakong for dastern-core: whether a KHQR was paid, asked of the National Bank's Open API.

A bank on this machine, for tests and demonstrations, is in ``dastern_bakong.testing``.
"""

from dastern_bakong.bank import PRODUCTION, SANDBOX, BakongBank, bakong_bank
from dastern_bakong.gateway import BakongGateway
from dastern_bakong.patience import Patience

__all__ = ["PRODUCTION", "SANDBOX", "BakongBank", "BakongGateway", "Patience", "bakong_bank"]
