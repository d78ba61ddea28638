"""
The subscriptions domain: what a plan costs and allows.
"""

from dastern_core.subscriptions.plans import PERIOD, PLANS, Plan, PlanTier

__all__ = ["PERIOD", "PLANS", "Plan", "PlanTier"]
