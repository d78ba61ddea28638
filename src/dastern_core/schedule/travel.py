"""
Travel: whose clock a course follows when its patient changes zones.

Nothing is shifted automatically: both answers are shown with the gap that each leaves to
the last intake, and following is refused where it would make that gap too short.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Period, require_aware
from dastern_core.schedule.anchors import anchor_at
from dastern_core.schedule.courses import Course, plan
from dastern_core.schedule.doses import Dose
from dastern_core.schedule.patterns import ElapsedRule, pattern_of
from dastern_core.schedule.slot_keys import DoseId

__all__ = ["ZoneChoice", "ZoneMode", "ZoneRefusal", "choose_zone", "zone_choices"]

_AHEAD = timedelta(days=40)  # a monthly dose is the rarest that a journey should show


class ZoneMode(Enum):
    """
    Whose clock counts on a journey.

    ``HOME``: the clock at home; the rule for medicines with strict intervals.
    ``FOLLOW``: the clock where the patient is; for doses tied to meals and sleep.
    """

    HOME = "home"
    FOLLOW = "follow"


class ZoneRefusal(Enum):
    """
    Why following is refused.
    """

    INTERVAL_TOO_SHORT = "interval_too_short"
    ELAPSED_SCHEDULE = "elapsed_schedule"


@attrs.frozen(kw_only=True)
class ZoneChoice:
    """
    What one mode means for a journey.

    Args:
        mode: The mode.
        course: The course in that mode.
        next_dose: The next dose; None where there is none soon.
        gap: From the last intake to it; None without either.
        refusal: Why the mode is refused; None where it may be chosen.
    """

    mode: ZoneMode
    course: Course
    next_dose: Dose | None
    gap: timedelta | None
    refusal: ZoneRefusal | None


def zone_choices(
    course: Course,
    *,
    zone: ZoneInfo,
    now: datetime,
    recorded: Collection[DoseId],
    last_intake: datetime | None,
) -> tuple[ZoneChoice, ZoneChoice]:
    """
    Show what staying with home's clock and following the new one would mean.

    Args:
        course: The course in its present zone.
        zone: Where the patient is now.
        now: Aware.
        recorded: The doses that were taken or skipped; a slot that comes round again
            under the new clock is not asked for twice.
        last_intake: When the medicine was last taken; aware, or None.

    Returns:
        Home, then follow. Following is refused where the next dose would come sooner
        after the last intake than the medicine's least interval, and for a schedule in
        hours, which keeps its hours everywhere.
    """
    require_aware(now, field="now")
    since = None if last_intake is None else require_aware(last_intake, field="last_intake")
    home = _next(course, now, recorded)
    home_choice = ZoneChoice(
        mode=ZoneMode.HOME, course=course, next_dose=home, gap=_gap(home, since), refusal=None
    )
    follower = _moved(course, zone)
    next_dose = _next(follower, now, recorded)
    gap = _gap(next_dose, since)
    refusal = None
    if course.min_interval is not None and gap is not None and gap < course.min_interval:
        refusal = ZoneRefusal.INTERVAL_TOO_SHORT
    if _is_elapsed(course):
        refusal = ZoneRefusal.ELAPSED_SCHEDULE
    follow_choice = ZoneChoice(
        mode=ZoneMode.FOLLOW, course=follower, next_dose=next_dose, gap=gap, refusal=refusal
    )
    return home_choice, follow_choice


def choose_zone(choice: ZoneChoice) -> Course:
    """
    Give the course that a choice leads to.

    Raises:
        InvalidInputError: The choice is refused.
    """
    if choice.refusal is None:
        return choice.course
    remedy = "Stay with the clock at home, or ask the doctor for a bridging dose."
    raise InvalidInputError(
        Fault(field="mode", problem=f"is refused: {choice.refusal.value}", remedy=remedy)
    )


def _moved(course: Course, zone: ZoneInfo) -> Course:
    # The course's days stay the days on which it was ordered.
    local = anchor_at(course.start, zone=course.zone)
    return attrs.evolve(course, zone=zone, start=local.local if local.is_timed else local.day)


def _next(course: Course, now: datetime, recorded: Collection[DoseId]) -> Dose | None:
    ahead = Period(start=now, end=now + _AHEAD)
    doses = (dose for dose in plan(course, window=ahead, now=now) if dose.id not in recorded)
    return next(doses, None)


def _gap(dose: Dose | None, since: datetime | None) -> timedelta | None:
    return None if dose is None or since is None else dose.due_at - since


def _is_elapsed(course: Course) -> bool:
    anchor = anchor_at(course.start, zone=course.zone)
    timings = [one.timing for one in course.dosages if one.timing and not one.is_as_needed]
    begin = anchor.since_midnight
    rules = [pattern_of(one, clock=course.clock, begin=begin).rule for one in timings]
    return any(isinstance(rule, ElapsedRule) for rule in rules)
