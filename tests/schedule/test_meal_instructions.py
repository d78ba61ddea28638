"""
Words beside a row that say how its doses stand to meals.
"""

import pytest

from dastern_core.schedule import MealInstruction, MealRelation, meal_instruction

BEFORE, WITH, AFTER = MealRelation.BEFORE, MealRelation.WITH, MealRelation.AFTER


@pytest.mark.rule("DOSE-23")
@pytest.mark.parametrize(
    ("text", "relation", "lead"),
    [
        ("ក្រោយបាយ", AFTER, None),
        ("លេប មុនអាហារ", BEFORE, None),
        ("ពេលបាយ", WITH, None),
        ("après les repas", AFTER, None),
        ("av. rep.", BEFORE, None),
        ("pendant le repas", WITH, None),
        ("take after food", AFTER, None),
        ("p.c.", AFTER, None),
        ("15 minutes before meals", BEFORE, 15),
        ("30 mn avant les repas", BEFORE, 30),
    ],
)
def test_relation_to_meals_is_read(text: str, relation: MealRelation, lead: int | None) -> None:
    """
    In the languages of Cambodian prescriptions, with or without a length.
    """
    assert MealInstruction(relation=relation, lead_minutes=lead) == meal_instruction(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "avec un grand verre d'eau",
        "after meals, not with milk",
        "after meals for 5 days",
        "1 cp après repas",
        "après le petit déjeuner",
        "avant repas si douleur",
        "matin",
        "2 cp/j",
        "à jeun",
    ],
)
def test_what_says_more_or_less_than_that_is_not_read(text: str) -> None:
    """
    A part that is not about meals would be lost: the text stays words.
    """
    assert meal_instruction(text) is None
