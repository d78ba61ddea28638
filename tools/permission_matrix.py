"""
The permission matrix: write every rule of the decision into the documentation.

Usage: ``python tools/permission_matrix.py``, which rewrites the end of
``docs/domains/permissions.md`` from its marker on.
"""

from pathlib import Path

from dastern_core.kernel import ActorRole
from dastern_core.permissions import RULES, Action, Effect, ResourceType, Rule
from dastern_core.permissions.conditions import Condition
from dastern_core.permissions.wording import reason_of

__all__ = ["matrix", "page"]

PAGE = Path(__file__).parents[1] / "docs" / "domains" / "permissions.md"
MARKER = "<!-- written by tools/permission_matrix.py from here on -->\n"


def matrix() -> str:
    """
    Give the matrix: who may do what by which rule, then the rules.
    """
    roles = list(ActorRole)
    head = f"| thing | action | {' | '.join(role.value for role in roles)} |"
    rows = [
        f"| {type_.value} | {action.value} | {' | '.join(cells)} |"
        for type_ in ResourceType
        for action in Action
        if any(cells := [_cell(role, action, type_) for role in roles])
    ]
    return "\n".join(
        [
            "## The matrix",
            "",
            "A blank cell, and a pair of thing and action that is not listed, is denied. Names in",
            "*italics* forbid.",
            "",
            head,
            f"|---|---{'|---' * len(roles)}|",
            *rows,
            "",
            "## The rules",
            "",
            "| rule | when | then also | because | from |",
            "|---|---|---|---|---|",
            *(_rule(rule) for rule in sorted(RULES, key=lambda one: one.id)),
            "",
        ]
    )


def page(text: str) -> str:
    """
    Give the page's text with a fresh matrix.
    """
    return text.partition(MARKER)[0] + MARKER + "\n" + matrix()


def _cell(role: ActorRole, action: Action, type_: ResourceType) -> str:
    found = [
        rule
        for rule in RULES
        if role in rule.roles and action in rule.actions and type_ in rule.types
    ]
    permits = sorted(rule.id for rule in found if rule.effect is Effect.PERMIT)
    forbids = sorted(f"*{rule.id}*" for rule in found if rule.effect is Effect.FORBID)
    always = [rule.id for rule in found if rule.effect is Effect.FORBID and not rule.conditions]
    return ", ".join([*permits, *forbids]) if permits or always else ""


def _rule(rule: Rule) -> str:
    name = rule.id if rule.effect is Effect.PERMIT else f"*{rule.id}*"
    when = "; ".join(_words(one) for one in rule.conditions) or "always"
    owed = ", ".join(sorted(one.value for one in rule.obligations))
    return f"| {name} | {when} | {owed} | {reason_of(rule.id)} | {', '.join(rule.sources)} |"


def _words(condition: Condition) -> str:
    sentence = (condition.__doc__ or "").strip().partition("\n")[0].partition(" (")[0]
    return sentence.rstrip(".")


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{PAGE} written")
