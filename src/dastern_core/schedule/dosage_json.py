"""
Dosage JSON: FHIR's spelling of a dosage, read and written without loss.

R4's ``asNeededBoolean``, ``asNeededCodeableConcept`` and single ``maxDosePerPeriod`` are
read as well; R5 is written. Element ids and extensions other than the exact value are
not kept, a modifier extension is refused because ignoring it would change the meaning.
"""

from collections.abc import Mapping
from datetime import date, datetime

from dastern_core.schedule.concepts import (
    Coding,
    Concept,
    concept_json,
    read_concept,
    read_concepts,
)
from dastern_core.schedule.dosages import Dosage, DoseAndRate, DoseKind
from dastern_core.schedule.meals import EventTiming
from dastern_core.schedule.measures import (
    Measure,
    MeasureRange,
    MeasureRatio,
    measure_json,
    number_json,
    range_json,
    ratio_json,
    ratio_of,
    read_measure,
    read_range,
    read_ratio,
)
from dastern_core.schedule.reading import JsonObject
from dastern_core.schedule.timing import BoundsPeriod, Repeat, TimeUnit, Timing, Weekday

__all__ = ["dosage_json", "parse_dosage", "parse_timing"]

_DOSAGE = (
    "sequence",
    "text",
    "additionalInstruction",
    "patientInstruction",
    "timing",
    "asNeeded",
    "asNeededFor",
    "asNeededBoolean",
    "asNeededCodeableConcept",
    "site",
    "route",
    "method",
    "doseAndRate",
    "maxDosePerPeriod",
    "maxDosePerAdministration",
    "maxDosePerLifetime",
)
_REPEAT = (
    "boundsPeriod",
    "boundsDuration",
    "boundsRange",
    "count",
    "countMax",
    "duration",
    "durationMax",
    "durationUnit",
    "frequency",
    "frequencyMax",
    "period",
    "periodMax",
    "periodUnit",
    "dayOfWeek",
    "timeOfDay",
    "when",
    "offset",
)
_DOSE_KIND_SYSTEM = "http://terminology.hl7.org/CodeSystem/dose-rate-type"


def parse_dosage(json: Mapping[str, object]) -> Dosage:
    """
    Read a FHIR Dosage.

    Args:
        json: The object, as ``json.loads`` gives it; with ``parse_float=Decimal`` no
            number passes through a float.

    Returns:
        The dosage.

    Raises:
        InvalidInputError: A field is unknown, cannot be read or breaks an invariant; all
            faults of the document together.

    Source:
        FHIR R5 Dosage and Timing.
    """
    top = JsonObject(fields=json)
    dosage = _dosage(top)
    top.finish()
    return dosage or Dosage()


def parse_timing(json: Mapping[str, object]) -> Timing:
    """
    Read a FHIR Timing; see ``parse_dosage``.

    Raises:
        InvalidInputError: As for a dosage.
    """
    top = JsonObject(fields=json)
    timing = _timing(top)
    top.finish()
    return timing


def _dosage(top: JsonObject) -> Dosage | None:
    top.expect_only(_DOSAGE)
    timing = top.nested("timing")
    read_timing = _timing(timing) if timing else None
    as_needed = top.boolean("asNeeded")
    reasons = read_concepts(top, "asNeededFor")
    if "asNeededBoolean" in top.fields:
        as_needed = top.boolean("asNeededBoolean")
    if (r4_reason := read_concept(top, "asNeededCodeableConcept")) is not None:
        reasons = (*reasons, r4_reason)
    doses = tuple(_dose_and_rate(one) for one in top.each("doseAndRate"))
    sequence, text = top.integer("sequence"), top.text("text")
    additional = read_concepts(top, "additionalInstruction")
    patient = top.text("patientInstruction")
    site, route = read_concept(top, "site"), read_concept(top, "route")
    method = read_concept(top, "method")
    most_per_period = _ratios(top, "maxDosePerPeriod")
    most_per_administration = read_measure(top, "maxDosePerAdministration")
    most_per_lifetime = read_measure(top, "maxDosePerLifetime")
    return top.build(
        lambda: Dosage(
            sequence=sequence,
            text=text,
            additional_instructions=additional,
            patient_instruction=patient,
            timing=read_timing,
            as_needed=as_needed,
            as_needed_for=reasons,
            site=site,
            route=route,
            method=method,
            doses=doses,
            most_per_period=most_per_period,
            most_per_administration=most_per_administration,
            most_per_lifetime=most_per_lifetime,
        )
    )


