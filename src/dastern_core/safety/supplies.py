"""
Supplies: what was dispensed, held against what the course takes.
"""

from collections.abc import Iterator
from fractions import Fraction

from dastern_core.kernel import Quantity
from dastern_core.medicines import CONTAINERS
from dastern_core.safety.findings import Finding, FindingCode, Severity
from dastern_core.safety.regimens import Regimen

__all__ = ["supplies"]


def supplies(regimen: Regimen) -> Iterator[Finding]:
    """
    Tell where too little or too much was dispensed for a whole course.

    Args:
        regimen: One whose doses are the whole course, in the unit of its supply;
            otherwise nothing is told, and neither is where it is taken as needed.
    """
    supplied = regimen.supplied
    taken = _taken(regimen)
    if supplied is None or taken is None or taken.unit != supplied.unit:
        return
    if supplied.value < taken.value:
        total = Fraction(0)
        ordered = sorted(regimen.doses, key=lambda dose: dose.at)
        missing = []
        for dose in ordered:
            total += dose.quantity.value if dose.quantity else Fraction(0)
            if total > supplied.value:
                missing.append(dose.at)
        yield Finding(
            code=FindingCode.SUPPLY_SHORT,
            severity=Severity.MODERATE,
            subject=(regimen.ref,),
            message=f"{supplied} of {regimen.name} were dispensed; the course takes {taken}.",
            remedy="Get the rest before it runs out, or ask whether the course is shorter.",
            regimens=(regimen.ref,),
            doses=tuple(missing[:1]),
        )
    elif supplied.value > taken.value:
        yield Finding(
            code=FindingCode.SUPPLY_LEFT,
            severity=Severity.LOW,
            subject=(regimen.ref,),
            message=f"{supplied} of {regimen.name} were dispensed; the course takes {taken}.",
            remedy="Ask whether the course is longer; do not keep the rest for another illness.",
            regimens=(regimen.ref,),
        )


def _taken(regimen: Regimen) -> Quantity | None:
    if not regimen.complete or regimen.as_needed or not regimen.doses:
        return None
    quantities = [dose.quantity for dose in regimen.doses]
    units = {quantity.unit for quantity in quantities if quantity is not None}
    if None in quantities or len(units) != 1 or units & CONTAINERS:
        return None
    total = sum((quantity.value for quantity in quantities if quantity), Fraction(0))
    return Quantity(value=total, unit=units.pop())
