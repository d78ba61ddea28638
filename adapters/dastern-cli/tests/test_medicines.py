"""
``dastern medicines``.
"""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from dastern_cli.main import app


def run(*arguments: str, lines: str = "") -> tuple[int, str, str]:
    """
    Run the command and give its exit code, stdout and stderr.
    """
    result = CliRunner().invoke(app, ["medicines", *arguments], input=lines, env={"COLUMNS": "200"})
    return result.exit_code, result.stdout, result.stderr


def document(*arguments: str) -> dict[str, Any]:
    """
    Run the command with --json and read what it printed.
    """
    code, out, _ = run(*arguments, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_found_with_a_typing_error() -> None:
    """
    By strength and form as well; the name that fits is given.
    """
    found = document("search", "dolipran", "--form", "sirop", "--strength", "120 mg/5 ml")["found"]

    assert ("paracetamol", "Doliprane", ["paracetamol"]) == (
        found[0]["name"],
        found[0]["found_as"],
        found[0]["substances"],
    )


def test_nothing_found_is_said_in_words() -> None:
    """
    An empty table would leave open whether the search worked.
    """
    code, out, _ = run("search", "zzzzzz")

    assert (0, True) == (code, out.startswith("Nothing in the formulary is like that"))


def test_look_alikes_are_told() -> None:
    """
    As JSON and in words.
    """
    _, out, _ = run("search", "predniso")

    assert ["prednisone", "prednisolone"] == document("search", "predniso")["alike"]
    assert "choose with care: prednisone, prednisolone" in out
    assert "…" not in out
    assert "not reviewed by a pharmacist" in out


def test_a_narrow_terminal_shortens_no_name() -> None:
    """
    Look-alikes differ in their ends alone.
    """
    arguments = ["medicines", "search", "predniso"]
    out = CliRunner().invoke(app, arguments, env={"COLUMNS": "80"}).stdout

    assert "…" not in out


def test_a_product_in_words() -> None:
    """
    A combination has no French name of its own.
    """
    _, out, _ = run("search", "augmentin", "--limit", "1")

    assert "500/125 mg" in out


def test_everything_of_a_category() -> None:
    """
    Without a name.
    """
    found = document("search", "--category", "Tuberculosis", "--limit", "100")["found"]

    assert {"rifampicin", "isoniazid"} <= {one["name"] for one in found}


def test_lines() -> None:
    """
    A query a line; a bad one is answered in its place.
    """
    queries = [
        {"text": "paracetmol", "limit": 1},
        {"text": 5},
        {"colour": "red"},
        {"limit": "many"},
        {"category": "boats"},
        {"strength": "much"},
    ]
    code, out, _ = run("search", "--jsonl", lines="\n".join(map(json.dumps, queries)))
    first, *rest = (json.loads(line) for line in out.splitlines())

    assert (0, "paracetamol") == (code, first["found"][0]["name"])
    assert ["text", "colour", "limit", "category", "strength"] == [
        one["error"]["field"] for one in rest
    ]


def test_everything_about_one() -> None:
    """
    Names, limits, interactions and sources.
    """
    shown = document("show", "metronidazole")
    (substance,) = shown["substances"]

    assert ("Flagyl" in shown["names"], "2400 mg", "with or after food") == (
        True,
        substance["limits"]["adult, in 24 hours"],
        substance["meal"],
    )
    assert "any vitamin k antagonist" in {one["with"] for one in substance["interactions"]}


def test_limits_of_a_child() -> None:
    """
    By weight.
    """
    (substance,) = document("show", "Doliprane")["substances"]

    assert "15 mg/kg" == substance["limits"]["child, at once"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Bactrim", ("sulfamethoxazole", "trimethoprim", "none in our data")),
        ("amlodipine", ("10 mg", "អាំឡូឌីពីន")),
        ("warfarin", ("any nsaid",)),
    ],
)
def test_in_words(name: str, told: tuple[str, ...]) -> None:
    """
    A table for each substance, and one of what it interacts with.
    """
    code, out, _ = run("show", name)

    assert 0 == code
    assert [] == [word for word in told if word not in out]


@pytest.mark.parametrize(("name", "near"), [("Dolipran", "paracetamol"), ("qqqqqqqq", "none")])
def test_no_such_medicine(name: str, near: str) -> None:
    """
    The error names look-alikes, where there are any.
    """
    code, out, _ = run("show", name, "--json")
    error = json.loads(out)["error"]

    assert (3, "not_found") == (code, error["code"])
    assert f"Look-alikes: {near}" in error["message"]
