"""
What a type checker must conclude about the kernel; checked by mypy, never run.
"""

from datetime import UTC, date, datetime, time
from enum import Enum
from fractions import Fraction
from typing import assert_type
from uuid import UUID
from zoneinfo import ZoneInfo

from dastern_core.kernel import (
    Currency,
    MedicationId,
    Money,
    PatientId,
    Period,
    Resolved,
    TransitionTable,
    day_period,
    derive,
    local_date,
    parse_amount,
    parse_id,
    require_aware,
    resolve,
)


class State(Enum):
    """
    The states of a lamp.
    """

    ON = "on"


class Event(Enum):
    """
    What happens to a lamp.
    """

    SWITCH = "switch"


PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
NOW = datetime(2026, 6, 15, tzinfo=UTC)
TABLE = TransitionTable(name="lamp", start=State.ON, steps={(State.ON, Event.SWITCH): State.ON})

assert_type(parse_id(PatientId, "01890a5d-ac96-774b-bcce-b302099a8057"), PatientId)
assert_type(derive(MedicationId, UUID(int=1), "1"), MedicationId)
assert_type(parse_amount("½"), Fraction)
assert_type(Money.parse("1", currency=Currency.KHR), Money)
assert_type(require_aware(NOW, field="now"), datetime)
assert_type(local_date(NOW, zone=PHNOM_PENH), date)
assert_type(resolve(date(2026, 6, 15), time(7), zone=PHNOM_PENH), Resolved)
assert_type(day_period(date(2026, 6, 15), zone=PHNOM_PENH), Period)
assert_type(TABLE.after(State.ON, Event.SWITCH), State)
assert_type(TABLE.events(State.ON), frozenset[Event])

TABLE.after(Event.SWITCH, State.ON)  # type: ignore[arg-type]  # a state is no event
local_date(NOW)  # type: ignore[call-arg]  # there is no default zone
Money(minor="1", currency=Currency.KHR)  # type: ignore[arg-type]  # text is parsed, not stored
