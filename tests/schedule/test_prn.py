"""
As needed: when the next dose is allowed.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from tests.schedule.layout import lay

from dastern_core.kernel import InvalidInputError, Quantity
from dastern_core.schedule import (
    AllowanceReason,
    Intake,
    PrnRule,
    next_allowed,
    parse_dosage,
    prn_rule,
)

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def tablets(count: int) -> Quantity:
    """
    Give a number of tablets.
    """
    return Quantity(value=Fraction(count), unit="tablet")


def taken(hours_ago: float, count: int = 1) -> Intake:
    """
    Give an intake some hours before noon.
    """
    return Intake(at=NOON - timedelta(hours=hours_ago), quantity=tablets(count))


def rule_of(**dosage: object) -> PrnRule:
    """
    Read the rule of a dosage that is taken as needed.
    """
    return prn_rule(parse_dosage({"asNeeded": True, **dosage}))


def per_day(most: int, *, unit: str = "tablet", value: int = 24, code: str = "h") -> object:
    """
    Give a limit per stretch of time.
    """
    return [
        {
            "numerator": {"value": most, "unit": unit},
            "denominator": {"value": value, "code": code},
        }
    ]


EVERY_FOUR = {
    "timing": {"repeat": {"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"}}
}


@pytest.mark.parametrize(
    ("repeat", "hours"),
    [
        ({"frequency": 1, "period": 6, "periodUnit": "h"}, 6),
        ({"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"}, 4),
        ({"frequency": 3, "period": 1, "periodUnit": "d"}, 8),
        ({"frequency": 3, "frequencyMax": 4, "period": 1, "periodUnit": "d"}, 6),
        ({"frequency": 1, "period": 1, "periodUnit": "mo"}, 28 * 24),
        ({"boundsDuration": {"value": 5, "code": "d"}, "count": 3}, 0),
    ],
)
def test_least_interval_is_the_least_cycle_over_the_most_doses(
    repeat: dict[str, object], hours: int
) -> None:
    """
    "Three to four times a day" allows a dose every six hours.
    """
    assert timedelta(hours=hours) == rule_of(timing={"repeat": repeat}).min_interval


@pytest.mark.rule("PRN-06")
def test_rule_keeps_reason_amounts_and_limits() -> None:
    """
    What the dosage says of need, amount and limits is all in the rule.
    """
    rule = rule_of(
        asNeededFor=[{"text": "pain"}, {"coding": [{"display": "Fever"}]}, {}],
        doseAndRate=[
            {
                "doseRange": {
                    "low": {"value": 1, "unit": "tablet"},
                    "high": {"value": 2, "unit": "tablet"},
                }
            }
        ],
        maxDosePerPeriod=per_day(8),
        maxDosePerAdministration={"value": 2, "unit": "tablet"},
        maxDosePerLifetime={"value": 100, "unit": "tablet"},
    )

    assert (
        ("pain", "Fever", ""),
        tablets(1),
        tablets(2),
        [(tablets(8), timedelta(hours=24))],
        tablets(2),
        tablets(100),
    ) == (
        rule.reasons,
        rule.quantity,
        rule.quantity_max,
        [(limit.most, limit.stretch) for limit in rule.limits],
        rule.most_per_dose,
        rule.most_per_lifetime,
    )


def test_listed_instants_have_no_interval() -> None:
    """
    A dosage with instants only does not limit when it is taken when needed.
    """
    rule = rule_of(timing={"event": ["2026-06-15T09:00:00+07:00"]})

    assert rule.min_interval == timedelta(0)


def test_first_dose_is_allowed_now() -> None:
    """
    Without history nothing stands in the way.
    """
    allowance = next_allowed(rule_of(**EVERY_FOUR), history=[], quantity=tablets(1), now=NOON)

    assert (allowance.at, allowance.reason) == (NOON, AllowanceReason.ALLOWED)


def test_interval_is_counted_from_the_last_intake() -> None:
    """
    Four hours after the last dose the next is allowed, to the second.
    """
    rule, history = rule_of(**EVERY_FOUR), [taken(3), taken(9)]
    early = next_allowed(rule, history=history, quantity=tablets(1), now=NOON)
    late = next_allowed(rule, history=history, quantity=tablets(1), now=NOON + timedelta(hours=1))

    assert (early.at, early.reason) == (
        NOON + timedelta(hours=1),
        AllowanceReason.MIN_INTERVAL,
    )
    assert late.reason is AllowanceReason.ALLOWED


def test_rolling_limit_frees_room_as_intakes_grow_old() -> None:
    """
    With four of four tablets in 24 hours the oldest must be a day old.
    """
    rule = rule_of(**EVERY_FOUR, maxDosePerPeriod=per_day(4))
    history = [taken(20), taken(16), taken(12), taken(8)]
    allowance = next_allowed(rule, history=history, quantity=tablets(1), now=NOON)
    two = next_allowed(rule, history=history, quantity=tablets(2), now=NOON)

    assert (allowance.at, allowance.reason) == (
        NOON + timedelta(hours=4),
        AllowanceReason.ROLLING_LIMIT,
    )
    assert two.at == NOON + timedelta(hours=8)


def test_dose_exactly_one_stretch_ago_no_longer_counts() -> None:
    """
    At the end of the 24 hours there is room, a second before there is not.
    """
    rule = rule_of(maxDosePerPeriod=per_day(1))
    edge = next_allowed(rule, history=[taken(24)], quantity=tablets(1), now=NOON)
    before = next_allowed(rule, history=[taken(24)], quantity=tablets(1), now=NOON - SECOND)

    assert (edge.at, before.at) == (NOON, NOON)
    assert (edge.reason, before.reason) == (
        AllowanceReason.ALLOWED,
        AllowanceReason.ROLLING_LIMIT,
    )


def test_double_dose_in_the_history_counts_twice() -> None:
    """
    What was taken twice was taken twice.
    """
    rule = rule_of(maxDosePerPeriod=per_day(2))
    history = [taken(5), taken(5)]

    assert next_allowed(rule, history=history, quantity=tablets(1), now=NOON).at == (
        NOON + timedelta(hours=19)
    )


@pytest.mark.parametrize(
    ("dosage", "history", "count", "reason"),
    [
        ({"maxDosePerPeriod": per_day(2)}, [], 3, AllowanceReason.DOSE_ABOVE_LIMIT),
        (
            {"maxDosePerAdministration": {"value": 1, "unit": "tablet"}},
            [],
            2,
            AllowanceReason.DOSE_ABOVE_LIMIT,
        ),
        (
            {"maxDosePerLifetime": {"value": 3, "unit": "tablet"}},
            [taken(500, 3)],
            1,
            AllowanceReason.LIFETIME_LIMIT,
        ),
        ({"maxDosePerPeriod": per_day(4, unit="g")}, [], 1, AllowanceReason.UNIT_MISMATCH),
        (
            {
                "maxDosePerPeriod": per_day(4, unit="g"),
                "maxDosePerAdministration": {"value": 1, "unit": "tablet"},
            },
            [],
            1,
            AllowanceReason.UNIT_MISMATCH,
        ),
    ],
)
def test_no_time_makes_it_allowed(
    dosage: dict[str, object], history: list[Intake], count: int, reason: AllowanceReason
) -> None:
    """
    A dose above a limit, a lifetime that is used up, or units that do not compare.
    """
    allowance = next_allowed(rule_of(**dosage), history=history, quantity=tablets(count), now=NOON)

    assert (allowance.at, allowance.reason) == (None, reason)


def test_now_must_be_aware() -> None:
    """
    A wall time cannot say when.
    """
    with pytest.raises(InvalidInputError, match="now has no time zone"):
        next_allowed(rule_of(), history=[], quantity=tablets(1), now=NOON.replace(tzinfo=None))


def test_limit_per_something_else_than_time_is_refused() -> None:
    """
    "Per tablet" is no stretch of time.
    """
    with pytest.raises(InvalidInputError, match="maxDosePerPeriod"):
        rule_of(maxDosePerPeriod=per_day(4, code="tablet"))


def test_course_of_a_medicine_taken_as_needed_ends() -> None:
    """
    "As needed for five days" is not allowed on the sixth.
    """
    repeat = {"boundsDuration": {"value": 5, "code": "d"}, "period": 6, "periodUnit": "h"}
    (rule,) = lay(repeat, asNeeded=True).prn
    dose = Quantity(value=Fraction(1), unit="tablet")
    end = datetime(2026, 6, 19, 17, 0, tzinfo=UTC)
    answers = [
        next_allowed(rule, history=history, quantity=dose, now=now)
        for history, now in (
            ([], end - timedelta(minutes=1)),
            ([], end),
            ([Intake(at=end - timedelta(hours=1), quantity=dose)], end - timedelta(minutes=30)),
        )
    ]

    assert end == rule.until
    assert [
        (end - timedelta(minutes=1), AllowanceReason.ALLOWED),
        (None, AllowanceReason.COURSE_ENDED),
        (None, AllowanceReason.COURSE_ENDED),
    ] == [(one.at, one.reason) for one in answers]
