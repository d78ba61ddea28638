"""
Handwriting: what a pen adds to a printed form.

A hand writes what the case says, in a face that imitates handwriting: each sign a little
higher, larger and more askew than the last, on paper that gives way. Or it draws strokes
that say nothing.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import cv2
import fontpkg  # type: ignore[import-untyped]  # the package ships no types
import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import NDArray
from tools.render_prescription.cases import SLOTS, Medicine
from tools.render_prescription.forms import Form
from tools.render_prescription.tables import Cell

__all__ = ["HANDS", "HELD_OUT_HANDS", "by_hand", "give_way", "write"]

_PENS: Final = {"blue": "#2443ad", "black": "#262626"}
_SIZE: Final = (0.95, 1.5)  # of the form's type: a hand's letters differ from page to page
_GROWN: Final = 0.09  # of a sign's size: the deviation from sign to sign
_RAISED: Final = 0.07  # of a sign's size: the deviation from the line
_ASKEW: Final = 5.0  # degrees: the deviation from sign to sign
_WAVE: Final = 90  # pixels: over which the paper gives way
_GIVES: Final = 2.5  # pixels
_SIGNS: Final = re.compile(r"[\u1780-\u17ff]+|.")  # a Khmer word is shaped as a whole

HANDS: Final = {
    "caveat": "Caveat",
    "kalam": "Kalam",
    "indie": "Indie Flower",
    "shadows": "Shadows Into Light",
}
"""
The hands by name: families of OFL fonts, each a package from PyPI.
"""

HELD_OUT_HANDS: Final = {
    "zeyada": "Zeyada",
    "marker": "Permanent Marker",
    "dancing": "Dancing Script",
}
"""
Hands on which nobody tunes.
"""


def by_hand(form: Form, medicine: Medicine, number: int) -> Mapping[str, str]:
    """
    Give what a pen writes in a row, by column; nothing for strokes that say nothing.
    """
    columns = [column.name for column in form.columns]
    written = {
        column: medicine.cell(column, form, number=number)
        for column in columns
        if column in form.written or (column in SLOTS and column in medicine.doses)
    }
    return written if form.hand else dict.fromkeys(written, "")


def write(
    axes: Axes, form: Form, rows: Sequence[Sequence[Cell]], medicines: Sequence[Medicine]
) -> None:
    """
    Write in the rows what a pen adds.
    """
    rng = np.random.default_rng(sum(map(ord, form.hand)) + len(rows))
    scale = float(rng.uniform(*_SIZE))
    for number, (row, medicine) in enumerate(zip(rows, medicines, strict=True)):
        words = by_hand(form, medicine, number + 1)
        for place, (cell, column) in enumerate(zip(row, form.columns, strict=True)):
            if words.get(column.name):
                _write(axes, form, cell, words[column.name], scale=scale, rng=rng)
            elif column.name in words:
                _scribble(axes, form, cell, seed=(number, place, 5))


def _scribble(axes: Axes, form: Form, cell: Cell, *, seed: tuple[int, ...]) -> None:
    left, top, right, bottom = cell.box
    points = np.random.default_rng(seed).uniform(0.25, 0.75, (7, 2))
    along = np.linspace(0, 6, 60)
    turns = [np.interp(along, range(7), points[:, axis]) for axis in (0, 1)]
    soft = [np.convolve(turn, np.full(9, 1 / 9), mode="valid") for turn in turns]
    x, y = left + (right - left) * soft[0], top + (bottom - top) * soft[1]
    axes.plot(x, y, color=_PENS[form.pen], linewidth=4, solid_capstyle="round")


def _write(
    axes: Axes, form: Form, cell: Cell, text: str, *, scale: float, rng: np.random.Generator
) -> None:
    left, top, right, bottom = cell.box
    family = {**HANDS, **HELD_OUT_HANDS}[form.hand]
    fontManager.addfont(fontpkg.path(family))
    size = scale * form.body
    signs = _SIGNS.findall(text.replace("\n", " "))
    room = (right - left) / max(len(signs), 1)
    step = min(0.55 * size, 0.8 * room)
    size *= min(1.0, step / (0.4 * size))
    x = left + (right - left - step * len(signs)) * rng.uniform(0.25, 0.75)
    y = (top + bottom) / 2 + (bottom - top) * rng.uniform(-0.12, 0.12)
    for place, sign in enumerate(signs):
        own = size * float(1 + rng.normal(0, _GROWN))
        colour = _PENS[form.pen]
        drawn = axes.text(
            x + step * (place + 0.5),
            y + float(rng.normal(0, _RAISED)) * size,
            sign,
            fontproperties=FontProperties(family=[family, "Noto Sans Khmer"], size=own),
            color=colour,
            rotation=float(rng.normal(0, _ASKEW)),
            horizontalalignment="center",
            verticalalignment="center_baseline",
            parse_math=False,
        )
        pressed = float(rng.uniform(0.2, 1.8))
        drawn.set_path_effects([Stroke(linewidth=pressed, foreground=colour), Normal()])


def give_way(drawn: NDArray[np.uint8], *, seed: int) -> NDArray[np.uint8]:
    """
    Bend strokes a little, so that no two of the same sign are alike.
    """
    high, wide = drawn.shape[:2]
    rng = np.random.default_rng((seed, 6))
    moved = []
    for _ in range(2):
        coarse = rng.normal(0, _GIVES, (high // _WAVE + 2, wide // _WAVE + 2))
        soft = cv2.resize(coarse.astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
        moved.append(soft)
    down, across = np.mgrid[0:high, 0:wide].astype(np.float32)
    bent = cv2.remap(
        drawn, across + moved[0], down + moved[1], cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return np.asarray(bent, dtype=np.uint8)
