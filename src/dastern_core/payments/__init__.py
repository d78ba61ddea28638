"""
The payments domain: what is owed for a plan, and what is proven paid.
"""

from dastern_core.payments.orders import (
    BILL_ENTROPY_BYTES,
    ORDER_LIFE,
    ORDER_LIFETIME,
    PaymentEvent,
    PaymentOrder,
    PaymentStatus,
    bill_number,
    cancel,
    expire,
    fail,
    open_order,
    refund,
    subscription_receiver,
)
from dastern_core.payments.settlement import PaymentMismatchError, ReceivedPayment, settle

__all__ = [
    "BILL_ENTROPY_BYTES",
    "ORDER_LIFE",
    "ORDER_LIFETIME",
    "PaymentEvent",
    "PaymentMismatchError",
    "PaymentOrder",
    "PaymentStatus",
    "ReceivedPayment",
    "bill_number",
    "cancel",
    "expire",
    "fail",
    "open_order",
    "refund",
    "settle",
    "subscription_receiver",
]
