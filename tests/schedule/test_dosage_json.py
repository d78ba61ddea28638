"""
FHIR JSON of dosages: read strictly, written without loss.
"""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    BoundsPeriod,
    DoseKind,
    EventTiming,
    Measure,
    MeasureRange,
    MeasureRatio,
    TimeUnit,
    Weekday,
    dosage_json,
    parse_dosage,
    parse_timing,
)

FULL: dict[str, object] = {
    "sequence": 2,
    "text": "Take it",
    "additionalInstruction": [{"text": "with food"}],
    "patientInstruction": "sit down first",
    "timing": {
        "event": ["2026-06-15T07:00:00+07:00", "2026-06-16T07:00:00"],
        "repeat": {
            "boundsRange": {
                "low": {
                    "value": 7,
                    "unit": "d",
                    "system": "http://unitsofmeasure.org",
                    "code": "d",
                },
                "high": {"value": 9.5, "code": "d"},
            },
            "count": 5,
            "countMax": 6,
            "frequency": 2,
            "frequencyMax": 3,
            "duration": 0.5,
            "durationMax": 1,
            "period": 1.5,
            "periodMax": 2,
            "durationUnit": "h",
            "periodUnit": "d",
            "dayOfWeek": ["mon", "sun"],
            "when": ["ACM", "MORN.early"],
            "offset": 30,
        },
        "code": {
            "coding": [{"system": "urn:x", "version": "1", "code": "BID", "display": "twice"}],
            "text": "BID",
        },
    },
    "asNeeded": True,
    "asNeededFor": [{"text": "pain"}],
    "site": {"text": "left arm"},
    "route": {"coding": [{"code": "26643006"}]},
    "method": {"text": "chew"},
    "doseAndRate": [
        {
            "type": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/dose-rate-type",
                        "code": "ordered",
                    }
                ]
            },
            "doseQuantity": {"value": 0.1, "unit": "tablet"},
            "rateRatio": {"numerator": {"value": 1}, "denominator": {"value": 2, "unit": "h"}},
        },
        {
            "doseRange": {"low": {"value": 1}, "high": {"value": 2}},
            "rateRange": {"low": {"value": 1}, "high": {"value": 2}},
        },
    ],
    "maxDosePerPeriod": [
        {"numerator": {"value": 4, "unit": "g"}, "denominator": {"value": 24, "code": "h"}}
    ],
    "maxDosePerAdministration": {"value": 2, "unit": "tablet"},
    "maxDosePerLifetime": {"value": 90, "unit": "tablet"},
}


def problems_of(dosage: dict[str, object]) -> list[str]:
    """
    Give the faulty fields of a dosage.
    """
    with pytest.raises(InvalidInputError) as caught:
        parse_dosage(dosage)
    return [fault.field for fault in caught.value.faults]


def test_every_element_comes_back_as_it_was() -> None:
    """
    Reading and writing a dosage with everything in it changes nothing.
    """
    assert dosage_json(parse_dosage(json.loads(json.dumps(FULL)))) == FULL


def test_numbers_are_exact() -> None:
    """
    A tenth is a tenth, from a float and from a Decimal.
    """
    from_float = parse_dosage(json.loads(json.dumps(FULL)))
    from_decimal = parse_dosage(json.loads(json.dumps(FULL), parse_float=Decimal))

    assert from_float == from_decimal
    assert from_float.doses[0].dose == Measure(value=Fraction(1, 10), unit="tablet")


def test_third_of_a_tablet_survives() -> None:
    """
    What no decimal can say is kept in the exact-value extension, as valid FHIR.
    """
    exact = {"url": "urn:x-dastern:exact-value", "valueString": "1/3"}
    third = {"value": 1 / 3, "unit": "tablet", "_value": {"extension": [exact]}}
    dosage = parse_dosage({"doseAndRate": [{"doseQuantity": third}]})

    assert dosage.doses[0].dose == Measure(value=Fraction(1, 3), unit="tablet")
    assert dosage == parse_dosage(json.loads(json.dumps(dosage_json(dosage))))


@pytest.mark.parametrize(
    "companion",
    [
        "1/3",
        {},
        {"extension": ["1/3"]},
        {"extension": [{"url": "urn:other", "valueString": "1/3"}]},
        {"extension": [{"url": "urn:x-dastern:exact-value", "valueString": "a third"}]},
    ],
)
def test_other_companions_of_a_number_are_ignored(companion: object) -> None:
    """
    Only a well-formed exact value replaces the number.
    """
    amount = {"value": 0.25, "_value": companion}
    dosage = parse_dosage({"doseAndRate": [{"doseQuantity": amount}]})

    assert dosage.doses[0].dose == Measure(value=Fraction(1, 4))


