"""
The payment store: a database of its own, which knows accounts and no patient's medicines.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from dastern_core.ports.audit_log import AuditLog
from dastern_core.ports.families import Families
from dastern_core.ports.inbox import Inbox
from dastern_core.ports.payments import PaymentOrders
from dastern_core.ports.subscriptions import Subscriptions

__all__ = ["PaymentStore", "PaymentUnitOfWork"]


class PaymentUnitOfWork(Protocol):
    """
    One transaction over orders, subscriptions and what is audited about them (PAY-35).
    """

    @property
    def payments(self) -> PaymentOrders:
        """
        The payment orders, as this transaction sees them.
        """
        ...

    @property
    def subscriptions(self) -> Subscriptions:
        """
        The subscriptions, as this transaction sees them.
        """
        ...

    @property
    def families(self) -> Families:
        """
        Who shares whose plan, as this transaction sees it.
        """
        ...

    @property
    def inbox(self) -> Inbox:
        """
        The messages that were dealt with, as this transaction sees them.
        """
        ...

    @property
    def audit_log(self) -> AuditLog:
        """
        The payments' own audit log, as this transaction sees it.
        """
        ...


class PaymentStore(Protocol):
    """
    Where units of work over payments come from.
    """

    def begin(self) -> AbstractContextManager[PaymentUnitOfWork]:
        """
        Begin a transaction.

        Leaving the block commits; an exception leaves nothing behind and is passed on.
        What has committed survives a crash of the process and of the machine.

        Raises:
            PortError: The store cannot be reached, or the commit failed.
        """
        ...