def _ratios(owner: JsonObject, name: str) -> tuple[MeasureRatio, ...]:
    if isinstance(owner.fields.get(name), Mapping):
        single = read_ratio(owner, name)
        return () if single is None else (single,)
    ratios = (ratio_of(entered) for entered in owner.each(name))
    return tuple(ratio for ratio in ratios if ratio is not None)


def _dose_and_rate(entered: JsonObject) -> DoseAndRate:
    amounts = ("doseQuantity", "doseRange", "rateQuantity", "rateRange", "rateRatio")
    entered.expect_only(["type", *amounts])
    for stem in ("dose", "rate"):
        _expect_one(entered, [name for name in amounts if name.startswith(stem)])
    kind = read_concept(entered, "type")
    code = kind and (kind.code_in(_DOSE_KIND_SYSTEM, None) or kind.text)
    if kind and code not in {one.value for one in DoseKind}:
        entered.fault("type", "is unknown", "Use ordered or calculated.")
        code = None
    return DoseAndRate(
        kind=DoseKind(code) if code else None,
        dose=read_measure(entered, "doseQuantity") or read_range(entered, "doseRange"),
        rate=read_ratio(entered, "rateRatio")
        or read_range(entered, "rateRange")
        or read_measure(entered, "rateQuantity"),
    )


def _expect_one(entered: JsonObject, names: list[str]) -> None:
    present = [name for name in names if name in entered.fields]
    for name in present[1:]:
        entered.fault(name, f"stands beside {present[0]}", "Keep one of the two.")


def _timing(entered: JsonObject) -> Timing:
    entered.expect_only(["event", "repeat", "code"])
    events = entered.moments("event")
    for event in events:
        if not isinstance(event, datetime):
            entered.fault("event", "has no time of day", "Give an instant.")
    repeat = entered.nested("repeat")
    return Timing(
        events=tuple(event for event in events if isinstance(event, datetime)),
        repeat=_repeat(repeat) if repeat else None,
        code=read_concept(entered, "code"),
    )


def _repeat(entered: JsonObject) -> Repeat | None:
    entered.expect_only(_REPEAT)
    _expect_one(entered, ["boundsPeriod", "boundsDuration", "boundsRange"])
    period = entered.nested("boundsPeriod")
    bounds = (
        _bounds_period(period)
        if period
        else read_measure(entered, "boundsDuration") or read_range(entered, "boundsRange")
    )
    whole = {
        name: entered.integer(name)
        for name in ("count", "countMax", "frequency", "frequencyMax", "offset")
    }
    exact = {
        name: entered.number(name) for name in ("duration", "durationMax", "period", "periodMax")
    }
    units = {name: entered.member(name, TimeUnit) for name in ("durationUnit", "periodUnit")}
    days = entered.members("dayOfWeek", Weekday)
    times, when = entered.times("timeOfDay"), entered.members("when", EventTiming)
    return entered.build(
        lambda: Repeat(
            bounds=bounds,
            count=whole["count"],
            count_max=whole["countMax"],
            duration=exact["duration"],
            duration_max=exact["durationMax"],
            duration_unit=units["durationUnit"],
            frequency=whole["frequency"],
            frequency_max=whole["frequencyMax"],
            period=exact["period"],
            period_max=exact["periodMax"],
            period_unit=units["periodUnit"],
            days_of_week=days,
            times_of_day=times,
            when=when,
            offset_minutes=whole["offset"],
        )
    )


