"""
The command line without its extras.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dastern_cli.parts import PARTS

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
STATIC = (
    "00020101021129190015john_smith@devb5204599953031165802KH5910John Smith6010Phnom Penh63046BFA"
)
HEAVY = {
    "analytics": ("dastern_analytics", "duckdb", "ibis", "pyarrow"),
    "audit": ("cryptography",),
    "bakong": ("dastern_bakong", "httpx", "pybreaker", "stamina"),
    "ocr": ("cv2", "dastern_ocr", "numpy", "onnxruntime", "rapidfuzz", "rapidocr"),
    "pictures": ("PIL", "fontpkg", "matplotlib", "resvg_py"),
    "postgres": ("alembic", "dastern_postgres", "platformdirs", "psycopg", "sqlalchemy"),
    "search": ("rapidfuzz",),
}


def run(*arguments: str, without: tuple[str, ...] = tuple(HEAVY)) -> tuple[int, str, str]:
    """
    Run the command in a process that cannot import what some extras bring.
    """
    blocked = [name for part in without for name in HEAVY[part]]
    script = (
        f"import sys; sys.modules.update(dict.fromkeys({blocked})); "
        "from dastern_cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, check=False, text=True
    )
    return done.returncode, done.stdout, done.stderr


def test_the_base_is_light() -> None:
    """
    Whoever writes payment codes installs the core, two packages for the command, and segno.
    """
    assert ["attrs", "dastern-core[qr]", "rich", "typer"] == [
        name.partition(">")[0] for name in PROJECT["dependencies"]
    ]


def test_every_part_is_an_extra() -> None:
    """
    What a message tells to install can be installed, and all of it at once.
    """
    extras = PROJECT["optional-dependencies"]

    assert {*PARTS, "all"} == extras.keys()
    assert [f"dastern-cli[{','.join(sorted(PARTS))}]"] == extras["all"]
    assert all(PARTS[part] in names for part, names in HEAVY.items())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("--help",),
        ("khqr", "encode", "--account", "a@b", "--name", "N", "--draw"),
        ("khqr", "decode", STATIC),
        ("khqr", "verify", STATIC),
        ("khqr", "card", STATIC, "--out", "card.svg"),
        ("schedule", "expand", "--sig", "1-0-1", "--start", "2026-06-15"),
        ("schedule", "check", "--medicine", "Doliprane 1 g: 1-0-1", "--start", "2026-06-15"),
        ("adherence", "--help"),
    ],
    ids=" ".join,
)
def test_the_base_does_its_work_alone(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Payment codes, schedules and adherence need no extra.
    """
    monkeypatch.chdir(tmp_path)
    code, _, complaint = run(*arguments)

    assert (0, "") == (code, complaint)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("demo",), "audit,ocr,pictures,postgres"),
        (("scan", "page.jpg", "--overlay", "out.png"), "ocr"),
        (("ocr", "evaluate", "folder"), "ocr,pictures"),
        (("audit", "verify", "log.jsonl", "--key", "k"), "audit"),
        (("medicines", "search", "dolipran"), "search"),
        (("khqr", "card", STATIC, "--out", "card.png"), "pictures"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else value,
)
def test_an_absent_part_is_named_with_its_command(
    arguments: tuple[str, ...], parts: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Exit 4 as for every failure outside, and the line that installs it, in JSON too.
    """
    monkeypatch.chdir(tmp_path)
    folders = "".join(
        f" ./adapters/dastern-{name}"
        for part in parts.split(",")
        for name in {"ocr": ["ocr"], "postgres": ["postgres", "storage"]}.get(part, [])
    )
    command = f"pip install .{folders} './adapters/dastern-cli[{parts}]'"
    message = f"This needs more: in a clone, {command}"
    code, out, told = run(*arguments)
    code_too, as_json, _ = run(*arguments, "--json")

    assert (4, "", f"error {message}\n") == (code, out, told)
    assert (4, "missing_part", message) == (
        code_too,
        *(json.loads(as_json)["error"][name] for name in ("code", "message")),
    )
    assert [] == [*tmp_path.iterdir()]


def test_reading_needs_only_its_own_part() -> None:
    """
    A scan runs without database, log and letters; only its overlay asks for those, at once.
    """
    others = tuple(part for part in HEAVY if part not in {"ocr", "pictures", "search"})
    missing, _, told = run("scan", "missing.jpg", without=others)
    refused, _, more = run("scan", "missing.jpg", "--overlay", "x.png", without=("pictures",))

    assert (3, True) == (missing, "missing.jpg" in told)
    assert (4, True) == (refused, "dastern-cli[pictures]" in more)