def test_empty_dosage_is_a_dosage() -> None:
    """
    FHIR requires no element.
    """
    assert dosage_json(parse_dosage({})) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026-02", (date(2026, 2, 1), date(2026, 2, 28))),
        ("2024-12", (date(2024, 12, 1), date(2024, 12, 31))),
        ("2026-06-15", (date(2026, 6, 15), date(2026, 6, 15))),
        (
            "2026-06-15T07:00:00Z",
            (datetime(2026, 6, 15, 7, tzinfo=UTC), datetime(2026, 6, 15, 7, tzinfo=UTC)),
        ),
    ],
)
def test_partial_dates_mean_their_whole_stretch(text: str, expected: object) -> None:
    """
    A month begins with its first day and ends with its last.
    """
    timing = parse_timing({"repeat": {"boundsPeriod": {"start": text, "end": text}}})

    assert timing.repeat is not None
    assert isinstance(timing.repeat.bounds, BoundsPeriod)
    assert expected == (timing.repeat.bounds.start, timing.repeat.bounds.end)


def test_open_period_and_length_come_back() -> None:
    """
    The other two kinds of bounds and the times of day round-trip as well.
    """
    for repeat in (
        {"boundsPeriod": {"start": "2026-06-15"}, "timeOfDay": ["08:00:00", "20:00:30"]},
        {"boundsPeriod": {"end": "2026-06-15T07:00:00+07:00"}, "count": 1},
        {"boundsDuration": {"value": 10, "unit": "d"}, "frequency": 1},
    ):
        assert {"timing": {"repeat": repeat}} == dosage_json(
            parse_dosage({"timing": {"repeat": repeat}})
        )


def test_older_spellings_are_read() -> None:
    """
    R4's as-needed elements and its single limit mean the same.
    """
    limit = {"numerator": {"value": 4}, "denominator": {"value": 1, "unit": "d"}}
    dosage = parse_dosage({"asNeededBoolean": True, "maxDosePerPeriod": limit})
    reason = parse_dosage({"asNeededCodeableConcept": {"text": "pain"}})

    assert dosage.is_as_needed
    assert dosage.most_per_period == (
        MeasureRatio(
            numerator=Measure(value=Fraction(4)),
            denominator=Measure(value=Fraction(1), unit="d"),
        ),
    )
    assert (reason.is_as_needed, reason.as_needed_for[0].text) == (True, "pain")


def test_values_are_typed() -> None:
    """
    Codes become members, times become times, a rate stays beside its dose.
    """
    timing = parse_timing(
        {
            "repeat": {
                "dayOfWeek": ["tue", "tue"],
                "timeOfDay": ["20:00", "08:00", "08:00"],
                "period": 1,
                "periodUnit": "wk",
            }
        }
    )
    dosage = parse_dosage(
        {
            "doseAndRate": [
                {"type": {"text": "calculated"}, "rateQuantity": {"value": 2, "unit": "ml/h"}}
            ]
        }
    )

    assert timing.repeat is not None
    assert (
        timing.repeat.days_of_week,
        timing.repeat.times_of_day,
        timing.repeat.period_unit,
    ) == ((Weekday.TUESDAY,), (time(8), time(20)), TimeUnit.WEEK)
    assert (dosage.doses[0].kind, dosage.doses[0].rate) == (
        DoseKind.CALCULATED,
        Measure(value=Fraction(2), unit="ml/h"),
    )
    assert dosage_json(dosage)["doseAndRate"] == [
        {
            "type": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/dose-rate-type",
                        "code": "calculated",
                    }
                ]
            },
            "rateQuantity": {"value": 2, "unit": "ml/h"},
        }
    ]


def test_all_26_events_and_at_once_are_known() -> None:
    """
    The value set of FHIR R5 has 26 events of the day, and "immediately".
    """
    assert len(EventTiming) == 27


