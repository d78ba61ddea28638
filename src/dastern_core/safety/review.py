"""
Review: every check of a person's medicines, as one list of findings.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import Final

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.medicines import Formulary, Source
from dastern_core.medicines.formulary import FORMULARY
from dastern_core.safety.duplicates import duplicates
from dastern_core.safety.findings import Finding, FindingCode, Severity, in_order
from dastern_core.safety.ingredients import Ingredient, Known, ingredients_of, known_of
from dastern_core.safety.intervals import as_needed_bounds, intervals
from dastern_core.safety.limits import PersonalLimit, limit_for
from dastern_core.safety.maxima import maxima
from dastern_core.safety.mealtimes import mealtimes
from dastern_core.safety.meetings import meetings
from dastern_core.safety.regimens import Patient, Regimen
from dastern_core.safety.supplies import supplies

__all__ = ["MOST_REGIMENS", "check"]

MOST_REGIMENS: Final = 100
"""
Medicines of one person in one check; more is a mistake.
"""

_CLOSE: Final = timedelta(minutes=5)  # DOSE-37
_MOST_SHOWN: Final = 10


def check(
    regimens: Sequence[Regimen], *, patient: Patient, formulary: Formulary = FORMULARY
) -> tuple[Finding, ...]:
    """
    Check a person's medicines, all prescriptions together.

    Args:
        regimens: Every active medicine, in any order, each with its own reference.
        patient: Who takes them.
        formulary: What is known of medicines.

    Returns:
        The findings, the worst first. None of them blocks anything. No finding means
        that nothing was found, not that nothing is wrong: what could not be checked is
        among the findings.

    Raises:
        InvalidInputError: Two regimens have one reference, or there are too many.

    Example:
        >>> from datetime import UTC, datetime
        >>> from fractions import Fraction
        >>> from dastern_core.kernel import Period, Quantity
        >>> from dastern_core.safety import PlannedDose
        >>> noon = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
        >>> doses = (PlannedDose(at=noon, quantity=Quantity(value=Fraction(3), unit="tablet")),)
        >>> course = Regimen(
        ...     ref="1", prescription="A", name="Doliprane", strength="500 mg", doses=doses,
        ...     during=Period(start=noon, end=noon),
        ... )
        >>> check([course], patient=Patient())[0].message
        '1500 mg of paracetamol at once; the most for an adult is 1000 mg.'
    """
    ordered = sorted(regimens, key=lambda regimen: regimen.ref)
    _require_few_and_distinct(ordered)
    known = [known_of(regimen, formulary=formulary) for regimen in ordered]
    ingredients = [one for each in known for one in ingredients_of(each)]
    found = [
        *(finding for one in known for finding in _names(one)),
        *_amounts(ingredients, patient),
        *duplicates(ingredients),
        *meetings(ingredients, formulary=formulary),
        *mealtimes(ingredients),
        *(finding for regimen in ordered for finding in supplies(regimen)),
        *_close_together(ordered),
        *_advice(ingredients),
    ]
    return tuple(sorted(found, key=in_order))


def _require_few_and_distinct(regimens: Sequence[Regimen]) -> None:
    if len(regimens) > MOST_REGIMENS:
        remedy = f"Check at most {MOST_REGIMENS} at once."
        raise InvalidInputError(Fault(field="regimens", problem="are too many", remedy=remedy))
    for one, other in pairwise(regimens):
        if one.ref == other.ref:
            remedy = "Give each medicine a reference of its own."
            raise InvalidInputError(Fault(field=one.ref, problem="is used twice", remedy=remedy))


def _names(known: Known) -> Iterator[Finding]:
    regimen, naming = known.regimen, known.naming
    if not naming.substances:
        yield Finding(
            code=FindingCode.UNKNOWN_MEDICINE,
            severity=Severity.MODERATE,
            subject=(regimen.ref,),
            message=f"{regimen.name} is not in our data: nothing of it was checked.",
            remedy="Compare the spelling, give the generic name, or ask a pharmacist.",
            regimens=(regimen.ref,),
        )
    elif naming.leftover:
        names = ", ".join(one.name for one in naming.substances)
        yield Finding(
            code=FindingCode.PARTLY_KNOWN,
            severity=Severity.MODERATE,
            subject=(regimen.ref,),
            message=(
                f"{regimen.name} was checked as {names}; "
                f"not understood: {' '.join(naming.leftover)}."
            ),
            remedy="Read on the box what it holds; there may be more in it.",
            regimens=(regimen.ref,),
        )


def _amounts(ingredients: Sequence[Ingredient], patient: Patient) -> Iterator[Finding]:
    by_name: dict[str, list[Ingredient]] = {}
    for one in ingredients:
        by_name.setdefault(one.substance.name, []).append(one)
    for alike in by_name.values():
        substance = alike[0].substance
        personal = limit_for(substance, patient)
        swallowed = [one for one in alike if one.by_mouth]
        yield from maxima(substance, swallowed, personal)
        yield from intervals(substance, swallowed, personal)
        for one in alike:
            yield from _unchecked(one, personal)
        if personal.limit is not None:
            yield from as_needed_bounds(swallowed)


def _unchecked(one: Ingredient, personal: PersonalLimit) -> Iterator[Finding]:
    why = personal.missing
    if personal.limit is not None:
        if not one.by_mouth:
            why = f"is limited by mouth in our data, not as {one.known.form}"
        elif any(intake.amount is None for intake in one.intakes):
            why = "has doses whose amount the strength and the unit do not tell"
    if not why:
        return
    yield Finding(
        code=FindingCode.NOT_CHECKED,
        severity=Severity.LOW,
        subject=(one.ref, one.substance.name),
        message=f"{one.substance.name} {why}: its doses were not checked.",
        remedy="Compare the dose with the label, or ask a pharmacist.",
        regimens=(one.ref,),
        source=one.substance.source,
    )


def _close_together(regimens: Sequence[Regimen]) -> Iterator[Finding]:
    for one, other in combinations(regimens, 2):
        if one.prescription == other.prescription:
            continue
        shared = _near(one, other)
        if shared:
            yield Finding(
                code=FindingCode.CLOSE_TOGETHER,
                severity=Severity.LOW,
                subject=(one.ref, other.ref),
                message=(
                    f"{one.name} and {other.name}, from two prescriptions, "
                    f"stand within five minutes."
                ),
                remedy="Ask whether they may be taken together.",
                regimens=(one.ref, other.ref),
                doses=shared[:_MOST_SHOWN],
            )


def _near(one: Regimen, other: Regimen) -> tuple[datetime, ...]:
    theirs = sorted(dose.at for dose in other.doses)
    found, place = [], 0
    for at in sorted(dose.at for dose in one.doses):
        while place < len(theirs) and theirs[place] < at - _CLOSE:
            place += 1
        if place < len(theirs) and theirs[place] <= at + _CLOSE:
            found.append(at)
    return tuple(found)


def _advice(ingredients: Sequence[Ingredient]) -> Iterator[Finding]:
    advised: dict[str, tuple[str, Source, set[str]]] = {}
    for one in ingredients:
        if one.substance.advice is not None:
            nobody: set[str] = set()
            entry = (one.substance.advice, one.substance.source, nobody)
            advised.setdefault(one.substance.name, entry)[2].add(one.ref)
    for name, (advice, source, refs) in advised.items():
        yield Finding(
            code=FindingCode.ADVICE,
            severity=Severity.LOW,
            subject=(name,),
            message=f"{name}: {advice}",
            remedy="Tell whoever takes it.",
            regimens=tuple(sorted(refs)),
            source=source,
        )
