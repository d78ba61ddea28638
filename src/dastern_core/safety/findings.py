"""
Findings: what a check noticed about a person's medicines, and what to do about it.

FHIR calls it a DetectedIssue. A finding never blocks: people decide, with its source.
"""

from datetime import datetime
from enum import Enum

import attrs

from dastern_core.medicines import Source

__all__ = ["Finding", "FindingCode", "Severity", "in_order"]


class Severity(Enum):
    """
    How much harm it may do (FHIR DetectedIssue.severity), the worst first.
    """

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class FindingCode(Enum):
    """
    What was noticed.

    ``INTERACTION``: two medicines that should not meet, or only with care.
    ``DAILY_MAXIMUM``: more of a substance within 24 hours than its label allows.
    ``SINGLE_MAXIMUM``: more of a substance at once than its label allows.
    ``INTERVAL``: two doses of a substance closer than its label allows.
    ``SAME_SUBSTANCE``: a substance in two medicines at the same time.
    ``SAME_GROUP``: two substances of one chemical group at the same time.
    ``UNKNOWN_MEDICINE``: a name that is not in our data: nothing of it was checked.
    ``PARTLY_KNOWN``: words of a name that were not understood: they may mean more.
    ``NOT_CHECKED``: a substance whose amounts could not be checked, and why.
    ``AS_NEEDED_OPEN``: taken as needed, without a maximum or without an interval.
    ``MEAL``: a dose on the wrong side of a meal, by the label.
    ``MEALS_APART``: two doses at one time, one with food and one without, by the labels.
    ``SUPPLY_SHORT``: less was dispensed than the course takes.
    ``SUPPLY_LEFT``: more was dispensed than the course takes.
    ``CLOSE_TOGETHER``: doses of two prescriptions within five minutes (DOSE-37).
    ``ADVICE``: what the label tells every patient, such as no alcohol.
    """

    INTERACTION = "interaction"
    DAILY_MAXIMUM = "daily_maximum"
    SINGLE_MAXIMUM = "single_maximum"
    INTERVAL = "interval"
    SAME_SUBSTANCE = "same_substance"
    SAME_GROUP = "same_group"
    UNKNOWN_MEDICINE = "unknown_medicine"
    PARTLY_KNOWN = "partly_known"
    NOT_CHECKED = "not_checked"
    AS_NEEDED_OPEN = "as_needed_open"
    MEAL = "meal"
    MEALS_APART = "meals_apart"
    SUPPLY_SHORT = "supply_short"
    SUPPLY_LEFT = "supply_left"
    CLOSE_TOGETHER = "close_together"
    ADVICE = "advice"


@attrs.frozen(kw_only=True)
class Finding:
    """
    One thing that a person should look at.

    Args:
        code: What was noticed.
        severity: How much harm it may do.
        subject: The substances, medicines or lines it is about; with the code it tells
            one finding from another.
        message: What was found, with its numbers, in a sentence.
        remedy: What to do, in a sentence.
        regimens: The references of the medicines concerned, sorted.
        doses: The instants concerned, in UTC, at most the first ten.
        source: Where the limit or the interaction comes from; None where the finding
            needs none.
    """

    code: FindingCode
    severity: Severity
    subject: tuple[str, ...]
    message: str
    remedy: str
    regimens: tuple[str, ...]
    doses: tuple[datetime, ...] = ()
    source: Source | None = None


_CODES = tuple(FindingCode)
_SEVERITIES = tuple(Severity)


def in_order(finding: Finding) -> tuple[int, int, tuple[str, ...], tuple[str, ...]]:
    """
    Give what findings are sorted by: the worst first, then by code and subject.
    """
    return (
        _SEVERITIES.index(finding.severity),
        _CODES.index(finding.code),
        finding.subject,
        finding.regimens,
    )
