"""
Extend plans: what goes on without an end has its doses for the coming 30 days (DOSE-27).
"""

from datetime import datetime, timedelta
from typing import Final

import attrs

from dastern_core.kernel import (
    ConflictError,
    InvalidInputError,
    Period,
    PrescriptionId,
    UnreadableError,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import Prescription, extend_doses, goes_on
from dastern_core.schedule import HORIZON_DAYS, DailyClock

__all__ = ["ExtendedPlans", "extend_plans"]

_REACH: Final = timedelta(days=HORIZON_DAYS + 1)  # a dose may lie at another time than asked for


@attrs.frozen(kw_only=True)
class ExtendedPlans:
    """
    What became of one page.

    Args:
        planned: How many doses are new.
        refused: Prescriptions that cannot be computed with this clock, or cannot be read;
            their doses run out.
        after: Where the next page begins; None at the end.
    """

    planned: int
    refused: tuple[PrescriptionId, ...]
    after: PrescriptionId | None


def extend_plans(
    *,
    after: PrescriptionId | None,
    limit: int,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
) -> ExtendedPlans:
    """
    Plan what came into the horizon, for a page of active prescriptions.

    Each is planned in a unit of work of its own, under a hold on its newest version: any
    number of workers may run at once, running again plans nothing, and what somebody
    stops, pauses or changes meanwhile is left to them.

    Args:
        after: Where the page before ended; None begins.
        limit: How many are looked at; at least 1.
        daily_clock: The times of day for what was never planned before; what was goes on
            at the wall times it has.
        store: The system's store.
        clock: Tells when.

    Raises:
        PortError: The store failed; the prescriptions before that one are planned.
    """
    now = clock.now()
    with store.begin() as work:
        page = work.prescriptions.active(after=after, limit=limit)
    planned, refused = 0, list(page.unreadable)
    for active in page.readable:
        try:
            if goes_on(active, daily_clock=daily_clock):
                planned += _extend(active, daily_clock=daily_clock, store=store, now=now)
        except ConflictError:
            continue  # whoever changed it has planned it anew, or ended it
        except (InvalidInputError, UnreadableError):
            refused.append(active.id)  # one that cannot be read or computed stops no other
    return ExtendedPlans(
        planned=planned,
        refused=tuple(refused),
        after=page.after,
    )


def _extend(active: Prescription, *, daily_clock: DailyClock, store: Store, now: datetime) -> int:
    with store.begin() as work:
        # Nobody stops or changes it between the reading and the planning.
        work.prescriptions.change_status(active, expected=active)
        stored = work.doses.of_patient(
            active.patient_id, Period(start=now - _REACH, end=now + _REACH)
        )
        return work.doses.plan(
            extend_doses(active, daily_clock=daily_clock, now=now, stored=stored)
        )
