"""
Laws of the interchange.

* What is written, and read back, is what it was: orders, administrations, bundles.
* Any JSON is read, or refused with declared faults; nothing else happens.
* No cell of a dose table begins as a formula does.
"""

import csv
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.interchange.shared import DOSES, NAMES

from dastern_core.interchange import (
    MARK_COLUMNS,
    Administration,
    AdministrationStatus,
    MedicationOrder,
    OrderIntent,
    OrderStatus,
    ResourceBundle,
    bundle_json,
    dose_table,
    parse_administration,
    parse_bundle,
    parse_marks,
    parse_order,
)
from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule import Coding, Concept, Measure, Slot, slot_dosages
from dastern_core.testing.samples import NOW

ZONE = ZoneInfo("Asia/Phnom_Penh")
WORDS = st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
CODES = st.text("abcdefghij-.0123456789", min_size=1, max_size=9)
MOMENTS = st.dates(min_value=datetime(2, 1, 1, tzinfo=UTC).date()) | st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    timezones=st.just(UTC),
)
MEASURES = st.builds(
    Measure,
    value=st.fractions(min_value=0, max_value=1000, max_denominator=1000),
    unit=WORDS,
)
CONCEPTS = st.builds(
    Concept,
    text=WORDS,
    codings=st.lists(st.builds(Coding, system=WORDS, code=WORDS), max_size=2).map(tuple),
)
DOSAGES = st.dictionaries(
    st.sampled_from(Slot),
    st.fractions(min_value=Fraction(1, 8), max_value=9, max_denominator=8),
    min_size=1,
).map(lambda row: slot_dosages(row, unit="tablet", duration_days=7))
ORDERS = st.builds(
    MedicationOrder,
    id=st.none() | CODES,
    group=st.none() | WORDS,
    status=st.sampled_from(OrderStatus),
    intent=st.sampled_from(OrderIntent),
    subject=WORDS,
    medicine=CONCEPTS,
    strength=st.none() | WORDS,
    form=st.none() | WORDS,
    dosages=DOSAGES,
    quantity=st.none() | MEASURES,
    authored_on=st.none() | MOMENTS,
    notes=st.lists(WORDS, max_size=2).map(tuple),
)
ADMINISTRATIONS = st.builds(
    Administration,
    id=st.none() | CODES,
    slot_key=st.none() | WORDS,
    status=st.sampled_from(AdministrationStatus),
    reasons=st.lists(CONCEPTS, max_size=2).map(tuple),
    medicine=CONCEPTS,
    subject=WORDS,
    request=st.none() | WORDS,
    at=MOMENTS,
    recorded_at=st.none() | MOMENTS,
    quantity=st.none() | MEASURES,
    notes=st.lists(WORDS, max_size=2).map(tuple),
)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    *("status", "subject", "medication", "concept", "reference", "text", "coding"),
                    *(
                        "contained",
                        "dosageInstruction",
                        "timing",
                        "dosage",
                        "dose",
                        "value",
                        "note",
                    ),
                    *("identifier", "occurencePeriod", "start", "resource", "dispenseRequest"),
                )
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def reread(value: Mapping[str, object]) -> dict[str, Any]:
    """
    Write an object as JSON and read it back, its numbers exact.
    """
    read: dict[str, Any] = json.loads(json.dumps(value), parse_float=Decimal)
    return read


@given(orders=st.lists(ORDERS, max_size=2), told=st.lists(ADMINISTRATIONS, max_size=2))
def test_a_bundle_comes_back_as_it_was(
    orders: list[MedicationOrder], told: list[Administration]
) -> None:
    """
    Every field of every order and administration survives JSON.
    """
    written = reread(bundle_json(orders, told, now=NOW))

    assert ResourceBundle(orders=tuple(orders), administrations=tuple(told)) == parse_bundle(
        written
    )


@given(
    fields=st.dictionaries(
        st.sampled_from(
            (
                *("status", "subject", "medication", "dosageInstruction", "dispenseRequest"),
                *("dosage", "contained", "medicationReference", "identifier", "note", "entry"),
                *("occurenceDateTime", "occurencePeriod", "groupIdentifier", "doNotPerform"),
            )
        ),
        ANY,
    ),
    kind=st.sampled_from(["MedicationRequest", "MedicationAdministration", "Bundle"]),
)
def test_any_json_is_read_or_refused(fields: dict[str, object], kind: str) -> None:
    """
    A value or declared faults with FHIR paths, and nothing else.
    """
    readers: dict[str, Callable[[Mapping[str, object]], object]] = {
        "MedicationRequest": parse_order,
        "MedicationAdministration": parse_administration,
        "Bundle": parse_bundle,
    }
    faults: tuple[Fault, ...] = ()
    try:
        readers[kind](fields | {"resourceType": kind})
    except InvalidInputError as error:
        faults = error.faults

    assert all(fault.field.startswith(kind) for fault in faults)


@given(text=st.text(max_size=40), prefix=st.sampled_from(["", ",".join(MARK_COLUMNS) + "\n"]))
def test_any_table_is_read_or_refused(text: str, prefix: str) -> None:
    """
    Marks or declared faults, and nothing else.
    """
    faults: tuple[Fault, ...] = ()
    try:
        parse_marks(prefix + text, zone=ZONE)
    except InvalidInputError as error:
        faults = error.faults

    assert all(fault.field.startswith(("line ", "table")) for fault in faults)


@given(name=st.text(alphabet="=+-@\t\r\n'\",;ក a", min_size=1), note=st.text("=+@-\t'a"))
def test_no_cell_of_a_table_is_a_formula(name: str, note: str) -> None:
    """
    Whatever a medicine is called, a spreadsheet does not run it, and the text is kept.
    """
    dose = attrs.evolve(DOSES[0], skip_note=note)
    written = dose_table([dose], medicines=dict.fromkeys(NAMES, name), zone=ZONE, for_excel=False)
    _, cells = csv.reader(written.splitlines(keepends=True))

    assert [] == [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert cells[1].removeprefix("'") == name.removeprefix("'")
