"""
Remainders: what a prescription still orders after a pause, or when it is revised.

Lengths count from a version's start. A version that starts later must therefore order what
is left, and not the whole length again (DST-29).
"""

from datetime import datetime

import attrs

from dastern_core.kernel import local_date
from dastern_core.prescriptions.courses import courses_of
from dastern_core.prescriptions.revisions import Order
from dastern_core.prescriptions.versions import Prescription
from dastern_core.schedule import DailyClock, resumed

__all__ = ["remaining_order"]


def remaining_order(
    prescription: Prescription, *, daily_clock: DailyClock, since: datetime, until: datetime
) -> Order | None:
    """
    Give what is left of a prescription that rested.

    Args:
        prescription: The newest version.
        daily_clock: The patient's meal and slot times.
        since: From when on nothing was asked for: the pause; aware.
        until: When it goes on; aware. Equal to ``since`` for a revision without a rest.

    Returns:
        The lines that have doses left, to start on the local day of ``until``; None where
        every line is over.

    Raises:
        InvalidInputError: It goes on before it paused, or a line cannot be computed.

    Source:
        Rule DST-29.
    """
    lines = []
    for line, course in zip(
        prescription.medications, courses_of(prescription, daily_clock=daily_clock), strict=True
    ):
        rest = resumed(course, paused_at=since, resumed_at=until)
        if rest is not None:
            lines.append(attrs.evolve(line, dosages=rest.dosages))
    if not lines:
        return None
    return Order(
        medications=tuple(lines),
        diagnosis=prescription.diagnosis,
        follow_up_on=prescription.follow_up_on,
        start=local_date(until, zone=prescription.zone),
    )
