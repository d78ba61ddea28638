"""
The commands ``dastern medicines``: what a medicine is, and which ones there are.
"""

from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from dastern_cli.json_lines import Row, serve_lines
from dastern_cli.output import console, declared_errors, print_json
from dastern_core.kernel import (
    Fault,
    InvalidInputError,
    NotFoundError,
    decimal_text,
)
from dastern_core.medicines import Category, Product, Substance, parse_strength
from dastern_core.medicines.formulary import FORMULARY
from dastern_core.medicines.search import Matches, MedicineMatch, search, search_index

__all__ = ["app"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Medicines by any of their names, with limits, interactions and sources.",
)

_INDEX: Final = search_index(FORMULARY)
_STANDING: Final = (
    f"Data {FORMULARY.version} of {FORMULARY.entered_on}, not reviewed by a pharmacist."
)
_FIELDS: Final = ("text", "form", "strength", "category", "limit")


@app.command("search")
def search_command(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A name, whole, begun or misspelled.")] = "",
    *,
    form: Annotated[str | None, typer.Option(help="Such as tablet, sirop or គ្រាប់.")] = None,
    strength: Annotated[str | None, typer.Option(help="Such as 500 mg.")] = None,
    category: Annotated[
        str | None, typer.Option(help="; ".join(one.value for one in Category))
    ] = None,
    limit: Annotated[int, typer.Option(help="How many at most, 1 to 100.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="A query a line on stdin, an answer a line.")
    ] = False,
) -> None:
    """
    Find medicines by English, French, brand or Khmer names, typing errors allowed.

    With --jsonl each line of stdin is {"text": "paracetmol", "form": "syrup", "limit": 5},
    and each line of stdout its answer. Names that come too near each other to choose are
    listed as alike.
    """
    if as_lines:
        serve_lines(context, _answer)
        return
    given: Row = {
        "text": text,
        "form": form,
        "strength": strength,
        "category": category,
        "limit": limit,
    }
    with declared_errors(as_json=as_json):
        matches = _found(given)
    if as_json:
        print_json(_matches_value(matches))
        return
    people = console(as_json=False)
    if not matches.found:
        people.print("Nothing in the formulary is like that; it may still be a medicine.")
        return
    table = Table("Medicine", "Found as", "French", "Khmer", "Forms", "Strengths", "Likeness")
    for column in table.columns:
        column.overflow = "fold"  # two names may differ in their ends alone
    for match in matches.found:
        entry = match.entry
        substance = entry if isinstance(entry, Substance) else None
        table.add_row(
            escape(entry.name),
            escape(match.name),
            escape(substance.french) if substance else "",
            " ".join(_khmer(substance)[:1]) if substance else "",
            ", ".join(entry.forms),
            ", ".join(map(str, entry.strengths)),
            f"{match.likeness:.0%}",
        )
    people.print(table)
    if matches.alike:
        names = ", ".join(one.entry.name for one in matches.alike)
        people.print(f"[yellow]check[/] These look alike; choose with care: {escape(names)}.")
    people.print(_STANDING)


@app.command("show")
def show_command(
    name: Annotated[str, typer.Argument(help="Any of its names, spelled right.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Show what is known of a medicine: names, limits, interactions, and the sources.
    """
    with declared_errors(as_json=as_json):
        entry = FORMULARY.entry(name)
        if entry is None:
            near = ", ".join(one.entry.name for one in search(name[:200], index=_INDEX).found[:3])
            message = f"There is no medicine of that name. Look-alikes: {near or 'none'}."
            raise NotFoundError(message)
    if as_json:
        print_json(_entry_value(entry))
        return
    people = console(as_json=False)
    for substance in FORMULARY.substances_of(entry):
        people.print(_substance_table(substance))
        interactions = _interactions_of(substance)
        if interactions:
            people.print(_interactions_table(interactions))
    people.print(_STANDING)


def _answer(fields: Row) -> Row:
    faults = [
        Fault(field=name, problem="is not known here", remedy=f"Use {', '.join(_FIELDS)}.")
        for name in fields
        if name not in _FIELDS
    ]
    if faults:
        raise InvalidInputError(*faults)
    return _matches_value(_found(fields))


def _found(fields: Row) -> Matches:
    limit = fields.get("limit", 10)
    if type(limit) is not int:
        remedy = "Write a whole number from 1 to 100."
        raise InvalidInputError(Fault(field="limit", problem="is no number", remedy=remedy))
    strength, category = _text(fields, "strength"), _text(fields, "category")
    return search(
        _text(fields, "text") or "",
        index=_INDEX,
        form=_text(fields, "form"),
        strength=None if strength is None else parse_strength(strength),
        category=None if category is None else _category(category),
        limit=limit,
    )


def _text(fields: Row, name: str) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise InvalidInputError(Fault(field=name, problem="is no text", remedy="Write it in quotes."))


def _category(text: str) -> Category:
    try:
        return Category(text.strip().lower())
    except ValueError as error:
        remedy = f"Use one of: {'; '.join(one.value for one in Category)}."
        fault = Fault(field="category", problem="is no category", remedy=remedy)
        raise InvalidInputError(fault) from error


def _matches_value(matches: Matches) -> Row:
    return {
        "found": [_match_value(one) for one in matches.found],
        "alike": [one.entry.name for one in matches.alike],
        "data": {"version": FORMULARY.version, "reviewed_by": None},
    }


def _match_value(match: MedicineMatch) -> Row:
    return {
        "name": match.entry.name,
        "found_as": match.name,
        "likeness": round(match.likeness, 3),
        "substances": [one.name for one in FORMULARY.substances_of(match.entry)],
        "forms": list(match.entry.forms),
        "strengths": [str(one) for one in match.entry.strengths],
    }


def _entry_value(entry: Substance | Product) -> Row:
    return {
        "name": entry.name,
        "names": list(entry.names),
        "substances": [_substance_value(one) for one in FORMULARY.substances_of(entry)],
        "data": {"version": FORMULARY.version, "reviewed_by": None},
    }


def _substance_value(substance: Substance) -> Row:
    return {
        "name": substance.name,
        "french": substance.french,
        "synonyms": list(substance.synonyms),
        "khmer": list(substance.khmer_words),
        "khmer_transliterated": list(substance.khmer),
        "brands": list(substance.brands),
        "atc": list(substance.atc),
        "category": substance.category.value,
        "groups": sorted(substance.groups),
        "forms": list(substance.forms),
        "strengths": list(substance.strengths),
        "limits": dict(_limits(substance)),
        "meal": None if substance.meal is None else substance.meal.value,
        "advice": substance.advice,
        "source": str(substance.source),
        "interactions": _interactions_of(substance),
    }


def _khmer(substance: Substance) -> tuple[str, ...]:
    return (*substance.khmer_words, *substance.khmer)


def _limits(substance: Substance) -> list[tuple[str, str]]:
    adult, child, unit = substance.adult, substance.child, substance.unit
    told = []
    if adult is not None:
        told = [
            ("adult, at once", adult.single, unit),
            ("adult, in 24 hours", adult.daily, unit),
            ("between two doses, at least", adult.min_interval_hours, "hours"),
        ]
    if child is not None:
        told += [
            ("child, at once", child.single_per_kg, f"{unit}/kg"),
            ("child, in 24 hours", child.daily_per_kg, f"{unit}/kg"),
        ]
    return [(name, f"{decimal_text(most)} {by}") for name, most, by in told if most is not None]


def _interactions_of(substance: Substance) -> list[Row]:
    found: list[Row] = []
    for one in FORMULARY.interactions:
        others = [
            other
            for mine, other in ((one.one, one.other), (one.other, one.one))
            if mine.holds(substance)
        ]
        if others:
            found.append(
                {
                    "with": f"any {others[0].name}" if others[0].is_group else others[0].name,
                    "level": one.level.value,
                    "mechanism": one.mechanism,
                    "remedy": one.remedy,
                    "source": str(one.source),
                }
            )
    return found


def _substance_table(substance: Substance) -> Table:
    table = Table(title=substance.name, show_header=False)
    rows = [
        ("French", substance.french),
        ("also", ", ".join(substance.synonyms)),
        ("Khmer", ", ".join(substance.khmer_words)),
        ("in Khmer script", ", ".join(substance.khmer)),
        ("brands", ", ".join(substance.brands)),
        ("ATC", ", ".join(substance.atc)),
        ("for", substance.category.value),
        ("forms", ", ".join(substance.forms)),
        ("strengths", ", ".join(substance.strengths)),
        *(_limits(substance) or [("limits", "none in our data: doses are not checked")]),
        ("meal", "" if substance.meal is None else substance.meal.value),
        ("advice", substance.advice or ""),
        ("source", str(substance.source)),
    ]
    for name, value in rows:
        if value:
            table.add_row(name, escape(value))
    return table


def _interactions_table(interactions: list[Row]) -> Table:
    table = Table("With", "Level", "Why", "What to do")
    for one in interactions:
        table.add_row(
            *(escape(str(one[name])) for name in ("with", "level", "mechanism", "remedy"))
        )
    return table
