"""
Library: from a row of a prescription to exact doses.
"""

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from dastern_core.kernel import Period
from dastern_core.schedule import CAMBODIA_CLOCK, Slot, expand, slot_dosages

row = {Slot.MORNING: Fraction(1), Slot.EVENING: Fraction(1, 2)}
expansion = expand(
    slot_dosages(row, unit="tablet", duration_days=7),
    zone=ZoneInfo("Asia/Phnom_Penh"),
    start=date(2026, 11, 23),
    window=Period(start=datetime(2026, 11, 22, tzinfo=UTC), end=datetime(2026, 12, 1, tzinfo=UTC)),
    clock=CAMBODIA_CLOCK,
)
for dose in expansion.occurrences:
    print(f"{dose.local:%a %d %b %H:%M}  {dose.quantity}  {dose.at.isoformat()}")