def _bounds_period(entered: JsonObject) -> BoundsPeriod:
    entered.expect_only(["start", "end"])
    return BoundsPeriod(start=entered.moment("start"), end=entered.moment("end", last=True))


def dosage_json(dosage: Dosage) -> dict[str, object]:
    """
    Write a dosage as FHIR R5 JSON.

    Args:
        dosage: Any dosage.

    Returns:
        An object that ``json.dumps`` can write and that ``parse_dosage`` reads back to an
        equal dosage, fractions such as 1/3 included.
    """
    return _present(
        sequence=dosage.sequence,
        text=dosage.text,
        additionalInstruction=[concept_json(one) for one in dosage.additional_instructions],
        patientInstruction=dosage.patient_instruction,
        timing=None if dosage.timing is None else _timing_json(dosage.timing),
        asNeeded=dosage.as_needed,
        asNeededFor=[concept_json(one) for one in dosage.as_needed_for],
        site=_concept(dosage.site),
        route=_concept(dosage.route),
        method=_concept(dosage.method),
        doseAndRate=[_dose_and_rate_json(one) for one in dosage.doses],
        maxDosePerPeriod=[ratio_json(one) for one in dosage.most_per_period],
        maxDosePerAdministration=_measure(dosage.most_per_administration),
        maxDosePerLifetime=_measure(dosage.most_per_lifetime),
    )


def _present(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None and value != []}


def _concept(concept: Concept | None) -> dict[str, object] | None:
    return None if concept is None else concept_json(concept)


def _measure(measure: Measure | None) -> dict[str, object] | None:
    return None if measure is None else measure_json(measure)


def _dose_and_rate_json(one: DoseAndRate) -> dict[str, object]:
    kind = one.kind and Concept(codings=(Coding(system=_DOSE_KIND_SYSTEM, code=one.kind.value),))
    return _present(
        type=_concept(kind),
        **(_amount_json("dose", one.dose) | _amount_json("rate", one.rate)),
    )


def _amount_json(
    stem: str, amount: Measure | MeasureRange | MeasureRatio | None
) -> dict[str, object]:
    match amount:
        case Measure():
            return {f"{stem}Quantity": measure_json(amount)}
        case MeasureRange():
            return {f"{stem}Range": range_json(amount)}
        case MeasureRatio():
            return {f"{stem}Ratio": ratio_json(amount)}
        case _:
            return {}


def _timing_json(timing: Timing) -> dict[str, object]:
    return _present(
        event=[event.isoformat() for event in timing.events],
        repeat=None if timing.repeat is None else _repeat_json(timing.repeat),
        code=_concept(timing.code),
    )


def _repeat_json(repeat: Repeat) -> dict[str, object]:
    exact = {
        "duration": repeat.duration,
        "durationMax": repeat.duration_max,
        "period": repeat.period,
        "periodMax": repeat.period_max,
    }
    numbers: dict[str, object] = {}
    for name, value in exact.items():
        numbers |= {} if value is None else number_json(name, value)
    return _present(
        **_bounds_json(repeat),
        count=repeat.count,
        countMax=repeat.count_max,
        frequency=repeat.frequency,
        frequencyMax=repeat.frequency_max,
        **numbers,
        durationUnit=repeat.duration_unit and repeat.duration_unit.value,
        periodUnit=repeat.period_unit and repeat.period_unit.value,
        dayOfWeek=[day.value for day in repeat.days_of_week],
        timeOfDay=[at.isoformat() for at in repeat.times_of_day],
        when=[event.value for event in repeat.when],
        offset=repeat.offset_minutes,
    )


def _bounds_json(repeat: Repeat) -> dict[str, object]:
    match repeat.bounds:
        case BoundsPeriod(start=start, end=end):
            return {"boundsPeriod": _present(start=_moment(start), end=_moment(end))}
        case Measure() as length:
            return {"boundsDuration": measure_json(length)}
        case MeasureRange() as lengths:
            return {"boundsRange": range_json(lengths)}
        case _:
            return {}


def _moment(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
