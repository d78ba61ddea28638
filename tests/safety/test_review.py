"""
Review: every check of a person's medicines, as one list of findings.
"""

from datetime import timedelta
from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import InvalidInputError, Quantity
from dastern_core.safety import (
    MOST_REGIMENS,
    Finding,
    FindingCode,
    Patient,
    PlannedDose,
    Regimen,
    Severity,
    check,
)
from dastern_core.schedule import MealRelation, PrnRule
from dastern_core.testing.samples import NOW, sample_regimen

ADULT = Patient()
PRN = PrnRule(
    quantity=Quantity(value=Fraction(1), unit="tablet"),
    quantity_max=None,
    min_interval=timedelta(0),
    limits=(),
    most_per_dose=None,
    most_per_lifetime=None,
    reasons=(),
)


def found(*regimens: Regimen, code: FindingCode, patient: Patient = ADULT) -> list[Finding]:
    """
    Give the findings of one code.
    """
    return [one for one in check(regimens, patient=patient) if one.code is code]


def messages(*regimens: Regimen, code: FindingCode, patient: Patient = ADULT) -> list[str]:
    """
    Give what the findings of one code say.
    """
    return [one.message for one in found(*regimens, code=code, patient=patient)]


def test_nothing_to_check() -> None:
    """
    No medicine, no finding.
    """
    assert () == check([], patient=ADULT)


def test_the_worst_stands_first() -> None:
    """
    By severity, then by code; each refers to its medicines, doses and source.
    """
    warfarin = sample_regimen("Warfarine", ref="A/1", strength="5 mg", hours=(0,))
    ibuprofen = sample_regimen("Nurofen", ref="B/1", strength="400 mg", hours=(0,))
    findings = check([ibuprofen, warfarin], patient=ADULT)

    assert [one.code for one in findings] == [
        FindingCode.INTERACTION,
        FindingCode.NOT_CHECKED,
        FindingCode.CLOSE_TOGETHER,
        FindingCode.ADVICE,
    ]
    assert (("ibuprofen", "warfarin"), ("A/1", "B/1")) == (
        findings[0].subject,
        findings[0].regimens,
    )
    assert "not reviewed by a pharmacist" in str(findings[0].source)


def test_an_unknown_medicine_is_told() -> None:
    """
    What is not in the data is not silently right.
    """
    assert ["Zzyx is not in our data: nothing of it was checked."] == messages(
        sample_regimen("Zzyx", hours=(0,)), code=FindingCode.UNKNOWN_MEDICINE
    )


def test_a_partly_known_medicine_is_told() -> None:
    """
    It is checked as what was understood, and the rest is told.
    """
    assert ["Panadol Cold was checked as paracetamol; not understood: Cold."] == messages(
        sample_regimen("Panadol Cold", strength="500 mg", hours=(0,)),
        code=FindingCode.PARTLY_KNOWN,
    )


@pytest.mark.parametrize(
    ("regimen", "message"),
    [
        (
            sample_regimen("Digoxin", strength="0.25 mg", hours=(0,)),
            "digoxin has no maximum dose in our data: its doses were not checked.",
        ),
        (
            sample_regimen("Paracetamol", hours=(0,)),
            (
                "paracetamol has doses whose amount the strength and the unit do not tell: "
                "its doses were not checked."
            ),
        ),
        (
            sample_regimen("Voltaren", strength="75 mg", form="injection", hours=(0,)),
            (
                "diclofenac is limited by mouth in our data, not as injection: "
                "its doses were not checked."
            ),
        ),
    ],
)
def test_what_was_not_checked_is_told(regimen: Regimen, message: str) -> None:
    """
    And why.
    """
    assert [message] == messages(regimen, code=FindingCode.NOT_CHECKED)


def test_a_child_is_held_against_its_weight() -> None:
    """
    15 mg a kilogram of paracetamol at once.
    """
    child = Patient(age_years=Fraction(5), weight_kg=Fraction(18))
    regimen = sample_regimen("Doliprane", strength="500 mg", hours=(0,))

    assert ["500 mg of paracetamol at once; the most for a child of 18 kg is 270 mg."] == messages(
        regimen, code=FindingCode.SINGLE_MAXIMUM, patient=child
    )


