"""
Supply as arrays.
"""

import numpy as np
import pytest

from dastern_core.adherence import CarryOver, EpisodeRules, Measure, PermissibleGap, WindowPlan
from dastern_core.adherence.batch import (
    SupplyArrays,
    episode_arrays,
    measure_arrays,
    place_arrays,
)
from dastern_core.kernel import InvalidInputError


def test_events_are_put_in_order_and_one_day_stays_as_given() -> None:
    """
    Patients come in order, their days too, and ties keep the order given.
    """
    supply = SupplyArrays.of(
        patients=3,
        patient=[2, 0, 0, 0],
        day=[5, 9, 7, 9],
        duration=[1, 2, 3, 4],
    )

    assert supply.patient.tolist() == [0, 0, 0, 2]
    assert supply.duration.tolist() == [3, 2, 4, 1]
    assert supply.row.tolist() == [2, 1, 3, 0]


def test_dates_are_day_numbers() -> None:
    """
    The first of January of year 1 is day 1, as Python counts.
    """
    supply = SupplyArrays.of(
        patients=1,
        patient=[0, 0],
        day=np.array(["0001-01-01", "2026-06-15"], "datetime64[s]"),
        duration=[1, 1],
    )

    assert supply.day.tolist() == [1, 739_782]


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
@pytest.mark.parametrize("field", ["duration", "dose"])
def test_a_bad_number_spoils_its_patient_only(wrong: float, field: str) -> None:
    """
    The patient has no value, and the neighbour keeps the right one.
    """
    numbers = {"duration": [365.0, 365.0, 365.0], "dose": [1.0, 1.0, 1.0]}
    numbers[field][1] = wrong
    supply = SupplyArrays.of(
        patients=2,
        patient=[0, 1, 1],
        day=[1, 1, 400],
        duration=numbers["duration"],
        dose=numbers["dose"],
    )

    actual = measure_arrays(Measure.CMA7, supply, windows=place_arrays(WindowPlan(), supply))

    assert [0.5, np.nan] == pytest.approx(actual.tolist(), nan_ok=True)


@pytest.mark.parametrize(
    ("patient", "duration", "fields"),
    [
        ([0, 1], [1.0], ["arrays"]),
        ([0, 2], [1.0, 1.0], ["patient"]),
        ([-1, 0], [1.0, 1.0], ["patient"]),
        ([[0, 1]], [[1.0, 1.0]], ["arrays"]),
    ],
)
def test_arrays_that_do_not_fit_are_refused(
    patient: list[int], duration: list[float], fields: list[str]
) -> None:
    """
    Lengths must agree and patients must be numbered.
    """
    with pytest.raises(InvalidInputError) as caught:
        SupplyArrays.of(patients=2, patient=patient, day=patient, duration=duration)

    assert fields == [fault.field for fault in caught.value.faults]


def test_an_option_needs_its_array() -> None:
    """
    Without doses or medicines what compares them is refused.
    """
    supply = SupplyArrays.of(patients=1, patient=[0, 0], day=[1, 9], duration=[30, 30])
    windows = place_arrays(WindowPlan(), supply)
    gap = PermissibleGap(value=1)

    for rules, carry_over, field in (
        (EpisodeRules(gap=gap), CarryOver(dosage_change=True), "dose"),
        (EpisodeRules(gap=gap), CarryOver(same_medication=True), "medication"),
        (EpisodeRules(gap=gap, dosage_change=True), CarryOver(), "dose"),
        (EpisodeRules(gap=gap, medication_change=True), CarryOver(), "medication"),
    ):
        with pytest.raises(InvalidInputError, match=f"{field} is missing"):
            episode_arrays(supply, windows=windows, rules=rules, carry_over=carry_over)
