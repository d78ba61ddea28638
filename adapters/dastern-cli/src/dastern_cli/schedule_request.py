"""
One request of ``dastern schedule expand``: a JSON object in, the doses out.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs

from dastern_cli.zone_names import named_zone
from dastern_core.kernel import Fault, InvalidInputError, Period, Quantity, decimal_text, resolve
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    MOST_OCCURRENCES,
    DailyClock,
    Dosage,
    Expansion,
    Occurrence,
    PrnRule,
    ScheduleWarning,
    SigReading,
    expand,
    first_occurrences,
    parse_clock,
    parse_dosage,
    parse_sig,
    parse_timing,
)

__all__ = ["Request", "answer", "expanded", "parse_request"]

_KNOWN = (
    "dosage",
    "timing",
    "sig",
    "zone",
    "start",
    "from",
    "to",
    "limit",
    "clock",
    "meal_offsets",
    "min_interval_minutes",
)
_HORIZON = timedelta(days=30)


@attrs.frozen(kw_only=True)
class Request:
    """
    What to expand.

    Args:
        dosages: How the medicine is taken.
        zone: The patient's zone.
        start: Where the schedule begins.
        since: Doses before it are left out.
        until: Doses from it on are left out; None where a number is asked for.
        limit: How many doses at most; None where a stretch is asked for.
        clock: The clock times of the patient's day.
        min_interval: The least time between two doses, if any.
        warnings: What reading the request already has to say.
    """

    dosages: tuple[Dosage, ...]
    zone: ZoneInfo
    start: date | datetime
    since: datetime
    until: datetime | None
    limit: int | None
    clock: DailyClock
    min_interval: timedelta | None
    warnings: tuple[ScheduleWarning, ...]


def parse_request(fields: Mapping[str, object]) -> Request:
    """
    Read a request.

    Args:
        fields: ``dosage`` (an object, or a list for a sequence), ``timing`` or ``sig``;
            ``zone``, ``start``, ``from``, ``to`` or ``limit``, ``clock``,
            ``meal_offsets`` and ``min_interval_minutes``.

    Returns:
        The request. Without a clock the default times of the library stand; with one,
        exactly its times. ``from`` is ``start`` where it is left out, and the other way
        round; without ``to`` and ``limit`` it reaches 30 days.

    Raises:
        InvalidInputError: The faults of the first part that has any.
    """
    _require_known(fields)
    zone = named_zone(fields.get("zone", "Asia/Phnom_Penh"), field="zone")
    given = fields.get("start", fields.get("from"))
    start = _moment("start", given)
    since = _instant(_moment("from", fields.get("from", given)), zone)
    until = _instant(_moment("to", fields["to"]), zone) if "to" in fields else None
    limit = _whole(fields, "limit", most=MOST_OCCURRENCES)
    if until is None and limit is None:
        until = since + _HORIZON
    minutes = _whole(fields, "min_interval_minutes", most=366 * 24 * 60)
    return Request(
        dosages=_dosages(fields),
        zone=zone,
        start=start,
        since=since,
        until=until,
        limit=limit,
        clock=_clock(fields),
        min_interval=None if minutes is None else timedelta(minutes=minutes),
        warnings=_sig_warnings(fields),
    )


def answer(request: Request) -> dict[str, object]:
    """
    Expand a request.

    Returns:
        ``doses``, ``prn`` (null, or an object, or a list where several dosages are taken
        as needed) and ``warnings``.

    Raises:
        InvalidInputError: A dosage cannot be computed.
    """
    expansion = expanded(request)
    rules = [_prn_value(rule) for rule in expansion.prn]
    return {
        "doses": [_dose_value(one) for one in expansion.occurrences],
        "prn": rules if len(rules) > 1 else next(iter(rules), None),
        "warnings": [
            {"code": warning.code, "message": warning.message} for warning in expansion.warnings
        ],
    }


def expanded(request: Request) -> Expansion:
    """
    Lay a request out as doses.
    """
    if request.until is None:
        found = first_occurrences(
            request.dosages,
            zone=request.zone,
            start=request.start,
            since=request.since,
            limit=request.limit or MOST_OCCURRENCES,
            clock=request.clock,
        )
    else:
        found = expand(
            request.dosages,
            zone=request.zone,
            start=request.start,
            window=Period(start=request.since, end=request.until),
            clock=request.clock,
            min_interval=request.min_interval,
        )
    return attrs.evolve(
        found,
        occurrences=found.occurrences[: request.limit],
        warnings=(*request.warnings, *found.warnings),
    )


def _require_known(fields: Mapping[str, object]) -> None:
    faults = [
        Fault(field=name, problem="is not known here", remedy=f"Use {', '.join(_KNOWN)}.")
        for name in fields
        if name not in _KNOWN
    ]
    if len({"dosage", "timing", "sig"} & set(fields)) != 1:
        remedy = "Give exactly one of dosage, timing and sig."
        faults.append(Fault(field="dosage", problem="is missing or not alone", remedy=remedy))
    if "start" not in fields and "from" not in fields:
        remedy = "Give the day, wall time or instant at which the schedule begins."
        faults.append(Fault(field="start", problem="is missing", remedy=remedy))
    if faults:
        raise InvalidInputError(*faults)


def _dosages(fields: Mapping[str, object]) -> tuple[Dosage, ...]:
    if "sig" in fields:
        return _reading(fields["sig"]).dosages
    if "timing" in fields:
        return (Dosage(timing=parse_timing(_object("timing", fields["timing"]))),)
    given = fields["dosage"]
    if isinstance(given, list):
        return tuple(
            parse_dosage(_object(f"dosage[{place}]", one)) for place, one in enumerate(given)
        )
    return (parse_dosage(_object("dosage", given)),)


def _reading(sig: object) -> SigReading:
    reading = parse_sig(sig if isinstance(sig, str) else "")
    if not reading.dosages:
        remedy = "Write it in French, Khmer or English, such as 1 cp x 3/j, or give FHIR JSON."
        raise InvalidInputError(Fault(field="sig", problem="was not understood", remedy=remedy))
    if reading.candidates:
        problem = f"has {len(reading.candidates)} meanings"
        remedy = "See them with dastern sig parse, and write out the one that is meant."
        raise InvalidInputError(Fault(field="sig", problem=problem, remedy=remedy))
    return reading


def _sig_warnings(fields: Mapping[str, object]) -> tuple[ScheduleWarning, ...]:
    if "sig" not in fields:
        return ()
    reading = _reading(fields["sig"])
    cautions = [ScheduleWarning(code="sig_caution", message=one) for one in reading.cautions]
    if not reading.unread:
        return tuple(cautions)
    message = f"Not understood, and so not in the doses: {' '.join(reading.leftover)}."
    return (ScheduleWarning(code="sig_partial", message=message), *cautions)


def _clock(fields: Mapping[str, object]) -> DailyClock:
    offsets = _object("meal_offsets", fields.get("meal_offsets", {}))
    if "clock" in fields:
        return parse_clock(_object("clock", fields["clock"]), meal_offsets=offsets)
    leads = parse_clock({}, meal_offsets=offsets).leads
    return attrs.evolve(CAMBODIA_CLOCK, leads=leads)


def _object(name: str, value: object) -> Mapping[str, object]:
    if isinstance(value, dict):
        return value
    raise InvalidInputError(
        Fault(field=name, problem="is not an object", remedy="Write an object in braces.")
    )


def _moment(name: str, value: object) -> date | datetime:
    try:
        if isinstance(value, str) and value:
            return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        pass
    remedy = "Write a day such as 2026-06-15 or an instant such as 2026-06-15T07:00:00+07:00."
    raise InvalidInputError(Fault(field=name, problem="is neither", remedy=remedy))


def _instant(moment: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return resolve(moment, time.min, zone=zone).instant
    if moment.tzinfo is not None:
        return moment
    return resolve(moment.date(), moment.time(), zone=zone).instant


def _whole(fields: Mapping[str, object], name: str, *, most: int) -> int | None:
    value = fields.get(name)
    if value is None or (type(value) is int and 1 <= value <= most):
        return value
    remedy = f"Write a whole number from 1 to {most}."
    raise InvalidInputError(Fault(field=name, problem="is out of range", remedy=remedy))


def _dose_value(dose: Occurrence) -> dict[str, object]:
    value: dict[str, object] = {
        "at": dose.at.isoformat(),
        "local": dose.local.isoformat(),
        "slot": dose.slot.value if dose.slot else None,
        "key": "/".join(dose.key),
        "quantity": _quantity_value(dose.quantity),
        "flags": [flag.value for flag in dose.flags],
    }
    if dose.quantity_max is not None:
        value["quantity_max"] = _quantity_value(dose.quantity_max)
    if dose.lasts is not None:
        value["lasts_minutes"] = dose.lasts / timedelta(minutes=1)
    if dose.latest_at is not None:
        value["latest_at"] = dose.latest_at.isoformat()
    return value


def _prn_value(rule: PrnRule) -> dict[str, object]:
    return {
        "quantity": _quantity_value(rule.quantity),
        "quantity_max": _quantity_value(rule.quantity_max),
        "min_interval_minutes": rule.min_interval / timedelta(minutes=1),
        "limits": [
            {
                "most": _quantity_value(limit.most),
                "hours": limit.stretch / timedelta(hours=1),
            }
            for limit in rule.limits
        ],
        "most_per_dose": _quantity_value(rule.most_per_dose),
        "most_per_lifetime": _quantity_value(rule.most_per_lifetime),
        "reasons": list(rule.reasons),
        "until": None if rule.until is None else rule.until.isoformat(),
    }


def _quantity_value(quantity: Quantity | None) -> dict[str, str] | None:
    if quantity is None:
        return None
    return {"value": decimal_text(quantity.value), "unit": quantity.unit}