@pytest.mark.rule("DOSE-37")
@pytest.mark.parametrize(("minutes", "count"), [(5, 1), (6, 0), (-5, 1)])
def test_two_prescriptions_within_five_minutes(minutes: int, count: int) -> None:
    """
    A warning, unless both stand on one prescription; it blocks nothing.
    """
    one = sample_regimen("Amlodipine", ref="A/1", strength="5 mg", hours=(1, 30))
    other = sample_regimen("Cetirizine", ref="B/1", strength="10 mg", hours=(1 + minutes / 60,))
    same = attrs.evolve(other, ref="A/2", prescription="A")

    assert count == len(found(one, other, code=FindingCode.CLOSE_TOGETHER))
    assert [] == found(one, same, code=FindingCode.CLOSE_TOGETHER)


def test_a_label_says_what_every_patient_should_know() -> None:
    """
    Once a substance, for all medicines that hold it.
    """
    one = sample_regimen("Flagyl", ref="A/1", strength="500 mg", hours=(0,))
    other = sample_regimen("Metronidazole", ref="A/2", strength="500 mg", hours=(20,))
    (advice,) = found(one, other, code=FindingCode.ADVICE)

    assert ("A/1", "A/2") == advice.regimens
    assert "No alcohol" in advice.message


def test_a_reference_names_one_medicine() -> None:
    """
    Two alike could not be told apart.
    """
    with pytest.raises(InvalidInputError, match="A/1 is used twice"):
        check([sample_regimen("A"), sample_regimen("B")], patient=ADULT)


def test_a_person_has_so_many_medicines_at_most() -> None:
    """
    The work of a check is bounded.
    """
    many = [sample_regimen("A", ref=str(number)) for number in range(MOST_REGIMENS + 1)]
    with pytest.raises(InvalidInputError, match="Check at most 100 at once"):
        check(many, patient=ADULT)


# Interactions.


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        ("Warfarin", "Brufen", Severity.HIGH),
        ("Moclobemide", "Prozac", Severity.HIGH),
        ("Methotrexate", "Bactrim", Severity.HIGH),
        ("Simvastatin", "Klacid", Severity.HIGH),
        ("Haloperidol", "Domperidone", Severity.HIGH),
        ("Enalapril", "Spironolactone", Severity.HIGH),
        ("Viagra", "Risordan", Severity.HIGH),
        ("Warfarin", "Flagyl", Severity.MODERATE),
    ],
)
def test_medicines_that_should_not_meet(one: str, other: str, severity: Severity) -> None:
    """
    By brand, by generic name, and inside a combination.
    """
    regimens = (
        sample_regimen(one, ref="A/1", hours=(0,)),
        sample_regimen(other, ref="B/1", hours=(10,)),
    )

    assert severity in {each.severity for each in found(*regimens, code=FindingCode.INTERACTION)}


@pytest.mark.parametrize(("day", "count"), [(0.5, 1), (1, 1), (1.1, 0)])
def test_courses_that_do_not_meet_do_not_interact(day: float, count: int) -> None:
    """
    A course still acts for a day after its last dose.
    """
    one = sample_regimen("Warfarin", ref="A/1", hours=(0,))
    other = sample_regimen("Ibuprofen", ref="B/1", hours=(24 * day,))

    assert count == len(found(one, other, code=FindingCode.INTERACTION))


@pytest.mark.parametrize(("day", "count"), [(14, 1), (14.1, 0)])
def test_some_interact_for_weeks_after(day: float, count: int) -> None:
    """
    A monoamine oxidase inhibitor needs two weeks to wear off.
    """
    one = sample_regimen("Moclobemide", ref="A/1", hours=(0,))
    other = sample_regimen("Sertraline", ref="B/1", hours=(24 * day,))

    assert count == len(found(one, other, code=FindingCode.INTERACTION))