def test_all_faults_are_reported_together() -> None:
    """
    One look at the errors is enough to mend the whole document.
    """
    faulty = {
        "sequense": 1,
        "text": " ",
        "sequence": 1.5,
        "asNeeded": "yes",
        "timing": {
            "event": ["2026-06-15", "never"],
            "repeat": {
                "frequency": 0,
                "period": 0,
                "periodUnit": "fortnight",
                "when": ["MORN", "DUSK"],
                "timeOfDay": ["25:00", "08:00+07:00"],
                "dayOfWeek": "mon",
                "count": True,
                "boundsPeriod": {"start": "26-6", "end": 7},
                "boundsDuration": {"value": 1, "code": "d"},
            },
            "code": {"coding": [7], "text": 7},
        },
        "doseAndRate": [
            {"doseQuantity": {"value": "1"}, "doseRange": {"low": {"value": 1}}},
            {"type": {"text": "guessed"}, "rateRatio": {"numerator": {"value": 1}}},
        ],
        "maxDosePerLifetime": {"value": -1},
        "maxDosePerAdministration": {"unit": "mg"},
        "site": "arm",
    }

    assert problems_of(faulty) == [
        "sequense",
        "timing.event",
        "timing.event",
        "timing.repeat.boundsDuration",
        "timing.repeat.boundsPeriod.start",
        "timing.repeat.boundsPeriod.end",
        "timing.repeat.count",
        "timing.repeat.periodUnit",
        "timing.repeat.dayOfWeek",
        "timing.repeat.timeOfDay",
        "timing.repeat.timeOfDay",
        "timing.repeat.when",
        "timing.repeat.frequency",
        "timing.repeat.period",
        "timing.repeat.periodUnit",
        "timing.code.coding[0]",
        "timing.code.text",
        "asNeeded",
        "doseAndRate[0].doseRange",
        "doseAndRate[0].doseQuantity.value",
        "doseAndRate[0].doseRange.high",
        "doseAndRate[1].type",
        "doseAndRate[1].rateRatio.denominator",
        "sequence",
        "text",
        "site",
        "maxDosePerAdministration.value",
        "maxDosePerLifetime.value",
        "doseAndRate",
    ]


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        10**13,
        Decimal("1E+400"),
        Decimal("1E-400"),
        Decimal("NaN"),
        "1",
        [1],
        True,
    ],
)
def test_numbers_out_of_reason_are_refused(value: object) -> None:
    """
    No number is read that is not one, or that would take for ever to work with.
    """
    fields = problems_of({"maxDosePerLifetime": {"value": value}})

    assert fields == ["maxDosePerLifetime.value"]


def test_modifier_extension_is_refused() -> None:
    """
    What changes the meaning of an element cannot be passed over.
    """
    assert problems_of({"modifierExtension": []}) == ["modifierExtension"]


def test_ids_and_extensions_are_passed_over() -> None:
    """
    They say nothing about when or how much.
    """
    assert dosage_json(parse_dosage({"id": "1", "extension": [], "_text": {}})) == {}


def test_lists_are_bounded() -> None:
    """
    A list of thousands of entries is refused before it is read.
    """
    assert problems_of({"asNeededFor": [{}] * 1001}) == ["asNeededFor"]


def test_mixed_units_and_empty_ratios_are_refused() -> None:
    """
    A range has one unit and runs upwards; nothing is per zero.
    """
    low, high = {"value": 2, "unit": "mg"}, {"value": 1, "unit": "mg"}
    dosage: dict[str, object] = {
        "doseAndRate": [
            {"doseRange": {"low": low, "high": high}},
            {"rateRange": {"low": low, "high": {"value": 3, "unit": "g"}}},
        ],
        "maxDosePerPeriod": {"numerator": low, "denominator": {"value": 0, "unit": "d"}},
    }

    assert problems_of(dosage) == [
        "doseAndRate[0].doseRange.high",
        "doseAndRate[1].rateRange.high",
        "maxDosePerPeriod.denominator",
        "doseAndRate",
    ]


def test_range_of_amounts_is_read() -> None:
    """
    One to two tablets stay one to two tablets.
    """
    amount = {"low": {"value": 1, "unit": "tablet"}, "high": {"value": 2, "unit": "tablet"}}
    dosage = parse_dosage({"doseAndRate": [{"doseRange": amount}]})

    assert dosage.doses[0].dose == MeasureRange(
        low=Measure(value=Fraction(1), unit="tablet"),
        high=Measure(value=Fraction(2), unit="tablet"),
    )


@pytest.mark.parametrize(
    "text", ["1/0", "²/3", "1/²", "-1/3", "1" * 30 + "/3", "9" * 20 + "/1", ""]
)
def test_exact_value_that_is_none_is_ignored(text: str) -> None:
    """
    The number beside it stands.
    """
    exact = {"url": "urn:x-dastern:exact-value", "valueString": text}
    amount = {"value": 0.25, "_value": {"extension": [exact]}}

    assert parse_dosage({"doseAndRate": [{"doseQuantity": amount}]}).doses[0].dose == Measure(
        value=Fraction(1, 4)
    )
