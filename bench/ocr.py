"""
What a page costs: seconds and memory, against Tesseract and plain rapidocr on the same pages.

Run ``python bench/ocr.py [PHOTO ...]``; without photos the bundled sample is read three times.
Each reader runs in a process of its own and reads all pages in turn; loading is told apart.
The plain engines give lines of text. ``dastern`` gives a draft: which medicine, how much, when,
and what to check. A photo with its truth beside it as JSON (``tools.render_prescription``)
also tells how many of its medicines' names were found in what was read.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from dastern_core.ocr import draft_json, read
from dastern_core.ocr.truth import parse_truth

_TIMES = 3
_MEGABYTE = 1_000_000
_RSS = 1 if sys.platform == "darwin" else 1024  # bytes in a unit of ru_maxrss

_Read = Callable[[Path], str]


def _dastern() -> _Read:
    from dastern_ocr import CombinedRecognizer, decode_image  # noqa: PLC0415 - measured apart

    recognizer = CombinedRecognizer.load()
    return lambda path: json.dumps(
        draft_json(read(decode_image(path.read_bytes()), recognizer=recognizer)), ensure_ascii=False
    )


def _dastern_with_tesseract() -> _Read:
    from dastern_ocr import TesseractRecognizer, decode_image  # noqa: PLC0415 - measured apart

    recognizer = TesseractRecognizer.load()
    return lambda path: json.dumps(
        draft_json(read(decode_image(path.read_bytes()), recognizer=recognizer)), ensure_ascii=False
    )


def _tesseract() -> _Read:
    program = str(shutil.which("tesseract"))
    alone = os.environ | {"OMP_THREAD_LIMIT": "1"}  # with more it waits by spinning

    def text(path: Path) -> str:
        command = [program, str(path), "stdout", "-l", "khm+eng"]
        done = subprocess.run(command, capture_output=True, check=True, env=alone)  # noqa: S603 - the system's program
        return done.stdout.decode()

    return text


def _rapidocr() -> _Read:
    from rapidocr import RapidOCR  # noqa: PLC0415 - measured apart

    engine = RapidOCR(params={"Global.log_level": "critical"})
    return lambda path: " ".join(getattr(engine(str(path)), "txts", None) or ())


READERS = {
    "dastern": (_dastern, lambda: find_spec("dastern_ocr") is not None),
    "rapidocr": (_rapidocr, lambda: find_spec("rapidocr") is not None),
    "tesseract": (_tesseract, lambda: shutil.which("tesseract") is not None),
    "dastern, tesseract": (_dastern_with_tesseract, lambda: shutil.which("tesseract") is not None),
}


def _processor_seconds() -> float:
    own, others = os.times()[:2], os.times()[2:4]
    return sum(own) + sum(others)


def _names(path: Path) -> list[str]:
    truth = path.with_suffix(".json")
    if not truth.is_file():
        return []
    rows = parse_truth(truth.read_text(encoding="utf-8")).rows
    return [row.cells["name"].split()[0] for row in rows if row.cells.get("name")]


def _measure(reader: str, paths: list[Path]) -> None:
    """
    Read all pages in this process, and print the figures as JSON.
    """
    began = time.perf_counter()
    text_of = READERS[reader][0]()
    loaded = time.perf_counter() - began
    wall, processor, found, printed = [], [], 0, 0
    for path in paths:
        before, busy = time.perf_counter(), _processor_seconds()
        text = text_of(path)
        wall.append(time.perf_counter() - before)
        processor.append(_processor_seconds() - busy)
        names = _names(path)
        printed += len(names)
        found += sum(name.casefold() in text.casefold() for name in names)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    figures = {
        "load": loaded,
        "wall": wall,
        "processor": processor,
        "megabytes": (own + others) * _RSS / _MEGABYTE,
        "names": f"{found}/{printed}" if printed else "-",
    }
    print(json.dumps(figures))


def _compare(paths: list[Path]) -> None:
    print(f"{len(paths)} pages, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    heads = ("load s", "s/page", "worst", "cpu s/page", "MB", "names")
    print(f"{'reader':20}" + "".join(f"{head:>12}" for head in heads))
    for name, (_, is_here) in READERS.items():
        if not is_here():
            print(f"{name:20}{'absent: not installed here':>30}")
            continue
        command = [sys.executable, __file__, "--reader", name, *map(str, paths)]
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - this script
        figures = json.loads(done.stdout)
        told = (
            f"{figures['load']:.2f}",
            f"{statistics.mean(figures['wall']):.2f}",
            f"{max(figures['wall']):.2f}",
            f"{statistics.mean(figures['processor']):.2f}",
            f"{figures['megabytes']:.0f}",
            figures["names"],
        )
        print(f"{name:20}" + "".join(f"{one:>12}" for one in told), flush=True)


def main() -> None:
    """
    Compare all readers, or measure one where the arguments name it.
    """
    arguments = sys.argv[1:]
    if arguments[:1] == ["--reader"]:
        _measure(arguments[1], [Path(one) for one in arguments[2:]])
        return
    sample = Path(str(files("dastern_cli") / "samples" / "prescription.jpg"))
    _compare([Path(one) for one in arguments] or [sample] * _TIMES)


if __name__ == "__main__":
    main()
