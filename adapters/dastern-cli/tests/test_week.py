"""
The week as a picture: each dose stands in it once, under its own sign.
"""

from datetime import date, datetime, timedelta

import attrs
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dastern_cli.week import WeekDose, draw_week
from dastern_core.kernel import InvalidInputError, Language
from dastern_core.schedule import DoseStatus, Slot

START = date(2026, 11, 23)
MORNING = WeekDose(
    local=datetime(2026, 11, 23, 7),  # noqa: DTZ001 - wall time is naive
    medicine="Paracetamol 500mg",
    amount="1/2 គ្រាប់",
    slot=Slot.MORNING,
    status=DoseStatus.TAKEN_ON_TIME,
)
COLOURS = {
    DoseStatus.TAKEN_ON_TIME: (0x00, 0x9E, 0x73),
    DoseStatus.TAKEN_LATE: (0xE6, 0x9F, 0x00),
    DoseStatus.SKIPPED: (0x56, 0xB4, 0xE9),
    DoseStatus.MISSED: (0xD5, 0x5E, 0x00),
}


def _pixels(png: bytes) -> NDArray[np.uint8]:
    decoded = cv2.imdecode(np.frombuffer(png, dtype=np.uint8), cv2.IMREAD_COLOR_RGB)
    return np.asarray(decoded, dtype=np.uint8)


def _marks(png: bytes, status: DoseStatus) -> int:
    """
    Count the marks of a status, the legend's among them.
    """
    mask = (_pixels(png) == COLOURS[status]).all(axis=2).astype(np.uint8)
    _, _, figures, _ = cv2.connectedComponentsWithStats(mask)
    return int((figures[1:, cv2.CC_STAT_AREA] > 200).sum())


def _days(status: DoseStatus, count: int) -> list[WeekDose]:
    return [
        attrs.evolve(MORNING, local=MORNING.local + timedelta(days=day), status=status)
        for day in range(count)
    ]


@pytest.mark.parametrize("status", COLOURS)
@pytest.mark.parametrize("count", [0, 1, 7])
def test_each_dose_is_marked_once(status: DoseStatus, count: int) -> None:
    """
    A status is marked as often as doses have it, and once more in the legend.
    """
    png = draw_week(_days(status, count), language=Language.ENGLISH, start=START)

    assert count + 1 == _marks(png, status)


def test_two_doses_of_one_cell_are_both_shown() -> None:
    """
    Two doses of one medicine within one slot of one day get a row each.
    """
    again = attrs.evolve(MORNING, local=MORNING.local + timedelta(hours=1))
    png = draw_week([again, MORNING], language=Language.ENGLISH, start=START)

    assert 2 + 1 == _marks(png, DoseStatus.TAKEN_ON_TIME)


@pytest.mark.parametrize("days", [-1, 7])
def test_doses_outside_the_week_are_left_out(days: int) -> None:
    """
    The day before the week and the day after it are not drawn.
    """
    outside = attrs.evolve(MORNING, local=MORNING.local + timedelta(days=days))

    assert draw_week([], language=Language.ENGLISH, start=START) == draw_week(
        [outside], language=Language.ENGLISH, start=START
    )


def test_earlier_doses_come_first_in_whatever_order_they_are_given() -> None:
    """
    The same doses in another order give the same picture.
    """
    later = attrs.evolve(
        MORNING, local=MORNING.local + timedelta(hours=1), status=DoseStatus.MISSED
    )

    assert draw_week([MORNING, later], language=Language.KHMER, start=START) == draw_week(
        [later, MORNING], language=Language.KHMER, start=START
    )


def test_a_dose_without_a_slot_has_its_own_row() -> None:
    """
    A dose at a time of its own is drawn below the slots.
    """
    alone = attrs.evolve(MORNING, slot=None)
    png = draw_week([alone], language=Language.KHMER, start=START)

    assert 1 + 1 == _marks(png, DoseStatus.TAKEN_ON_TIME)
    assert png != draw_week([MORNING], language=Language.KHMER, start=START)


def test_khmer_letters_are_joined() -> None:
    """
    Khmer is shaped: letters kept apart take more room than the words they make.
    """
    name = "គ្រាប់ស្រោបសម្រាប់ក្មេង"
    apart = attrs.evolve(MORNING, medicine="\u200c".join(name))
    joined = attrs.evolve(MORNING, medicine=name)
    widths = [
        _pixels(draw_week([dose], language=Language.KHMER, start=START)).shape[1]
        for dose in (joined, apart)
    ]

    assert widths == sorted(widths)
    assert widths[0] < widths[1]


def test_a_dollar_sign_is_a_letter() -> None:
    """
    A name with dollar signs is printed as it is, and not typeset as a formula.
    """
    widths = [
        _pixels(
            draw_week(
                [attrs.evolve(MORNING, medicine=name)], language=Language.ENGLISH, start=START
            )
        ).shape[1]
        for name in ("x_1y_2z_3", "$x_1y_2z_3$")
    ]

    assert widths[0] < widths[1]


def test_languages_differ() -> None:
    """
    English and Khmer give two pictures of one week.
    """
    assert draw_week([MORNING], language=Language.ENGLISH, start=START) != draw_week(
        [MORNING], language=Language.KHMER, start=START
    )


def test_too_many_rows_are_refused() -> None:
    """
    A week that no picture can show is refused with the number of its rows.
    """
    doses = [attrs.evolve(MORNING, medicine=f"medicine {number}") for number in range(201)]

    with pytest.raises(InvalidInputError, match="201 rows"):
        draw_week(doses, language=Language.ENGLISH, start=START)
