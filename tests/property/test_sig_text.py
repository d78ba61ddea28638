"""
The law of instructions in words: what is written for the patient reads back the same.

It holds for what both ways support; what has no words is named, never passed over.
"""

from collections.abc import Sequence
from datetime import date, time
from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.schedule import (
    BoundsPeriod,
    Coding,
    Concept,
    Dosage,
    DoseAndRate,
    EventTiming,
    Measure,
    MeasureRange,
    MeasureRatio,
    Repeat,
    SigLanguage,
    TimeUnit,
    Timing,
    Weekday,
    parse_sig,
    render_sig,
)

UCUM = "http://unitsofmeasure.org"
SINGLE = [
    event
    for event in EventTiming
    if event.value not in {"AC", "C", "PC", "IMD"} and "." not in event.value
]
MEALS = [event for event in SINGLE if event.value[:2] in {"AC", "PC"}]
ROUTES = {"26643006": "oral", "78421000": "intramuscular", "47625008": "intravenous"}
FEVER = {
    SigLanguage.KHMER: "ក្តៅខ្លួន",
    SigLanguage.ENGLISH: "fever",
    SigLanguage.FRENCH: "fièvre",
}
amounts = st.builds(Fraction, st.integers(1, 40), st.sampled_from([1, 1, 1, 2, 4, 10]))
units = st.sampled_from(["tablet", "capsule", "sachet", "ampoule", "drop", "ml", "mg", "dose"])
# "In the morning" beside "before breakfast" is one dose, said twice; so it is not drawn.
TOGETHER = (
    [EventTiming.MORN, EventTiming.NOON, EventTiming.EVE],
    [EventTiming.MORN, EventTiming.EVE, EventTiming.HS],
    [EventTiming.ACM, EventTiming.PCD, EventTiming.CV],
    [EventTiming.WAKE, EventTiming.AFT, EventTiming.NIGHT],
)


def length(number: int | Fraction, unit: TimeUnit) -> Measure:
    """
    Give a length as FHIR writes it.
    """
    return Measure(value=Fraction(number), unit=unit.value, system=UCUM, code=unit.value)


@st.composite
def repeats(draw: st.DrawFn) -> Repeat:
    """
    Draw a rule that has words in every language.
    """
    fields: dict[str, object] = {}
    kind = draw(st.sampled_from(["times", "cycle", "events", "clock", "meals", "lead"]))
    if kind in {"times", "meals"}:
        low = draw(st.integers(1, 6))
        fields |= {
            "frequency": low,
            "frequency_max": draw(st.none() | st.just(low + 1)),
            "period": Fraction(1),
            "period_unit": draw(st.sampled_from([TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH])),
        }
    if kind == "cycle":
        period = draw(st.integers(2, 30))
        fields |= {
            "frequency": 1,
            "period": Fraction(period),
            "period_max": draw(st.none() | st.just(Fraction(period + 2))),
            "period_unit": draw(st.sampled_from([unit for unit in TimeUnit if unit.value != "s"])),
        }
    if kind == "meals":
        fields["when"] = (draw(st.sampled_from([EventTiming.AC, EventTiming.C, EventTiming.PC])),)
    if kind == "events":
        events = draw(st.sampled_from(TOGETHER))
        fields["when"] = tuple(events[: draw(st.integers(1, 3))])
    if kind == "lead":
        fields |= {
            "when": tuple(draw(st.lists(st.sampled_from(MEALS), min_size=1, unique=True))),
            "offset_minutes": draw(st.integers(1, 90)),
        }
    if kind == "clock":
        at = draw(st.lists(st.times(), min_size=1, max_size=3))
        fields["times_of_day"] = tuple(sorted({time(one.hour, one.minute) for one in at}))
    if draw(st.booleans()):
        fields["days_of_week"] = tuple(
            draw(st.lists(st.sampled_from(list(Weekday)), unique=True, min_size=1))
        )
    if draw(st.booleans()):
        unit = draw(st.sampled_from([TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH]))
        fields["bounds"] = draw(
            st.builds(length, st.integers(1, 60), st.just(unit))
            | st.builds(BoundsPeriod, end=st.dates(date(2026, 1, 1), date(2030, 1, 1)))
        )
    return Repeat(**fields)  # type: ignore[arg-type] # the fields fit


@st.composite
def dosages(draw: st.DrawFn) -> Dosage:
    """
    Draw a dosage that has words in every language.
    """
    unit = draw(units)
    low = Measure(value=draw(amounts), unit=unit)
    dose: Measure | MeasureRange = low
    if draw(st.booleans()):
        dose = MeasureRange(low=low, high=Measure(value=low.value + 1, unit=unit))
    most = MeasureRatio(
        numerator=Measure(value=draw(amounts), unit=unit),
        denominator=draw(st.sampled_from([length(24, TimeUnit.HOUR), length(1, TimeUnit.DAY)])),
    )
    code = draw(st.none() | st.sampled_from(sorted(ROUTES)))
    coding = Coding(system="http://snomed.info/sct", code=code, display=ROUTES.get(code or ""))
    as_needed = draw(st.booleans())
    return Dosage(
        timing=Timing(repeat=draw(repeats())),
        as_needed=as_needed or None,
        route=Concept(text=ROUTES[code], codings=(coding,)) if code else None,
        doses=(DoseAndRate(dose=dose),),
        most_per_period=(most,) if draw(st.booleans()) else (),
    )


@given(dosage=dosages(), language=st.sampled_from(SigLanguage), reason=st.booleans())
def test_what_is_written_reads_back_the_same(
    dosage: Dosage,
    language: SigLanguage,
    reason: bool,  # noqa: FBT001 - drawn
) -> None:
    """
    In Khmer, English and French; a reason in the words of that language.
    """
    if dosage.as_needed and reason:
        dosage = attrs.evolve(dosage, as_needed_for=(Concept(text=FEVER[language]),))
    written = render_sig([dosage], language=language)
    reading = parse_sig(written.text)

    assert () == written.unsaid
    assert ((), ()) == (reading.leftover, reading.candidates), written.text
    assert (dosage,) == reading.dosages, written.text


@given(
    steps=st.lists(amounts, min_size=2, max_size=6, unique=True),
    language=st.sampled_from(SigLanguage),
    is_sequence=st.booleans(),
)
def test_several_dosages_read_back_the_same(
    steps: Sequence[Fraction],
    language: SigLanguage,
    is_sequence: bool,  # noqa: FBT001 - drawn
) -> None:
    """
    Steps one after the other, and doses of one day side by side.
    """
    events = (EventTiming.MORN, EventTiming.NOON, EventTiming.AFT, EventTiming.EVE)
    written = [
        Dosage(
            sequence=place if is_sequence else None,
            timing=Timing(
                repeat=Repeat(
                    bounds=length(3, TimeUnit.DAY),
                    when=(events[0] if is_sequence else events[place % 4],),
                )
            ),
            doses=(DoseAndRate(dose=Measure(value=amount, unit="tablet")),),
        )
        for place, amount in enumerate(steps, start=1)
    ]
    text = render_sig(written, language=language)
    reading = parse_sig(text.text)

    assert (tuple(written), ()) == (reading.dosages, text.unsaid), text.text
