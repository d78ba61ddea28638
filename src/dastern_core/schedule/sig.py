"""
Sigs: instructions in words, read as dosages.

What was understood is shown span by span; what was not is left over, and a reading with
leftovers is partial. It is never passed off as complete: the leftovers stand on every
dosage as an instruction that nobody interpreted.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError, ascii_digits, decimal_text
from dastern_core.schedule.concepts import Concept
from dastern_core.schedule.dosages import Dosage, DoseAndRate
from dastern_core.schedule.measures import Measure, MeasureRange
from dastern_core.schedule.sig_clauses import (
    Clause,
    dosages_of,
    exchanged,
    is_consistent,
    with_first_doses_closed,
    with_meal_shared,
)
from dastern_core.schedule.sig_rules import RULES, Rule
from dastern_core.schedule.sig_words import CAUTIONS, MOST_AT_ONCE, plain

__all__ = ["SigReading", "SigSpan", "parse_sig"]

_LONGEST: Final = 500
_INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\ufeff]")
_LOOKALIKES: Final = {0x2019: "'", 0x2013: "-", 0x2014: "-", 0x2011: "-", 0x00D7: "x", 0x03BC: "µ"}
# A point before a figure is no separator: ".5 mg" is not 5 mg, and its first figure may be lost.
_SEPARATORS: Final = re.compile(r"(?:(?!(?<![^\s(:;+&])[.,][0-9])[\s,;:+&().។])+")
_WORD: Final = re.compile(r"[.,][0-9]+|[\u1780-\u17ff]+|[^\s,;\u1780-\u17ff]+")
_OPENING: Final = {"dose", "when", "time", "day", "meal"}
_AMOUNTS: Final = {"dose", "amount"}
_TIMELESS: Final = {"route", "site", "filler", "dispensed"}
_CLUSTER: Final = re.compile("[^\u0300-\u036f][\u0300-\u036f]*|.", re.DOTALL)


@attrs.frozen(kw_only=True)
class SigSpan:
    """
    One piece of the text and what it was taken for.

    Args:
        text: The piece, normalised.
        meaning: What it says: dose, frequency, when, length and the like; ``leftover``
            for what was not understood.
        start: Where it begins in the text as it was given.
        end: Where it ends there, excluded.
    """

    text: str
    meaning: str
    start: int
    end: int


@attrs.frozen(kw_only=True)
class SigReading:
    """
    What an instruction in words was taken to mean.

    Args:
        dosages: The most likely reading; empty where nothing was understood.
        candidates: All readings where there is more than one; else empty.
        spans: What was understood, in the order of the text.
        unread: What was not understood, in the order of the text.
        cautions: What was read one way and is often mistaken for another.
    """

    dosages: tuple[Dosage, ...]
    candidates: tuple[tuple[Dosage, ...], ...]
    spans: tuple[SigSpan, ...]
    unread: tuple[SigSpan, ...]
    cautions: tuple[str, ...]

    @property
    def leftover(self) -> tuple[str, ...]:
        """
        The pieces that were not understood, in the order of the text.
        """
        return tuple(span.text for span in self.unread)

    @property
    def is_partial(self) -> bool:
        """
        Whether something was left over, or nothing understood.
        """
        return bool(self.unread) or not self.dosages


def parse_sig(text: str) -> SigReading:
    """
    Read an instruction in French, Khmer, English or Latin, or a mixture of them.

    Args:
        text: Such as ``"1cp x 2 /j x 7j"`` or ``"1/2-0-1-0"``; at most 500 characters.

    Returns:
        The reading. Look at ``is_partial`` and ``candidates`` before using it.

    Raises:
        InvalidInputError: The text is blank or too long.

    Example:
        >>> reading = parse_sig("1 cp matin et soir pendant 5 jours")
        >>> reading.is_partial, [one.value for one in reading.dosages[0].timing.repeat.when]
        (False, ['MORN', 'EVE'])
    """
    if not text.strip() or len(text) > _LONGEST:
        remedy = f"Write 1 to {_LONGEST} characters."
        raise InvalidInputError(Fault(field="sig", problem="is blank or too long", remedy=remedy))
    normal, places = _normalised(text)
    letters = plain(normal)
    clauses = [Clause()]
    pieces: list[tuple[SigSpan, int]] = []
    position = 0
    while position < len(normal):
        if gap := _SEPARATORS.match(letters, position):
            position = gap.end()
            continue
        found, meaning, clauses = _understood(letters, position, clauses)
        if found and found.re.groupindex.get("reason") and found["reason"]:
            reason = normal[slice(*found.span("reason"))]
            clauses[-1] = attrs.evolve(clauses[-1], reason=reason)
        end = found.end() if found else _word_end(normal, position)
        piece = normal[position:end].strip()
        span = SigSpan(text=piece, meaning=meaning, start=places[position], end=places[end])
        pieces.append((span, len(clauses) - 1))
        position = end
    return _reading(clauses, _settled(pieces, clauses))


def _normalised(text: str) -> tuple[str, list[int]]:
    """
    Give the text as the rules expect it, and where each of its characters came from.
    """
    normal, places = "", []
    for cluster in _CLUSTER.finditer(text):
        piece = unicodedata.normalize("NFC", _INVISIBLE.sub("", cluster.group()))
        piece = ascii_digits(piece.translate(_LOOKALIKES).lower())
        normal += piece
        places += [cluster.start()] * len(piece)
    # COENG DA and COENG TA look alike and are typed for one another.
    return normal.replace("\u17d2\u178a", "\u17d2\u178f"), [*places, len(text)]


def _word_end(text: str, position: int) -> int:
    word = _WORD.match(text, position)
    return word.end() if word else position + 1


def _understood(
    text: str, position: int, clauses: list[Clause]
) -> tuple[re.Match[str] | None, str, list[Clause]]:
    """
    Take the longest rule that fits; a rule that its clause cannot hold opens a new one.
    """
    fitting = [
        (found, rule)
        for rule in RULES
        if (found := rule.pattern.match(text, position)) and found.end() > position
    ]
    for found, rule in sorted(fitting, key=lambda one: -one[0].end()):
        *before, last = clauses
        if rule.meaning == "then":
            return found, "then", [*clauses, Clause(sequence=last.sequence + 1)]
        if (extended := _extended(last, rule, found)) is not None:
            return found, rule.meaning, [*before, extended]
        begins = last.says_when or last.days if rule.meaning == "dose" else last.led_by
        if begins and rule.meaning in _OPENING:
            fresh = _extended(Clause(sequence=last.sequence), rule, found)
            if fresh is not None:
                if fresh.low is not None:
                    fresh = attrs.evolve(fresh, unit=fresh.unit or last.unit)
                return found, rule.meaning, [*clauses, fresh]
    return None, "leftover", clauses


def _extended(clause: Clause, rule: Rule, found: re.Match[str]) -> Clause | None:
    try:
        extended = rule.act(clause, found)
    except InvalidInputError:
        return None
    return extended if extended is not None and is_consistent(extended) else None


def _settled(pieces: list[tuple[SigSpan, int]], clauses: list[Clause]) -> list[SigSpan]:
    """
    Leave over what its clause, read to the end, does not bear out.

    "4 g a day" without a word of how often, "three times a day" beside two times, of
    several doses one without an amount or a time, and an amount that stands alone: "21
    tablets" may be how many were handed out.
    """
    is_timeless = all(span.meaning in _AMOUNTS | _TIMELESS for span, _ in pieces)
    return [
        attrs.evolve(span, meaning="leftover")
        if (span.meaning == "amount per" and clauses[number].is_open)
        or (span.meaning == "frequency" and clauses[number].is_contradictory)
        or (span.meaning in _OPENING and len(clauses) > 1 and clauses[number].is_bare)
        or (span.meaning in _AMOUNTS and is_timeless)
        else span
        for span, number in pieces
    ]


def _reading(clauses: list[Clause], pieces: list[SigSpan]) -> SigReading:
    clauses = with_first_doses_closed(clauses)
    shared = next((one for one in reversed(clauses) if one.length or one.until), None)
    if clauses[-1].sequence == 1 and shared is not None:
        clauses = [
            one
            if one.length or one.until
            else attrs.evolve(one, length=shared.length, until=shared.until)
            for one in clauses
        ]
    spans = tuple(one for one in pieces if one.meaning != "leftover")
    unread = tuple(one for one in pieces if one.meaning == "leftover")
    readings = [tuple(_dosages(clauses, unread))]
    if any(clause.is_swappable for clause in clauses):
        readings.append(tuple(_dosages([exchanged(clause) for clause in clauses], unread)))
    leads = bool(pieces) and pieces[0].meaning == "meal"
    if (shared_meal := with_meal_shared(clauses, leads=leads)) is not None:
        readings.append(tuple(_dosages(shared_meal, unread)))
    return SigReading(
        dosages=readings[0],
        candidates=tuple(readings) if len(readings) > 1 else (),
        spans=spans,
        unread=unread,
        cautions=tuple(
            dict.fromkeys(
                [
                    *(caution for span in spans for caution in _cautions(span)),
                    *(caution for dosage in readings[0] for caution in _too_much(dosage)),
                ]
            )
        ),
    )


def _cautions(span: SigSpan) -> Iterator[str]:
    for pattern, caution in CAUTIONS.items():
        if re.fullmatch(pattern, span.text):
            yield f"{span.text} {caution}"


def _too_much(dosage: Dosage) -> Iterator[str]:
    for amount in (_highest(one) for one in dosage.doses):
        most = None if amount is None else MOST_AT_ONCE.get(amount.unit or "")
        if amount is not None and most is not None and amount.value > most:
            figure = decimal_text(amount.value)
            yield f"{figure} {amount.unit} is more than is taken at once: check the figure"


def _highest(one: DoseAndRate) -> Measure | None:
    return one.dose.high if isinstance(one.dose, MeasureRange) else one.dose


def _dosages(clauses: list[Clause], unread: tuple[SigSpan, ...]) -> Iterator[Dosage]:
    notes = tuple(Concept(text=span.text) for span in unread)
    is_sequence = clauses[-1].sequence > 1
    for clause in clauses:
        for dosage in dosages_of(clause):
            yield attrs.evolve(
                dosage,
                sequence=clause.sequence if is_sequence else None,
                additional_instructions=(*dosage.additional_instructions, *notes),
            )
