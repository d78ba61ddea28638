"""
A payment store in memory: a unit of work changes a copy, and the commit swaps it in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import attrs

from dastern_core.audit import AuditEntry
from dastern_core.kernel import AccountId
from dastern_core.payments import PaymentOrder
from dastern_core.subscriptions import Family, Subscription
from dastern_core.testing.fakes.audit_log import InMemoryAuditLog
from dastern_core.testing.fakes.contents import copied
from dastern_core.testing.fakes.families import InMemoryFamilies
from dastern_core.testing.fakes.inbox import InMemoryInbox
from dastern_core.testing.fakes.payments import InMemoryPaymentOrders
from dastern_core.testing.fakes.subscriptions import InMemorySubscriptions

__all__ = ["InMemoryPaymentStore", "InMemoryPaymentUnitOfWork"]


@attrs.define(kw_only=True)
class _Contents:
    orders: dict[str, PaymentOrder] = attrs.field(factory=dict)
    questions: dict[str, datetime | None] = attrs.field(factory=dict)
    subscriptions: dict[AccountId, Subscription] = attrs.field(factory=dict)
    families: dict[AccountId, Family] = attrs.field(factory=dict)
    messages: dict[tuple[str, str], tuple[bytes, datetime]] = attrs.field(factory=dict)
    entries: list[tuple[AuditEntry, bytes]] = attrs.field(factory=list)
    placed: list[tuple[AuditEntry, bytes] | bytes] = attrs.field(factory=list)


class InMemoryPaymentUnitOfWork:
    """
    One transaction over a copy of everything.
    """

    def __init__(self, contents: _Contents) -> None:
        self.payments = InMemoryPaymentOrders(contents.orders, contents.questions)
        self.subscriptions = InMemorySubscriptions(contents.subscriptions)
        self.families = InMemoryFamilies(contents.families)
        self.inbox = InMemoryInbox(contents.messages)
        self.audit_log = InMemoryAuditLog(contents.entries, contents.placed)


class InMemoryPaymentStore:
    """
    Everything that was committed, for one thread.
    """

    def __init__(self) -> None:
        self._committed = _Contents()

    @contextmanager
    def begin(self) -> Iterator[InMemoryPaymentUnitOfWork]:
        """
        Begin a transaction; an exception leaves the committed contents as they were.
        """
        contents = copied(self._committed)
        yield InMemoryPaymentUnitOfWork(contents)
        self._committed = contents
