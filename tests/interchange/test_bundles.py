"""
Bundles: out and in, checked with fhir.resources.
"""

from datetime import timedelta

import pytest
from fhir.resources.bundle import Bundle
from tests.interchange.shared import ADMINISTRATION, DOSES, NAMES, ORDER, PRESCRIPTION, reread

from dastern_core.interchange import (
    MOST_ENTRIES,
    ResourceBundle,
    administration_of,
    bundle_json,
    orders_of,
    parse_bundle,
)
from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import take
from dastern_core.testing.samples import NOW

LATER = NOW + timedelta(days=9)
TAKEN = tuple(
    told
    for dose in DOSES
    if (
        told := administration_of(
            take(dose, taken_at=dose.due_at, now=LATER, offline=True),
            medicine=NAMES[dose.medication_id],
        )
    )
)


def test_a_course_is_valid_r5_and_comes_back() -> None:
    """
    A prescription and all its taken doses survive; entries without identifiers too.
    """
    orders, told = (*orders_of(PRESCRIPTION), ORDER), (*TAKEN, ADMINISTRATION)
    written = reread(bundle_json(orders, told, now=NOW))
    Bundle.model_validate(written)

    assert ResourceBundle(orders=orders, administrations=told) == parse_bundle(written)


def test_an_empty_bundle_is_a_bundle() -> None:
    """
    Nothing ordered and nothing taken is written and read.
    """
    written = reread(bundle_json((), (), now=NOW))
    Bundle.model_validate(written)

    assert ResourceBundle() == parse_bundle(written)


def test_other_resources_are_named() -> None:
    """
    What is not read is told, so that nobody takes the bundle for wholly read.
    """
    entries = [{"resource": {"resourceType": kind}} for kind in ("Patient", "Group", "Patient")]
    read = parse_bundle({"resourceType": "Bundle", "type": "collection", "entry": entries})

    assert ResourceBundle(skipped=("Patient", "Group")) == read


@pytest.mark.parametrize(
    "entry",
    [
        None,
        {},
        {"resource": 3},
        {"resource": {}},
        {"resource": {"resourceType": "Patient"}, "modifierExtension": []},
    ],
)
def test_an_entry_without_a_resource_is_a_fault(entry: object) -> None:
    """
    The fault tells which entry it is.
    """
    with pytest.raises(InvalidInputError, match=r"Bundle\.entry\[0\]\.resource is no resource"):
        parse_bundle({"resourceType": "Bundle", "type": "collection", "entry": [entry]})


def test_the_faults_of_all_resources_are_told() -> None:
    """
    Each path begins at the bundle.
    """
    entries = [
        {
            "resource": {
                "resourceType": "MedicationRequest",
                "medication": {"concept": {"text": "a"}},
            }
        },
        {"resource": {"resourceType": "MedicationAdministration", "status": "x"}},
    ]
    with pytest.raises(InvalidInputError) as caught:
        parse_bundle({"resourceType": "Bundle", "type": "collection", "entry": entries})

    assert {
        "Bundle.entry[0].resource.status",
        "Bundle.entry[0].resource.subject",
        "Bundle.entry[1].resource.status",
        "Bundle.entry[1].resource.medication",
    } <= {fault.field for fault in caught.value.faults}


@pytest.mark.parametrize("entries", ["x", [{}] * (MOST_ENTRIES + 1)])
def test_entries_are_a_list_of_bounded_length(entries: object) -> None:
    """
    A longer bundle is refused before it is read.
    """
    with pytest.raises(InvalidInputError, match=r"Bundle\.entry is not a list"):
        parse_bundle({"resourceType": "Bundle", "type": "collection", "entry": entries})