@pytest.mark.parametrize(("hours", "count"), [((1.5, 30), 1), ((2, 30), 0), ((-2, -30), 0)])
def test_some_need_only_hours_between(hours: tuple[float, ...], count: int) -> None:
    """
    Iron binds ciprofloxacin unless two hours lie between them.
    """
    one = sample_regimen("Ciprofloxacin", ref="A/1", hours=(0, 24))
    other = sample_regimen("Tardyferon", ref="A/2", hours=hours)

    assert count == len(found(one, other, code=FindingCode.INTERACTION))


def test_as_needed_may_come_at_any_hour() -> None:
    """
    So hours between cannot be promised.
    """
    rule = attrs.evolve(PRN, quantity=Quantity(value=Fraction(1), unit="sachet"))
    smecta = sample_regimen("Smecta", ref="A/1", as_needed=(rule,))
    paracetamol = sample_regimen("Paracetamol", ref="A/2", strength="500 mg", hours=(50,))

    assert 1 == len(found(smecta, paracetamol, code=FindingCode.INTERACTION))


def test_one_product_does_not_interact_with_itself() -> None:
    """
    It was made that way.
    """
    regimen = sample_regimen("Levodopa + metoclopramide", hours=(0,))

    assert [] == found(regimen, code=FindingCode.INTERACTION)


def test_what_stays_on_the_skin_does_not_interact() -> None:
    """
    Nor does it count as the same substance twice.
    """
    cream = sample_regimen("Ketoprofen", ref="A/1", form="cream", hours=(0,))
    warfarin = sample_regimen("Warfarin", ref="A/2", hours=(0,))
    tablet = sample_regimen("Ketoprofen", ref="A/3", strength="100 mg", hours=(200,))

    assert [] == found(cream, warfarin, code=FindingCode.INTERACTION)
    assert [] == found(cream, tablet, code=FindingCode.SAME_SUBSTANCE)


def test_the_strongest_of_several_is_told() -> None:
    """
    Whichever regimens showed it first.
    """
    far = sample_regimen("Dolutegravir", ref="A/1", hours=(0,))
    iron = sample_regimen("Tardyferon", ref="A/2", hours=(3,))
    near = sample_regimen("Tardyferon", ref="A/3", hours=(1,))
    (finding,) = found(far, iron, near, code=FindingCode.INTERACTION)

    assert ("A/1", "A/3") == finding.regimens


def test_one_finding_a_pair_of_substances() -> None:
    """
    However many medicines hold them.
    """
    regimens = [
        sample_regimen(name, ref=f"A/{row}", hours=(0,))
        for row, name in enumerate(("Warfarin", "Ibuprofen", "Nurofen"))
    ]
    (finding,) = found(*regimens, code=FindingCode.INTERACTION)

    assert ("A/0", "A/1", "A/2") == finding.regimens


# The same twice.


def test_the_same_substance_under_two_names() -> None:
    """
    Also inside a combination, as long as the courses overlap.
    """
    one = sample_regimen("Panadol", ref="A/1", strength="500 mg", hours=(0, 24))
    other = sample_regimen("Ixprim", ref="B/1", strength="37.5/325 mg", hours=(12,))
    later = sample_regimen("Doliprane", ref="B/2", strength="500 mg", hours=(30,))
    (finding,) = found(one, other, later, code=FindingCode.SAME_SUBSTANCE)

    assert "2 medicines hold paracetamol at the same time." == finding.message


def test_two_of_one_chemical_group() -> None:
    """
    Two proton pump inhibitors, by the fourth level of ATC.
    """
    one = sample_regimen("Omeprazole", ref="A/1", strength="20 mg", hours=(0,))
    other = sample_regimen("Nexium", ref="B/1", strength="20 mg", hours=(0,))

    assert ["esomeprazole and omeprazole are of one chemical group (ATC A02BC)."] == messages(
        one, other, code=FindingCode.SAME_GROUP
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tenofovir", "Zidovudine"), ("Mirtazapine", "Venlafaxine"), ("Calcium", "Metformin")],
)
def test_some_groups_are_no_duplicates(one: str, other: str) -> None:
    """
    HIV is treated with two of a group; "other antidepressants" are no group.
    """
    regimens = (
        sample_regimen(one, ref="A/1", hours=(0,)),
        sample_regimen(other, ref="A/2", hours=(0,)),
    )

    assert [] == found(*regimens, code=FindingCode.SAME_GROUP)


