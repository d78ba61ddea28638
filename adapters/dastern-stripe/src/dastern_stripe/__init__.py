"""
Stripe for dastern-core: plans paid by card, into the same settlement as a KHQR.

A Stripe on this machine, for tests and demonstrations, is in ``dastern_stripe.testing``.
"""

from dastern_stripe.events import EventSecret, read_event
from dastern_stripe.gateway import LEAST_USD, StripeGateway, stripe_gateway

__all__ = ["LEAST_USD", "EventSecret", "StripeGateway", "read_event", "stripe_gateway"]
