"""
Sig text: a dosage in the words that a patient reads.

What a language has no words for is not passed over: it is named beside the text, and the
text is then not the whole instruction.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.kernel import decimal_text
from dastern_core.schedule.concepts import Concept
from dastern_core.schedule.dosages import Dosage, ordered_dose
from dastern_core.schedule.meals import MEAL_EVENTS, EventTiming
from dastern_core.schedule.measures import Measure, MeasureRange, MeasureRatio
from dastern_core.schedule.patterns import repeat_of
from dastern_core.schedule.sig_phrases import PHRASES, SAYINGS, Phrases, SigLanguage
from dastern_core.schedule.timing import BoundsPeriod, Repeat, TimeUnit, bounds_unit

__all__ = ["SigText", "render_sig"]

_COMMON_PARTS: Final = {2, 3, 4, 8}  # of a tablet; said as fractions, not as decimals
_SWALLOWED: Final = {"tablet", "capsule", "sachet"}
_KHMER_DIGITS: Final = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
_ENDS: Final = (".", "!", "?", "។")
_ORAL: Final = "26643006"
_SNOMED: Final = "http://snomed.info/sct"


@attrs.frozen(kw_only=True)
class SigText:
    """
    A dosage in words.

    Args:
        text: For the patient.
        unsaid: The fields, by FHIR's names, that the text does not say; empty where it is
            the whole instruction.
    """

    text: str
    unsaid: tuple[str, ...]


def render_sig(dosages: Sequence[Dosage], *, language: SigLanguage) -> SigText:
    """
    Write the dosages of one medicine for its patient.

    Args:
        dosages: Side by side, or one after the other by their ``sequence``.
        language: Khmer, English or French.

    Returns:
        The text. Without ``unsaid``, and where nothing is carried as words alone, it reads
        back with ``parse_sig`` as dosages that mean the same.

    Example:
        >>> from dastern_core.schedule.sig import parse_sig
        >>> read = parse_sig("1cp x 2 /j ap. rep. x 7j").dosages
        >>> render_sig(read, language=SigLanguage.ENGLISH).text
        'Take 1 tablet twice a day, after meals, for 7 days.'
        >>> render_sig(read, language=SigLanguage.FRENCH).text
        'Prendre 1 comprimé 2 fois par jour, après les repas, pendant 7 jours.'
    """
    writers = [_Writer(dosage, PHRASES[language], language) for dosage in dosages]
    text = ""
    for place, (writer, dosage) in enumerate(zip(writers, dosages, strict=True)):
        follows = place > 0 and (dosage.sequence or 0) > (dosages[place - 1].sequence or 0)
        link = f", {PHRASES[language].then} " if follows else "; "
        text += (link if place else "") + writer.text(is_first=place == 0)
    unsaid = [name for writer in writers for name in writer.unsaid]
    end = "។" if language is SigLanguage.KHMER else "."
    notes = dict.fromkeys(note for one in dosages for note in _notes(one, language) if note)
    whole = " ".join(
        part if part.endswith(_ENDS) else f"{part}{end}" for part in (text, *notes) if part
    )
    return SigText(text=whole, unsaid=tuple(dict.fromkeys(unsaid)))


def _notes(dosage: Dosage, language: SigLanguage) -> Iterator[str]:
    for concept in dosage.additional_instructions:
        yield _said(_words(concept) or "", language)
    yield dosage.patient_instruction or ""


def _said(words: str, language: SigLanguage) -> str:
    return next((one[language] for one in SAYINGS if words in one.values()), words)


def _words(concept: Concept) -> str | None:
    return concept.text or next((one.display for one in concept.codings if one.display), None)


@attrs.define
class _Writer:
    """
    One dosage being written; what it cannot say is kept.
    """

    dosage: Dosage
    phrases: Phrases
    language: SigLanguage
    unsaid: list[str] = attrs.field(factory=list)

    def text(self, *, is_first: bool) -> str:
        """
        Write the dosage.
        """
        amount, unit = self._amount()
        repeat = self._repeat()
        parts = [part for part in (amount, self._frequency(repeat)) if part]
        head = " ".join(parts)
        rest = [
            self._joined(self._days(repeat)),
            self._joined(self._moments(repeat)),
        ]
        if len(parts) == 1 and any(rest):
            head = " ".join([head, rest.pop(0 if rest[0] else 1)])
        rest += [
            self._route(),
            *self._bounds(repeat),
            self._count(repeat),
            self._need(),
            *self._limits(),
        ]
        written = ", ".join(part for part in (head, *rest) if part)
        is_swallowed = unit in _SWALLOWED and self._route_code() in {None, _ORAL}
        return f"{self.phrases.verb} {written}" if is_first and is_swallowed else written

    def _amount(self) -> tuple[str, str | None]:
        dose = ordered_dose(self.dosage)
        if any(one.rate is not None for one in self.dosage.doses):
            self.unsaid.append("doseAndRate.rate")
        if self.dosage.method is not None:
            self.unsaid.append("method")
        match dose:
            case Measure():
                return self._measure(dose), dose.unit_name
            case MeasureRange(low=low, high=high):
                both = f"{self._number(low.value)} {self.phrases.to} {self._measure(high)}"
                return both, low.unit_name
            case _:
                return "", None

    def _measure(self, measure: Measure) -> str:
        one, several = self.phrases.units.get(measure.unit_name, (measure.unit_name,) * 2)
        return f"{self._number(measure.value)} {several if self._is_plural(measure.value) else one}"

    def _is_plural(self, number: Fraction) -> bool:
        least = self.phrases.plural_from
        return number > least if least == 1 else number >= least

    def _number(self, number: Fraction) -> str:
        whole, rest = divmod(number, 1)
        if rest and number.denominator in _COMMON_PARTS:
            text = f"{whole or ''} {rest}".strip()
        else:
            text = decimal_text(number)
        return self._digits(text)

    def _length(self, number: Fraction, unit: TimeUnit) -> str:
        one, several = self.phrases.lengths.get(unit, (unit.value,) * 2)
        return f"{self._number(number)} {several if self._is_plural(number) else one}"

    def _repeat(self) -> Repeat:
        timing = self.dosage.timing
        if timing is None:
            return Repeat()
        if timing.events:
            self.unsaid.append("timing.event")
        if timing.repeat is None and timing.code is None:
            return Repeat()
        has_rule = timing.repeat is not None and timing.repeat.has_rule
        if timing.code is None and not has_rule:
            return timing.repeat or Repeat()
        return repeat_of(timing) or Repeat()

    def _frequency(self, repeat: Repeat) -> str:
        unit, period = repeat.period_unit, repeat.period
        if unit is None or period is None:
            return ""
        frequency = repeat.frequency or 1
        if period == 1 and repeat.period_max is None and unit in self.phrases.times:
            return self._times(self.phrases.times[unit], frequency, repeat.frequency_max)
        if frequency > 1 or repeat.frequency_max is not None or unit not in self.phrases.lengths:
            self.unsaid.append("timing.repeat.frequency")
            return ""
        is_one = period == 1 and repeat.period_max is None
        if is_one and unit is TimeUnit.HOUR and self.phrases.hourly:
            return self.phrases.hourly
        length = self._length(repeat.period_max or period, unit)
        if repeat.period_max is not None:
            length = f"{self._number(period)} {self.phrases.to} {length}"
        return self.phrases.every_of.get(unit, self.phrases.every).format(length)

    def _times(self, words: Mapping[int, str], frequency: int, most: int | None) -> str:
        if most is None and frequency in words:
            return words[frequency]
        number = self._number(Fraction(frequency))
        if most is not None:
            number = f"{number} {self.phrases.to} {self._number(Fraction(most))}"
        return words[0].format(number)

    def _days(self, repeat: Repeat) -> list[str]:
        return [self.phrases.on.format(self.phrases.weekday(day)) for day in repeat.days_of_week]

    def _moments(self, repeat: Repeat) -> list[str]:
        first, other = self.phrases.at
        if any(at.second or at.microsecond for at in repeat.times_of_day):
            self.unsaid.append("timing.repeat.timeOfDay")
        times = [self._digits(f"{at:%H:%M}") for at in repeat.times_of_day]
        said = [(other if place else first).format(at) for place, at in enumerate(times)]
        return [*said, *(self._event(event, repeat.offset_minutes) for event in repeat.when)]

    def _event(self, event: EventTiming, offset: int | None) -> str:
        if event not in self.phrases.events:
            self.unsaid.append("timing.repeat.when")
            return event.value
        words = self.phrases.events[event]
        if not offset:
            return words
        if event not in MEAL_EVENTS:
            self.unsaid.append("timing.repeat.offset")
            return words
        return f"{self._length(Fraction(offset), TimeUnit.MINUTE)} {words}"

    def _joined(self, parts: Sequence[str]) -> str:
        if len(parts) < len(("one", "other")):
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.phrases.conjunction} {parts[-1]}"

    def _digits(self, text: str) -> str:
        return text.translate(_KHMER_DIGITS) if self.language is SigLanguage.KHMER else text

    def _bounds(self, repeat: Repeat) -> Iterator[str]:
        if repeat.duration is not None and repeat.duration_unit is not None:
            if repeat.duration_max is not None or repeat.duration_unit.seconds is None:
                self.unsaid.append("timing.repeat.duration")
            lasts = self._length(repeat.duration, repeat.duration_unit)
            yield self.phrases.lasting.format(lasts)
        match repeat.bounds:
            case Measure() if repeat.when == (EventTiming.IMD,):
                self.unsaid.append("timing.repeat.boundsDuration")  # the wait for what follows
            case Measure() as length:
                unit = bounds_unit(length) or TimeUnit.DAY
                yield self.phrases.lasting.format(self._length(length.value, unit))
            case MeasureRange(low=low, high=high):
                unit = bounds_unit(high) or TimeUnit.DAY
                both = f"{self._number(low.value)} {self.phrases.to} "
                yield self.phrases.lasting.format(both + self._length(high.value, unit))
            case BoundsPeriod(start=start, end=end):
                if start is not None or isinstance(end, datetime):
                    self.unsaid.append("timing.repeat.boundsPeriod")
                if end is not None:
                    yield self.phrases.until.format(self._digits(self._day(end)))

    def _day(self, day: date) -> str:
        return day.strftime(self.phrases.day_format)

    def _count(self, repeat: Repeat) -> str:
        if repeat.count == 1 and repeat.count_max is None:
            return self.phrases.once
        if repeat.count is None:
            return ""
        if self.phrases.counted is None or repeat.count_max is not None:
            self.unsaid.append("timing.repeat.count")
            return ""
        return self.phrases.counted.format(repeat.count)

    def _route_code(self) -> str | None:
        route = self.dosage.route
        return None if route is None else route.code_in(_SNOMED) or ""

    def _route(self) -> str:
        parts = []
        if (code := self._route_code()) is not None:
            parts.append(self._known("route", self.phrases.routes, code, self.dosage.route))
        if self.dosage.site is not None:
            said = self.dosage.site.text or ""
            parts.append(self._known("site", self.phrases.sites, said, self.dosage.site))
        return ", ".join(part for part in parts if part)

    def _known(
        self, field: str, words: Mapping[str, str], name: str, concept: Concept | None
    ) -> str:
        if name not in words:
            self.unsaid.append(field)
            return (_words(concept) if concept else None) or ""
        return words[name]

    def _need(self) -> str:
        if not self.dosage.is_as_needed:
            return ""
        reasons = [_said(_words(one) or "", self.language) for one in self.dosage.as_needed_for]
        if not any(reasons):
            return self.phrases.as_needed
        return self.phrases.needed_for.format(self._joined(reasons))

    def _limits(self) -> Iterator[str]:
        for ratio in self.dosage.most_per_period:
            yield self._limit(ratio)
        for field, cap in (
            ("maxDosePerAdministration", self.dosage.most_per_administration),
            ("maxDosePerLifetime", self.dosage.most_per_lifetime),
        ):
            if cap is not None:
                self.unsaid.append(field)

    def _limit(self, ratio: MeasureRatio) -> str:
        within, a_day = self.phrases.most
        amount, length = self._measure(ratio.numerator), ratio.denominator
        unit = bounds_unit(length)
        if unit is None:
            self.unsaid.append("maxDosePerPeriod")
            return ""
        if length.value == 1 and unit is TimeUnit.DAY:
            return a_day.format(amount)
        return within.format(amount, self._length(length.value, unit))
