"""
The demonstration's week: what its invented patient does with each dose.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from operator import itemgetter
from types import MappingProxyType
from typing import Final

from dastern_core.kernel import PatientId
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.schedule import Dose, SkipReason, Slot
from dastern_core.usecases.mark_dose import skip_dose, take_dose
from dastern_core.usecases.sweep_missed import sweep_missed

__all__ = ["DemoClock", "live_week"]


class DemoClock:
    """
    The demonstration's own time, which passes as fast as it is told.

    Args:
        start: Aware; what it tells first.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """
        Give the instant at which the demonstration stands.
        """
        return self._now

    def move_to(self, instant: datetime) -> None:
        """
        Let time pass.
        """
        self._now = instant


class _Act(Enum):
    ON_TIME = "on time"
    LATE = "late"
    SKIP = "skip"
    FORGET = "forget"


_ACTS: Final[Mapping[tuple[int, Slot], _Act]] = MappingProxyType(
    {
        (1, Slot.EVENING): _Act.LATE,
        (2, Slot.MIDDAY): _Act.SKIP,
        (3, Slot.EVENING): _Act.FORGET,
        (4, Slot.MORNING): _Act.LATE,
        (5, Slot.NIGHT): _Act.FORGET,
    }
)
"""
By day of the course, from 0, and slot; every other dose is taken on time.
"""

_AFTER: Final = MappingProxyType(
    {
        _Act.ON_TIME: timedelta(minutes=4),
        _Act.LATE: timedelta(hours=2),
        _Act.SKIP: timedelta(minutes=1),
    }
)
_MOST_SWEEPS = 1000  # 100 doses each; the demonstration has far fewer


def live_week(
    doses: Sequence[Dose],
    *,
    start: date,
    patient_id: PatientId,
    store: Store,
    clock: DemoClock,
    entropy: Entropy,
) -> None:
    """
    Take, delay, skip and forget the doses in the order of time, sweeping before each.

    Args:
        doses: The planned doses.
        start: The first day of the course.
        patient_id: Whose doses they are.
        store: Where they are.
        clock: Moved along; it ends a day after the last dose.
        entropy: For the audit entries.
    """
    acts = [(dose, _act(dose, start)) for dose in doses]
    steps = [(dose.due_at + _AFTER[act], dose, act) for dose, act in acts if act in _AFTER]
    for at, dose, act in sorted(steps, key=itemgetter(0)):
        clock.move_to(at)
        _sweep(store, clock)
        if act is _Act.SKIP:
            skip_dose(
                dose.id,
                patient_id=patient_id,
                reason=SkipReason.SIDE_EFFECTS,
                note=None,
                store=store,
                clock=clock,
                entropy=entropy,
            )
        else:
            take_dose(
                dose.id,
                patient_id=patient_id,
                taken_at=None,
                offline=False,
                store=store,
                clock=clock,
                entropy=entropy,
            )
    clock.move_to(max(dose.due_at for dose in doses) + timedelta(days=1))
    _sweep(store, clock)


def _act(dose: Dose, start: date) -> _Act:
    day = (dose.local.date() - start).days
    return _Act.ON_TIME if dose.slot is None else _ACTS.get((day, dose.slot), _Act.ON_TIME)


def _sweep(store: Store, clock: DemoClock) -> None:
    for _ in range(_MOST_SWEEPS):
        if not sweep_missed(store=store, clock=clock):
            return
