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

from dastern_core.kernel import Fault, InvalidInputError, ascii_digits
from dastern_core.schedule.concepts import Concept
from dastern_core.schedule.dosages import Dosage
from dastern_core.schedule.sig_clauses import Clause, dosages_of, exchanged, is_consistent
from dastern_core.schedule.sig_rules import RULES, Rule

__all__ = ["SigReading", "SigSpan", "parse_sig"]

_LONGEST: Final = 500
_INVISIBLE: Final = re.compile("[\u200b-\u200d\ufeff]")
_LOOKALIKES: Final = {0x2019: "'", 0x2013: "-", 0x2014: "-", 0x00D7: "x"}
_SEPARATORS: Final = re.compile(r"[\s,;:+&().]+")
_WORD: Final = re.compile(r"[\u1780-\u17ff]+|[^\s,;\u1780-\u17ff]+")


@attrs.frozen(kw_only=True)
class SigSpan:
    """
    One piece of the text and what it was taken for.

    Args:
        text: The piece, normalised.
        meaning: What it says: dose, frequency, when, length and the like.
    """

    text: str
    meaning: str


@attrs.frozen(kw_only=True)
class SigReading:
    """
    What an instruction in words was taken to mean.

    Args:
        dosages: The most likely reading; empty where nothing was understood.
        candidates: All readings where there is more than one; else empty.
        spans: What was understood, in the order of the text.
        leftover: What was not understood, in the order of the text.
    """

    dosages: tuple[Dosage, ...]
    candidates: tuple[tuple[Dosage, ...], ...]
    spans: tuple[SigSpan, ...]
    leftover: tuple[str, ...]

    @property
    def is_partial(self) -> bool:
        """
        Whether something was left over, or nothing understood.
        """
        return bool(self.leftover) or not self.dosages


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
    normal = _normalised(text)
    clauses, spans, leftover = [Clause()], [], []
    position = 0
    while position < len(normal):
        if gap := _SEPARATORS.match(normal, position):
            position = gap.end()
            continue
        found, meaning, clauses = _understood(normal, position, clauses)
        if found is None:
            found = _WORD.match(normal, position)
            position = found.end() if found else position + 1
            leftover.append(found.group() if found else normal[position - 1])
            continue
        position = found.end()
        spans.append(SigSpan(text=found.group().strip(), meaning=meaning))
    return _reading(clauses, spans, leftover)


def _normalised(text: str) -> str:
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_LOOKALIKES)
    # COENG DA and COENG TA look alike and are typed for one another.
    return ascii_digits(clean.replace("\u17d2\u178a", "\u17d2\u178f").lower())


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
        if rule.meaning == "dose" and last.says_when:
            fresh = _extended(Clause(sequence=last.sequence), rule, found)
            if fresh is not None:
                return found, rule.meaning, [*clauses, fresh]
    return None, "", clauses


def _extended(clause: Clause, rule: Rule, found: re.Match[str]) -> Clause | None:
    try:
        extended = rule.act(clause, found)
    except InvalidInputError:
        return None
    return extended if extended is not None and is_consistent(extended) else None


def _reading(clauses: list[Clause], spans: list[SigSpan], leftover: list[str]) -> SigReading:
    shared = next((one.length for one in reversed(clauses) if one.length), None)
    last = clauses[-1].sequence
    if last == 1:
        clauses = [attrs.evolve(one, length=one.length or shared) for one in clauses]
    rest = tuple(leftover)
    readings = [tuple(_dosages(clauses, rest))]
    if any(clause.is_swappable for clause in clauses):
        readings.append(tuple(_dosages([exchanged(clause) for clause in clauses], rest)))
    return SigReading(
        dosages=readings[0],
        candidates=tuple(readings) if len(readings) > 1 else (),
        spans=tuple(spans),
        leftover=rest,
    )


def _dosages(clauses: list[Clause], leftover: tuple[str, ...]) -> Iterator[Dosage]:
    notes = tuple(Concept(text=text) for text in leftover)
    is_sequence = clauses[-1].sequence > 1
    for clause in clauses:
        for dosage in dosages_of(clause):
            yield attrs.evolve(
                dosage,
                sequence=clause.sequence if is_sequence else None,
                additional_instructions=(*dosage.additional_instructions, *notes),
            )
