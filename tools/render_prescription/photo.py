"""
Photo: what a phone's camera makes of a page.
"""

from typing import Final

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray
from tools.render_prescription.page import Box, Page

__all__ = ["Photo", "take_photo"]

# width and height in pixels: 1.35 megapixels, three to four as phones take them
PHOTO_SIZE: Final = (1008, 1344)
_TILT: Final = 0.022  # how far a corner strays, as a share of the photo's width
_MARGIN: Final = 0.02  # desk seen around the paper, as a share of the photo
_QUALITY: Final = 84
_BLUR: Final = 0.65  # deviation of the lens's blur, in pixels
_NOISE: Final = 2.2  # deviation of the sensor's noise, in grey levels
_PAPER_TINT: Final = (0.965, 0.99, 1.0)  # blue, green, red
_DESK_TINT: Final = (0.845, 0.94, 1.0)

Pixels = NDArray[np.float32]


@attrs.frozen(kw_only=True)
class Photo:
    """
    A photo and where each point of the page lies on it.

    Args:
        jpeg: The file's bytes.
        homography: The 3x3 map from page to photo pixels.
    """

    jpeg: bytes
    homography: NDArray[np.float64]

    def quad(self, box: Box) -> list[list[int]]:
        """
        Give a box of the page as its four corners on the photo, clockwise from top left.
        """
        left, top, right, bottom = box
        corners = np.array(
            [[[left, top], [right, top], [right, bottom], [left, bottom]]], dtype=float
        )
        moved = cv2.perspectiveTransform(corners, self.homography)[0]
        return [[round(float(x)), round(float(y))] for x, y in moved]


def _clouds(rng: np.random.Generator, *, grains: int) -> Pixels:
    """
    Give smooth noise of mean 0 and deviation 1; more grains, finer noise.
    """
    width, height = PHOTO_SIZE
    coarse = rng.standard_normal((grains * height // width + 1, grains)).astype(np.float32)
    smooth = cv2.resize(coarse, PHOTO_SIZE, interpolation=cv2.INTER_CUBIC)
    return np.asarray((smooth - smooth.mean()) / smooth.std(), dtype=np.float32)


def _aim(rng: np.random.Generator, page_shape: tuple[int, ...]) -> NDArray[np.float64]:
    (high, wide), (width, height) = page_shape, PHOTO_SIZE
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
    share = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (1 - 2 * _MARGIN) + _MARGIN
    seen = share * (width, height) + rng.uniform(-_TILT, _TILT, (4, 2)) * width
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


def _scene(
    rng: np.random.Generator, page: Page, homography: NDArray[np.float64]
) -> tuple[Pixels, NDArray[np.bool_]]:
    """
    Give the greys of sheet and desk in even light, and where the sheet lies.
    """
    # the photo is smaller than the page: soften first, or thin strokes break up
    flat = cv2.GaussianBlur(page.pixels.astype(np.float32), (0, 0), 0.7)
    ink = cv2.warpPerspective(flat, homography, PHOTO_SIZE, flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.ones_like(flat), homography, PHOTO_SIZE)
    paper = 0.9 * ink + 1.6 * _clouds(rng, grains=PHOTO_SIZE[0] // 2) + _creases(rng, count=7)
    desk = 96 + 9 * _clouds(rng, grains=24) + 4 * _clouds(rng, grains=300)
    cast_shadow = 1.08 - 0.4 * cv2.GaussianBlur(cover, (0, 0), 9)
    on_sheet = np.asarray(cover.round() == 1)
    return np.where(on_sheet, paper, desk * cast_shadow).astype(np.float32), on_sheet


def _light(rng: np.random.Generator) -> Pixels:
    """
    Give the light of one window: a slope across the photo, and some unevenness.
    """
    width, height = PHOTO_SIZE
    across = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    down = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    slope = rng.uniform(-0.22, 0.22) * across + rng.uniform(-0.22, 0.22) * down
    return np.asarray(0.94 + slope + 0.035 * _clouds(rng, grains=5), dtype=np.float32)


def take_photo(page: Page, *, seed: int) -> Photo:
    """
    Photograph a page on a desk, slightly askew, in the light of one window.

    Args:
        page: The drawn page.
        seed: What all chance follows from: the same seed, the same bytes.
    """
    rng = np.random.default_rng(seed)
    homography = _aim(rng, page.pixels.shape)
    grey, on_sheet = _scene(rng, page, homography)
    tint = np.where(on_sheet[..., None], _PAPER_TINT, _DESK_TINT)
    lit = ((grey * _light(rng))[..., None] * tint).astype(np.float32)
    noisy = cv2.GaussianBlur(lit, (0, 0), _BLUR) + rng.normal(0, _NOISE, lit.shape)
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return Photo(jpeg=jpeg.tobytes(), homography=homography)
