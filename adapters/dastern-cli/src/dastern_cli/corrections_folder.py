"""
The folder of corrections: what people corrected, kept on this machine and sent nowhere.

Each correction is two files named by its id, ``ID.json`` and, where the print was cut out,
``ID.png``; only their owner can read them.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import attrs

from dastern_cli.files import UnwritableFileError, write_whole
from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.ocr import Correction

__all__ = ["KeptCorrection", "default_folder", "delete", "export", "keep", "kept"]

_ID = re.compile(r"[0-9a-f]{16}")
_MOST = 100_000  # corrections in a folder: export and delete before there are more
_FIELDS = ("id", "kept_on", "part", "text", "before", "after", "engine")
_DAWN = (1980, 1, 1, 0, 0, 0)  # the earliest time of a ZIP: the same corrections, the same bytes


@attrs.frozen(kw_only=True)
class KeptCorrection:
    """
    A correction in the folder.

    Args:
        id: Its name.
        kept_on: When it was taken in, an ISO date.
        part: Which value of a row, such as ``doses.morning``.
        text: As read.
        before: The value that was made of it, or None.
        after: The value as confirmed, or None.
        engine: What read it, or None.
        crop: The file of its print, or None.
    """

    id: str
    kept_on: str
    part: str
    text: str
    before: str | None
    after: str | None
    engine: str | None
    crop: Path | None

    def fields(self) -> dict[str, str | None]:
        """
        Give it as JSON, its print by the name that it has in an export.
        """
        told: dict[str, str | None] = {name: getattr(self, name) for name in _FIELDS}
        return {**told, "crop": None if self.crop is None else f"crops/{self.crop.name}"}


def default_folder() -> Path:
    """
    Tell where a user's corrections belong: below the platform's folder for a user's data.
    """
    import platformdirs  # noqa: PLC0415 - whoever keeps nothing needs it not

    return platformdirs.user_data_path("dastern") / "corrections"


def keep(folder: Path, corrections: Iterable[Correction], *, on: date) -> int:
    """
    Keep corrections; one that is there already stays as it is.

    Args:
        folder: Made where it is missing, for its owner alone.
        corrections: What to keep.
        on: The day.

    Returns:
        How many are new.

    Raises:
        UnwritableFileError: The folder does not take them, or holds 100,000.
    """
    new = [one for one in corrections if not (folder / f"{one.id}.json").exists()]
    if not new:
        return 0
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder} cannot be made ({error.strerror}). Choose another with --corrections."
        raise UnwritableFileError(message) from error
    if len(list(folder.glob("*.json"))) + len(new) > _MOST:
        message = f"{folder} holds {_MOST} corrections. Export and delete them."
        raise UnwritableFileError(message)
    for one in new:
        told = {
            "id": one.id,
            "kept_on": on.isoformat(),
            "part": one.part,
            "text": one.text,
            "before": one.before,
            "after": one.after,
            "engine": one.engine,
        }
        if one.crop is not None:
            write_whole(folder / f"{one.id}.png", one.crop)
        write_whole(folder / f"{one.id}.json", json.dumps(told, ensure_ascii=False).encode())
    return len(new)


def kept(folder: Path) -> tuple[KeptCorrection, ...]:
    """
    Read what is kept, the oldest first; nothing where there is no folder.

    Raises:
        InvalidInputError: A file of the folder is no correction; the fault names it.
    """
    paths = sorted(folder.glob("*.json"))[:_MOST]
    return tuple(sorted(map(_read, paths), key=lambda one: (one.kept_on, one.id)))


def _read(path: Path) -> KeptCorrection:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        texts = {name: told[name] for name in _FIELDS}
        date.fromisoformat(texts["kept_on"])
        known = texts["id"] == path.stem and all(
            isinstance(text, str) or (text is None and name in {"before", "after", "engine"})
            for name, text in texts.items()
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_correction(path) from error
    if not known:
        raise _no_correction(path)
    crop = path.with_suffix(".png")
    return KeptCorrection(**texts, crop=crop if crop.is_file() else None)


def _no_correction(path: Path) -> InvalidInputError:
    remedy = "Take it out of the folder."
    return InvalidInputError(Fault(field=str(path), problem="is no correction", remedy=remedy))


def export(found: Sequence[KeptCorrection]) -> bytes:
    """
    Give corrections as a ZIP file: ``corrections.jsonl``, and the prints below ``crops/``.

    The same corrections give the same bytes.
    """
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        lines = [json.dumps(one.fields(), ensure_ascii=False) + "\n" for one in found]
        archive.writestr(zipfile.ZipInfo("corrections.jsonl", _DAWN), "".join(lines))
        for one in found:
            if one.crop is not None:
                name = zipfile.ZipInfo(f"crops/{one.crop.name}", _DAWN)
                archive.writestr(name, one.crop.read_bytes())
    return file.getvalue()


def delete(folder: Path, ids: Iterable[str]) -> int:
    """
    Delete corrections by their ids.

    Returns:
        How many there were.

    Raises:
        InvalidInputError: An id is none, or none of the folder; nothing is deleted then.
        UnwritableFileError: A file cannot be deleted.
    """
    told = sorted(set(ids))
    unknown = [
        one for one in told if not _ID.fullmatch(one) or not (folder / f"{one}.json").exists()
    ]
    if unknown:
        remedy = "See `dastern corrections list`."
        raise InvalidInputError(
            *(
                Fault(field="id", problem=f"is not kept: {one[:40]}", remedy=remedy)
                for one in unknown
            )
        )
    try:
        for one in told:
            (folder / f"{one}.png").unlink(missing_ok=True)
            (folder / f"{one}.json").unlink()
    except OSError as error:
        message = f"{folder} does not let its files be deleted ({error.strerror})."
        raise UnwritableFileError(message) from error
    return len(told)
