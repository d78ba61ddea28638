"""
The command as a whole: its groups, its help, its exit codes.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

import dastern_cli
from dastern_cli.main import app


def commands(
    command: TyperGroup | TyperCommand, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """
    Give the words of every command that does something.
    """
    if isinstance(command, TyperGroup):
        context = command.make_context("dastern", [], resilient_parsing=True)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert isinstance(found, TyperGroup | TyperCommand)
            yield from commands(found, (*path, name))
    else:
        yield path


README = Path(__file__).parents[1] / "README.md"
COMMANDS = sorted(commands(typer.main.get_group(app)))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """
    Run the command in a process of its own.
    """
    return subprocess.run(
        [sys.executable, "-m", "dastern_cli", *arguments],
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_teaches_and_speaks_json(path: tuple[str, ...]) -> None:
    """
    Its help says what it does and offers JSON.
    """
    shown = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})

    assert 0 == shown.exit_code
    assert "--json" in shown.output
    assert len(shown.output.splitlines()) > 5


@pytest.mark.parametrize("width", [60, 80, 159, 160])
@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_cuts_no_options_name(path: tuple[str, ...], width: int) -> None:
    """
    However narrow the terminal is, what is named can be typed as it stands there.
    """
    shown = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": str(width)})

    assert [] == re.findall(r"-\w*…|\[bold|\[/\]", shown.output)


def test_the_readme_names_every_command() -> None:
    """
    Its table has a row for each, and none for another.
    """
    named = set()
    for row in README.read_text().splitlines():
        if row.startswith("| `dastern "):
            first, *others = re.findall(r"`([^`]*)`", row.split("|")[1])
            words = [word for word in first.split()[1:] if word.islower() and word[0] != "-"]
            named.add(tuple(words))
            named |= {(*words[:-1], other.split()[0]) for other in others}

    assert named == set(COMMANDS)


def test_version_is_that_of_the_core() -> None:
    """
    One line, with the version.
    """
    done = run("--version")

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("dastern 0.")


def test_wrong_usage_has_its_own_exit_code() -> None:
    """
    An unknown command is 2, and says so on stderr alone.
    """
    done = run("prescribe")

    assert (2, "") == (done.returncode, done.stdout)
    assert "prescribe" in done.stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"just text", b"%PDF-1.7 renamed", b"\xff\xd8\xff\xe0 cut off"],
    ids=["empty", "text", "pdf", "truncated"],
)
def test_a_faulty_picture_is_an_error_in_json_too(tmp_path: Path, content: bytes) -> None:
    """
    Exit code 3, the field named in one JSON document, stderr empty.
    """
    picture = tmp_path / "page.jpg"
    picture.write_bytes(content)
    done = run("scan", str(picture), "--json")
    error = json.loads(done.stdout)["error"]

    assert (3, "", "image") == (done.returncode, done.stderr, error["field"])


def test_a_failure_outside_has_its_own_exit_code(tmp_path: Path) -> None:
    """
    A data folder that is a file cannot hold a database: exit code 4, with the reason.
    """
    occupied = tmp_path / "data"
    occupied.write_text("not a folder")
    done = run("demo", "--json", "--data", str(occupied), "--out", str(tmp_path / "out"))
    error = json.loads(done.stdout)["error"]

    assert 4 == done.returncode
    assert str(occupied) in error["message"]


def test_an_output_that_takes_nothing_is_a_failure_outside() -> None:
    """
    A full device under standard output: exit code 4 and one line, no traceback.
    """
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "dastern_cli", "khqr", "encode", "--json"),
                *("--account", "name@bank", "--name", "Shop"),
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )

    assert 4 == done.returncode
    assert 1 == len(done.stderr.splitlines())


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """
    An overlay for a folder that cannot be: exit code 4, the path in the message.
    """
    sample = Path(dastern_cli.__file__).parent / "samples" / "prescription.jpg"
    (tmp_path / "file").write_text("no folder")
    target = tmp_path / "file" / "overlay.png"
    done = run("scan", str(sample), "--json", "--overlay", str(target))
    error = json.loads(done.stdout)["error"]

    assert (4, "unwritable_file") == (done.returncode, error["code"])
    assert str(target) in error["message"]


def test_square_brackets_in_a_path_are_shown_as_they_are(tmp_path: Path) -> None:
    """
    A message shows the path itself, also one that looks like markup.
    """
    occupied = tmp_path / "[red]" / "data"
    occupied.parent.mkdir()
    occupied.write_text("not a folder")
    done = run("demo", "--data", str(occupied), "--out", str(tmp_path / "out"))

    assert 4 == done.returncode
    assert str(occupied) in done.stderr
