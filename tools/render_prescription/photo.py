"""
Photo: what a phone's camera makes of a page.
"""

from typing import Final

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray
from tools.render_prescription.conditions import PLAIN, Condition
from tools.render_prescription.page import Page
from tools.render_prescription.tables import Box

__all__ = ["Photo", "take_photo"]

PHOTO_SIZE: Final = (1008, 1344)  # pixels: 1.35 megapixels, three to four
_TILT: Final = 0.022  # how far a corner strays, as a share of the photo's width
_MARGIN: Final = 0.02  # desk seen around the paper, as a share of the photo
_PAPER_TINT: Final = (0.965, 0.99, 1.0)  # blue, green, red
_DESK_TINT: Final = (0.845, 0.94, 1.0)
_FOLD_SHADE: Final = 0.16  # the light that the half turned away from the window loses
_SHADOW_EDGE: Final = 0.05  # of the photo's width: how soft a shadow's edge is

Pixels = NDArray[np.float32]


@attrs.frozen(kw_only=True)
class _Bend:
    """
    A sheet that hangs or is folded: each column of the page moves down.
    """

    bow: float
    fold: float
    crease: float
    width: int

    def drop(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """
        Give by how many pixels the points at ``x`` move down.
        """
        along = x / self.width
        hanging = self.bow * np.sin(np.pi * np.clip(along, 0, 1))
        folded = self.fold * np.clip((along - self.crease) / (1 - self.crease), 0, 1)
        return np.asarray((hanging + folded) * self.width, dtype=np.float64)

    def bent(self, flat: Pixels, *, border: float) -> Pixels:
        high, wide = flat.shape[:2]
        down, across = np.mgrid[0:high, 0:wide].astype(np.float64)
        return np.asarray(
            cv2.remap(
                flat,
                across.astype(np.float32),
                (down - self.drop(across)).astype(np.float32),
                cv2.INTER_CUBIC,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=(border, border, border),
            ),
            dtype=np.float32,
        )


@attrs.frozen(kw_only=True)
class Photo:
    """
    A photo and where each point of the page lies on it.

    Args:
        jpeg: The file's bytes.
        homography: The 3x3 map from the bent page to pixels before scaling and turning.
        bend: How the sheet lies.
        condition: How it was taken.
    """

    jpeg: bytes
    homography: NDArray[np.float64]
    bend: _Bend
    condition: Condition
    corner: tuple[int, int] = (0, 0)

    def quad(self, box: Box) -> list[list[int]]:
        """
        Give a box's four corners on the photo, clockwise from its top left on the page.
        """
        left, top, right, bottom = box
        corners = np.array(
            [[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64
        )
        corners[:, 1] += self.bend.drop(corners[:, 0])
        moved = cv2.perspectiveTransform(corners[None], self.homography)[0] * self.condition.scale
        width, height = (round(side * self.condition.scale) for side in PHOTO_SIZE)
        for _ in range(self.condition.quarters):
            moved = np.stack([moved[:, 1], width - 1 - moved[:, 0]], axis=1)
            width, height = height, width
        return [[round(float(x)), round(float(y))] for x, y in moved - self.corner]


def _clouds(rng: np.random.Generator, *, grains: int) -> Pixels:
    """
    Give smooth noise of mean 0 and deviation 1; more grains, finer noise.
    """
    width, height = PHOTO_SIZE
    coarse = rng.standard_normal((grains * height // width + 1, grains)).astype(np.float32)
    smooth = cv2.resize(coarse, PHOTO_SIZE, interpolation=cv2.INTER_CUBIC)
    return np.asarray((smooth - smooth.mean()) / smooth.std(), dtype=np.float32)


def _aim(
    rng: np.random.Generator, page_shape: tuple[int, ...], condition: Condition, *, side: float
) -> NDArray[np.float64]:
    (high, wide), (width, height) = page_shape, PHOTO_SIZE
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
    share = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (1 - 2 * _MARGIN) + _MARGIN
    seen = share * (width, height) + rng.uniform(-_TILT, _TILT, (4, 2)) * width
    if condition.perspective:
        top = 0 if side > 0 else 2  # the upper or the lower edge is the farther one
        inward = condition.perspective * width / 2
        left, right = (top, top + 1) if side > 0 else (top + 1, top)
        seen[left, 0] += inward
        seen[right, 0] -= inward
    if condition.tilt:
        angle = np.radians(condition.tilt) * side
        turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        seen = (seen - seen.mean(axis=0)) @ turned.T
        seen *= min((np.array(PHOTO_SIZE) * (1 - _MARGIN)) / np.ptp(seen, axis=0))
        seen += (np.array(PHOTO_SIZE) - seen.min(axis=0) - seen.max(axis=0)) / 2
    return np.asarray(cv2.getPerspectiveTransform(flat, seen.astype(np.float32)), dtype=np.float64)


def _creases(rng: np.random.Generator, *, count: int) -> Pixels:
    """
    Give the light and dark sides of faint folds across the sheet.
    """
    width, height = PHOTO_SIZE
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    folds = np.zeros((height, width), dtype=np.float32)
    for _ in range(count):
        angle = rng.normal(0, 0.25) + rng.integers(0, 2) * np.pi / 2
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        distance = (across - x) * np.sin(angle) - (down - y) * np.cos(angle)
        near = np.exp(-((distance / 9) ** 2))
        folds += near * np.sign(distance) * rng.uniform(1.5, 4.0)
    return folds


def _printed(page: Page, bend: _Bend, condition: Condition) -> tuple[Pixels, Pixels]:
    """
    Give the greys of the sheet as it lies, and where it is.
    """
    flat = 255 - condition.toner * (255 - page.pixels.astype(np.float32))
    cover = np.ones_like(flat)
    if bend.bow or bend.fold:
        return bend.bent(flat, border=255), bend.bent(cover, border=0)
    return flat, cover


def _scene(
    rng: np.random.Generator,
    printed: tuple[Pixels, Pixels],
    homography: NDArray[np.float64],
) -> tuple[Pixels, NDArray[np.bool_]]:
    """
    Give the greys of sheet and desk in even light, and where the sheet lies.
    """
    flat, sheet = printed
    # the photo is smaller than the page: soften first, or thin strokes break up
    soft = cv2.GaussianBlur(flat, (0, 0), 0.7)
    ink = cv2.warpPerspective(soft, homography, PHOTO_SIZE, flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(sheet, homography, PHOTO_SIZE)
    paper = 0.9 * ink + 1.6 * _clouds(rng, grains=PHOTO_SIZE[0] // 2) + _creases(rng, count=7)
    desk = 96 + 9 * _clouds(rng, grains=24) + 4 * _clouds(rng, grains=300)
    cast_shadow = 1.08 - 0.4 * cv2.GaussianBlur(cover, (0, 0), 9)
    on_sheet = np.asarray(cover.round() == 1)
    return np.where(on_sheet, paper, desk * cast_shadow).astype(np.float32), on_sheet


def _kept(page: Page, whole: Photo) -> tuple[slice, slice]:
    """
    Give the rows and the columns of pixels that are left where a picture is cut.
    """
    table = page.tables[-1] if whole.condition.cut == "bottom" else page.tables[0]
    cells = {
        "top": table.header,
        "bottom": table.rows[-1],
        "left": [table.header[0]],
        "right": [table.header[-1]],
    }.get(whole.condition.cut)
    if cells is None:
        return slice(None), slice(None)
    x, y = np.mean([corner for cell in cells for corner in whole.quad(cell.box)], axis=0)
    return {
        "top": (slice(round(y), None), slice(None)),
        "bottom": (slice(None, round(y)), slice(None)),
        "left": (slice(None), slice(round(x), None)),
        "right": (slice(None), slice(None, round(x))),
    }[whole.condition.cut]


def _light(rng: np.random.Generator) -> Pixels:
    """
    Give the light of one window: a slope across the photo, and some unevenness.
    """
    width, height = PHOTO_SIZE
    across = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    down = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    slope = rng.uniform(-0.22, 0.22) * across + rng.uniform(-0.22, 0.22) * down
    return np.asarray(0.94 + slope + 0.035 * _clouds(rng, grains=5), dtype=np.float32)


def _shade(rng: np.random.Generator, condition: Condition, bend: _Bend) -> Pixels:
    """
    Give the share of light that a shadow and a fold leave.
    """
    width, height = PHOTO_SIZE
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    beyond = (across - 0.5) * np.cos(angle) + (down - 0.5) * np.sin(angle)
    covered = 1 / (1 + np.exp(-beyond / _SHADOW_EDGE))
    left = np.asarray(1 - condition.shadow * covered, dtype=np.float32)
    if bend.fold:
        left *= np.where(across > bend.crease, 1 - _FOLD_SHADE, 1.0).astype(np.float32)
    return np.asarray(condition.exposure * left, dtype=np.float32)


def take_photo(page: Page, *, seed: int, condition: Condition = PLAIN) -> Photo:
    """
    Photograph a page on a desk, slightly askew, in the light of one window.

    Args:
        page: The drawn page.
        seed: What all chance follows from: the same seed, the same bytes.
        condition: What goes wrong.
    """
    rng = np.random.default_rng(seed)
    more = np.random.default_rng((seed, 1))  # leaves the chance of a plain photo as it is
    side = float(more.choice((-1, 1)))
    bend = _Bend(
        bow=condition.bow,
        fold=condition.fold,
        crease=float(more.uniform(0.35, 0.65)),
        width=page.pixels.shape[1],
    )
    homography = _aim(rng, page.pixels.shape, condition, side=side)
    grey, on_sheet = _scene(rng, _printed(page, bend, condition), homography)
    tint = np.where(on_sheet[..., None], _PAPER_TINT, _DESK_TINT)
    light = _light(rng) * _shade(more, condition, bend)
    lit = ((grey * light)[..., None] * tint).astype(np.float32)
    if page.stamp is not None:
        stamp = page.stamp.astype(np.float32)
        stamp = bend.bent(stamp, border=255) if bend.bow or bend.fold else stamp
        lit *= cv2.warpPerspective(stamp, homography, PHOTO_SIZE, borderValue=(255,) * 3) / 255
    noise = rng.normal(0, condition.noise, lit.shape)
    noisy = cv2.GaussianBlur(lit, (0, 0), condition.blur) + noise
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    if condition.scale != 1:
        kind = cv2.INTER_AREA if condition.scale < 1 else cv2.INTER_CUBIC
        scale = condition.scale
        pixels = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=kind))
    whole = Photo(jpeg=b"", homography=homography, bend=bend, condition=condition)
    rows, columns = _kept(page, whole)
    pixels = np.ascontiguousarray(np.rot90(pixels, condition.quarters)[rows, columns])
    _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, condition.quality])
    corner = (columns.start or 0, rows.start or 0)
    return attrs.evolve(whole, jpeg=jpeg.tobytes(), corner=corner)
