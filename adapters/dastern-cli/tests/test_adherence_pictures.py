"""
The pictures of adherence: whole, legible, and the same for all eyes.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dastern_cli.calendar_map import draw_calendar, heat, ink_on
from dastern_cli.chart_words import CHART_WORDS
from dastern_cli.dose_timeline import draw_timeline
from dastern_cli.sheet import PictureFormat
from dastern_cli.supply_charts import (
    COVERED,
    UNCOVERED,
    SupplyLine,
    draw_gaps,
    draw_histogram,
    shares_in_bins,
)
from dastern_core.adherence import (
    CarryOver,
    Outcome,
    SupplyEvent,
    Tally,
    WindowPlan,
    intervals,
    place,
    rates_by_day,
)
from dastern_core.kernel import InvalidInputError, Language, PrescriptionId
from dastern_core.schedule import DoseStatus, Slot

ZONE = ZoneInfo("Asia/Phnom_Penh")
START = date(2026, 6, 15)
DOSES = [
    Outcome(
        prescription_id=PrescriptionId(UUID(int=1)),
        slot=Slot.MORNING,
        status=status,
        due_at=datetime(2026, 6, 15, 6, tzinfo=ZONE) + timedelta(days=day),
        acted_at=None,
        as_needed=False,
    )
    for day, status in enumerate(DoseStatus)
]
FILLS = [SupplyEvent(day=START + timedelta(days=day), duration_days=30) for day in (0, 60)]
WINDOWS = place(WindowPlan(), first_day=START)
INTERVALS = intervals(FILLS, windows=WINDOWS, carry_over=CarryOver())
LONG = "patient-of-a-name-without-any-space-" * 4
Draw = Callable[[Language, PictureFormat], bytes]
PICTURES: dict[str, Draw] = {
    "calendar": lambda language, picture: draw_calendar(
        rates_by_day(DOSES, zone=ZONE), language=language, picture=picture
    ),
    "no calendar": lambda language, picture: draw_calendar({}, language=language, picture=picture),
    "timeline": lambda language, picture: draw_timeline(
        DOSES, zone=ZONE, language=language, start=START, days=7, picture=picture
    ),
    "no timeline": lambda language, picture: draw_timeline(
        [], zone=ZONE, language=language, start=START, days=1, picture=picture
    ),
    "histogram": lambda language, picture: draw_histogram(
        [0.0, 0.5, 1.0, 1.5, None], name="CMA2", language=language, picture=picture
    ),
    "no histogram": lambda language, picture: draw_histogram(
        [None], name="CMA7", language=language, picture=picture
    ),
    "gaps": lambda language, picture: draw_gaps(
        [SupplyLine(name=LONG, intervals=INTERVALS)], language=language, picture=picture
    ),
    "no gaps": lambda language, picture: draw_gaps([], language=language, picture=picture),
}


def _pixels(png: bytes) -> NDArray[np.uint8]:
    decoded = cv2.imdecode(np.frombuffer(png, dtype=np.uint8), cv2.IMREAD_COLOR_RGB)
    return np.asarray(decoded, dtype=np.uint8)


def _marks(png: bytes, colour: str) -> int:
    rgb = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    mask = (_pixels(png) == rgb).all(axis=2).astype(np.uint8)
    _, _, figures, _ = cv2.connectedComponentsWithStats(mask)
    return int((figures[1:, cv2.CC_STAT_AREA] > 100).sum())


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PICTURES)
def test_nothing_is_cut_off(name: str, language: Language) -> None:
    """
    All four margins stay empty, however much or little there is to show.
    """
    pixels = _pixels(PICTURES[name](language, "png"))
    margins = [pixels[:4], pixels[-4:], pixels[:, :4], pixels[:, -4:]]

    assert [255] * 4 == [int(margin.min()) for margin in margins]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PICTURES)
def test_lines_need_no_face_and_stay_the_same(name: str, language: Language) -> None:
    """
    The SVG holds shapes instead of letters and is the same file each time.
    """
    svg = PICTURES[name](language, "svg")

    assert svg == PICTURES[name](language, "svg")
    assert "<text" not in svg.decode()


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_numbers_read_well_on_every_colour() -> None:
    """
    Each percentage stands out from its square by 4.5 to 1, as WCAG 2.2 (1.4.3) asks.
    """
    assert all(_contrast(ink_on(heat(one)), heat(one)) >= 4.5 for one in range(101))


def test_more_taken_is_lighter() -> None:
    """
    The calendar can be read in grey: its colours grow lighter with each step of ten.
    """
    light = [_luminance(heat(one)) for one in range(0, 101, 10)]

    assert sorted(set(light)) == light


def test_supply_and_gap_differ_in_grey() -> None:
    """
    Days with and without supply differ in lightness, not only in hue.
    """
    assert _contrast(COVERED, UNCOVERED) > 2


@pytest.mark.rule("ADH-05")
def test_a_day_without_a_counted_dose_has_no_colour() -> None:
    """
    A day on which no dose counts is hatched: neither the colour of 0 nor that of 100.
    """
    full, none = heat(100), heat(0)
    png = draw_calendar({START: Tally(due=2)}, language=Language.ENGLISH)

    assert (1, 1) == (_marks(png, full), _marks(png, none))  # those of the scale


def test_each_dose_is_marked_once() -> None:
    """
    Every missed dose stands in the timeline, those of one minute beside each other too.
    """
    twice = [DOSES[list(DoseStatus).index(DoseStatus.MISSED)]] * 2
    png = draw_timeline(twice, zone=ZONE, language=Language.KHMER, start=START, days=7)

    assert 2 + 1 == _marks(png, "#D55E00")


@pytest.mark.rule("ADH-03")
def test_doses_as_needed_are_in_no_timeline() -> None:
    """
    Only what was owed is shown.
    """
    needed = [attrs.evolve(one, as_needed=True) for one in DOSES]
    none, shown = (
        draw_timeline(doses, zone=ZONE, language=Language.KHMER, start=START, days=7)
        for doses in ([], needed)
    )

    assert none == shown


def test_shares_are_counted_by_tenths() -> None:
    """
    A share of 1 is in the last tenth, one above it apart, and no value in none.
    """
    assert ([1, 0, 0, 0, 0, 1, 0, 0, 0, 1], 1, 2) == shares_in_bins([0, 0.5, 1, 1.5, None, None])


def test_more_than_a_picture_holds_is_refused() -> None:
    """
    Too many weeks, days, rows or patients are refused with a remedy.
    """
    many = [SupplyLine(name="1", intervals=INTERVALS)] * 101
    weeks = {START: Tally(), START + timedelta(days=400): Tally()}
    draws: list[Callable[[], bytes]] = [
        lambda: draw_gaps(many, language=Language.ENGLISH),
        lambda: draw_calendar(weeks, language=Language.ENGLISH),
        lambda: draw_timeline(DOSES, zone=ZONE, language=Language.ENGLISH, start=START, days=63),
        lambda: draw_timeline(
            DOSES[:1] * 201, zone=ZONE, language=Language.ENGLISH, start=START, days=1
        ),
    ]
    for draw in draws:
        with pytest.raises(InvalidInputError, match=r"at most|1 to"):
            draw()


def test_no_language_lacks_a_word() -> None:
    """
    Twelve months and seven days in each language.
    """
    assert set(Language) == set(CHART_WORDS)
    assert {(12, 7)} == {(len(one.months), len(one.weekdays)) for one in CHART_WORDS.values()}
