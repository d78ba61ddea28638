"""
The week as a picture: each dose stands in it once, under its own sign.
"""

from datetime import date, datetime, timedelta

import attrs
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from resvg_py import svg_to_bytes

from dastern_cli.week import draw_week
from dastern_cli.week_rows import WeekDose, wrapped
from dastern_cli.week_words import WORDS, WeekLanguage
from dastern_core.kernel import InvalidInputError
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
    png = draw_week(_days(status, count), language=WeekLanguage.ENGLISH, start=START)

    assert count + 1 == _marks(png, status)


def test_two_doses_of_one_cell_are_both_shown() -> None:
    """
    Two doses of one medicine within one slot of one day get a row each.
    """
    again = attrs.evolve(MORNING, local=MORNING.local + timedelta(hours=1))
    png = draw_week([again, MORNING], language=WeekLanguage.ENGLISH, start=START)

    assert 2 + 1 == _marks(png, DoseStatus.TAKEN_ON_TIME)


@pytest.mark.parametrize("days", [-1, 7])
def test_doses_outside_the_week_are_left_out(days: int) -> None:
    """
    The day before the week and the day after it are not drawn.
    """
    outside = attrs.evolve(MORNING, local=MORNING.local + timedelta(days=days))

    assert draw_week([], language=WeekLanguage.ENGLISH, start=START) == draw_week(
        [outside], language=WeekLanguage.ENGLISH, start=START
    )


def test_earlier_doses_come_first_in_whatever_order_they_are_given() -> None:
    """
    The same doses in another order give the same picture.
    """
    later = attrs.evolve(
        MORNING, local=MORNING.local + timedelta(hours=1), status=DoseStatus.MISSED
    )

    assert draw_week([MORNING, later], language=WeekLanguage.KHMER, start=START) == draw_week(
        [later, MORNING], language=WeekLanguage.KHMER, start=START
    )


def test_a_dose_without_a_slot_has_its_own_row() -> None:
    """
    A dose at a time of its own is drawn below the slots.
    """
    alone = attrs.evolve(MORNING, slot=None)
    png = draw_week([alone], language=WeekLanguage.KHMER, start=START)

    assert 1 + 1 == _marks(png, DoseStatus.TAKEN_ON_TIME)
    assert png != draw_week([MORNING], language=WeekLanguage.KHMER, start=START)


def test_khmer_letters_are_joined() -> None:
    """
    Khmer is shaped: letters kept apart take more room than the words they make.
    """
    name = "គ្រាប់ស្រោបសម្រាប់ក្មេង"
    apart = attrs.evolve(MORNING, medicine="\u200c".join(name))
    joined = attrs.evolve(MORNING, medicine=name)
    widths = [
        _pixels(draw_week([dose], language=WeekLanguage.KHMER, start=START)).shape[1]
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
                [attrs.evolve(MORNING, medicine=name)], language=WeekLanguage.ENGLISH, start=START
            )
        ).shape[1]
        for name in ("x_1y_2z_3", "$x_1y_2z_3$")
    ]

    assert widths[0] < widths[1]


def test_languages_differ() -> None:
    """
    English and Khmer give two pictures of one week.
    """
    assert draw_week([MORNING], language=WeekLanguage.ENGLISH, start=START) != draw_week(
        [MORNING], language=WeekLanguage.KHMER, start=START
    )


def test_too_many_rows_are_refused() -> None:
    """
    A week that no picture can show is refused with the number of its rows.
    """
    doses = [attrs.evolve(MORNING, medicine=f"medicine {number}") for number in range(201)]

    with pytest.raises(InvalidInputError, match="201 rows"):
        draw_week(doses, language=WeekLanguage.ENGLISH, start=START)


LONG = "Amoxicilline et acide clavulanique en comprimé pelliculé 875 mg/125 mg " * 2
KHMER = "ថ្នាំគ្រាប់ប៉ារ៉ាសេតាមុលសម្រាប់បញ្ចុះកម្តៅនិងបំបាត់ការឈឺចាប់ផ្សេងៗទៀត" * 2


@pytest.mark.parametrize("language", WeekLanguage)
@pytest.mark.parametrize("medicine", ["A", LONG, KHMER, "x" * 150])
def test_nothing_is_cut_off(language: WeekLanguage, medicine: str) -> None:
    """
    However long a name is, and however little there is to show, the margin stays empty.
    """
    doses = [attrs.evolve(MORNING, medicine=medicine, amount="2 comprimés pelliculés à croquer")]
    for shown in (doses, []):
        pixels = _pixels(draw_week(shown, language=language, start=START))
        margin = pixels[:, -8:]

        assert (255, 255, 255) == tuple(margin.min(axis=(0, 1)).tolist())


def test_long_names_make_a_higher_picture_not_an_endless_one() -> None:
    """
    A name of 150 letters is broken into lines.
    """
    shapes = [
        _pixels(
            draw_week(
                [attrs.evolve(MORNING, medicine=name)], language=WeekLanguage.ENGLISH, start=START
            )
        ).shape
        for name in ("Paracetamol", LONG)
    ]

    assert shapes[0][0] < shapes[1][0]
    assert shapes[1][1] < 2 * shapes[0][1]


@pytest.mark.rule("DOSE-03")
@pytest.mark.parametrize(
    ("slot", "colour"),
    [
        (Slot.MIDDAY, (0x2D, 0x5B, 0xFF)),
        (Slot.NIGHT, (0x6B, 0x4A, 0xA3)),
        (Slot.AFTERNOON, (0xFF, 0x6B, 0x35)),
    ],
)
def test_a_time_of_day_has_its_colour(slot: Slot, colour: tuple[int, int, int]) -> None:
    """
    A bar at the left says by colour what the word beside it says.
    """
    dose = attrs.evolve(MORNING, slot=slot)
    pixels = _pixels(draw_week([dose], language=WeekLanguage.KHMER, start=START))

    assert colour in {tuple(pixel) for pixel in pixels[:, 3].tolist()}


@pytest.mark.parametrize("language", WeekLanguage)
def test_the_same_week_is_drawn_in_lines(language: WeekLanguage) -> None:
    """
    The SVG shows what the PNG shows, without any face installed, and is the same each time.
    """
    doses = _days(DoseStatus.TAKEN_LATE, 7)
    svg = draw_week(doses, language=language, start=START, picture="svg")
    drawn = svg_to_bytes(svg_string=svg.decode(), dpi=96, skip_system_fonts=True)

    assert svg == draw_week(doses, language=language, start=START, picture="svg")
    assert 7 + 1 == _marks(bytes(drawn), DoseStatus.TAKEN_LATE)
    assert "<text" not in svg.decode()


def test_all_slots_and_statuses_have_words() -> None:
    """
    No language lacks a word.
    """
    for words in WORDS.values():
        assert {*Slot, None} == set(words.slots)
        assert set(DoseStatus) == set(words.statuses)
        assert 7 == len(words.days)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two", ("one two",)),
        ("one two three", ("one two", "three")),
        ("abcdefghijkl", ("abcdefgh", "ijkl")),
        ("a abcdefghijkl b", ("a abcdef", "ghijkl b")),
        ("ក\u200bខ គ", ("កខ គ",)),
        ("ស្ត្រីស្ត្រីស្ត្រី", ("ស្ត្រី", "ស្ត្រី", "ស្ត្រី")),
        ("", ("",)),
    ],
)
def test_words_are_broken_between_letters(text: str, lines: tuple[str, ...]) -> None:
    """
    At spaces where there are, else between letters; a Khmer cluster stays whole.
    """
    assert lines == wrapped(text, widest=8, width=len)