def test_a_medicine_never_taken_overlaps_with_nothing() -> None:
    """
    A line without a dose has no time.
    """
    one = sample_regimen("Panadol", ref="A/1", strength="500 mg")
    other = sample_regimen("Doliprane", ref="A/2", strength="500 mg", hours=(0,))

    assert [] == found(one, other, code=FindingCode.SAME_SUBSTANCE)


# Meals.


@pytest.mark.parametrize(
    ("name", "meal", "count"),
    [
        ("Levothyroxine", MealRelation.AFTER, 1),
        ("Levothyroxine", MealRelation.BEFORE, 0),
        ("Omeprazole", MealRelation.WITH, 1),
        ("Ibuprofen", MealRelation.BEFORE, 1),
        ("Ibuprofen", MealRelation.AFTER, 0),
        ("Ibuprofen", None, 0),
        ("Amlodipine", MealRelation.BEFORE, 0),
    ],
)
def test_the_wrong_side_of_a_meal(name: str, meal: MealRelation | None, count: int) -> None:
    """
    By the label; a dose that no meal is tied to is on no side.
    """
    quantity = Quantity(value=Fraction(1), unit="tablet")
    regimen = attrs.evolve(
        sample_regimen(name), doses=(PlannedDose(at=NOW, quantity=quantity, meal=meal),)
    )

    assert count == len(found(regimen, code=FindingCode.MEAL))


def test_one_wants_food_and_the_other_none() -> None:
    """
    At one instant, in two medicines.
    """
    one = sample_regimen("Metformin", ref="A/1", strength="500 mg", hours=(0, 12))
    other = sample_regimen("Levothyroxine", ref="A/2", strength="50 mcg", hours=(0, 24))
    (finding,) = found(one, other, code=FindingCode.MEALS_APART)

    assert (NOW,) == finding.doses
    assert finding.message == (
        "At one time stand levothyroxine on an empty stomach and metformin with or after food."
    )


def test_one_product_wants_what_it_wants() -> None:
    """
    Its parts cannot be taken apart.
    """
    regimen = sample_regimen("Metformin + levothyroxine", hours=(0,))

    assert [] == found(regimen, code=FindingCode.MEALS_APART)


@pytest.mark.parametrize(("name", "hours"), [("Ibuprofen", (0,)), ("Levothyroxine", (1,))])
def test_alike_or_at_other_times_is_well(name: str, hours: tuple[int, ...]) -> None:
    """
    Two that want food may stand together; an hour later is another time.
    """
    one = sample_regimen("Metformin", ref="A/1", hours=(0,))
    other = sample_regimen(name, ref="A/2", hours=hours)

    assert [] == found(one, other, code=FindingCode.MEALS_APART)


# As needed.


@pytest.mark.rule("PRN-06")
def test_as_needed_without_a_maximum() -> None:
    """
    Neither how much a day nor how far apart: it cannot be checked, and that is told.
    """
    regimen = sample_regimen("Panadol", strength="500 mg", as_needed=(PRN,))

    assert [FindingCode.AS_NEEDED_OPEN] == [
        one.code for one in check([regimen], patient=ADULT) if one.severity is not Severity.LOW
    ]


def test_a_course_as_needed_overlaps_as_a_whole() -> None:
    """
    It may be taken on any of its days.
    """
    needed = sample_regimen("Ibuprofen", ref="A/1", as_needed=(PRN,), days=7)
    early = sample_regimen("Warfarin", ref="B/1", hours=(24 * 6,))
    late = sample_regimen("Warfarin", ref="B/1", hours=(24 * 9,))

    assert [1, 0] == [
        len(found(needed, other, code=FindingCode.INTERACTION)) for other in (early, late)
    ]


def test_two_hours_are_too_close_for_as_needed() -> None:
    """
    The label asks for four.
    """
    rule = attrs.evolve(PRN, min_interval=timedelta(hours=2))
    regimen = sample_regimen("Panadol", strength="500 mg", as_needed=(rule,))

    assert ["Two doses of paracetamol only 2 hours apart; the least is 4 hours."] == messages(
        regimen, code=FindingCode.INTERVAL
    )
