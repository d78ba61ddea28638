"""
Public names: what a module promises, it lists, sorts and documents.

The sources are read, not imported: the promise is checked also where an extra is missing.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "adapters/*/src")
PATHS = tuple(
    path.relative_to(ROOT).as_posix()
    for folder in FOLDERS
    for path in sorted(ROOT.glob(f"{folder}/**/*.py"))
)
DOMAINS = tuple(
    path
    for path in PATHS
    if path.startswith("src/dastern_core/")
    and path.count("/") == 3
    and path.endswith("/__init__.py")
    and path.split("/")[2] not in {"ports", "testing", "usecases"}
)


def parse(path: str) -> ast.Module:
    """
    Parse a file of the repository.
    """
    return ast.parse((ROOT / path).read_text())


def listed_names(path: str) -> list[str]:
    """
    Give the module's ``__all__``; empty where it promises nothing.
    """
    for node in parse(path).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                return [str(name) for name in ast.literal_eval(value)]
    return []


def bound_names(node: ast.stmt) -> set[str]:
    """
    Give the names that a statement of a module binds, imports left out.
    """
    match node:
        case ast.FunctionDef(
            decorator_list=[ast.Call(func=ast.Attribute(attr="command" | "callback"))]
        ):
            return set()  # a command: its decorator hands it to the Typer application
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {one.id for one in targets if isinstance(one, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def public(names: set[str]) -> set[str]:
    """
    Leave out the names that begin with an underscore.
    """
    return {name for name in names if not name.startswith("_")}


def imported_names(path: str) -> set[str]:
    """
    Give the names that a module takes from our own modules.
    """
    return {
        alias.asname or alias.name
        for node in parse(path).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dastern_")
        for alias in node.names
    }


@pytest.mark.parametrize("path", PATHS)
def test_all_is_complete(path: str) -> None:
    """
    ``__all__`` holds every public name that a module binds; Ruff sorts it.

    A package lists what it imports from us, too; a module may, to pass it on.
    """
    listed = set(listed_names(path))
    bound = public({name for node in parse(path).body for name in bound_names(node)})
    passed_on = imported_names(path)

    assert bound <= listed <= bound | passed_on
    if path.endswith("__init__.py"):
        assert public(passed_on) <= listed


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_promises_what_its_modules_list(domain: str) -> None:
    """
    A domain re-exports by name, and only names that a module of it lists.
    """
    modules = [path for path in PATHS if Path(path).parent == Path(domain).parent]
    offered = {name for path in modules if path != domain for name in listed_names(path)}

    promised = set(listed_names(domain))

    assert promised
    assert promised <= offered


def says_nothing(node: ast.FunctionDef | ast.ClassDef, prefix: str) -> list[str]:
    """
    Collect a definition and its public members that have no docstring.
    """
    path = f"{prefix}{node.name}"
    found = [] if ast.get_docstring(node) else [path]
    if isinstance(node, ast.ClassDef):
        for member in node.body:
            if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
                found += says_nothing(member, f"{path}.")
    return found


def undocumented_constant(path: str, node: ast.stmt, after: ast.stmt | None) -> bool:
    """
    Tell whether a constant has neither a string below it nor a comment above or beside it.
    """
    lines = (ROOT / path).read_text().splitlines()
    string_below = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    comment_above = lines[node.lineno - 2].startswith("#")
    return not (string_below or comment_above or "#" in lines[node.lineno - 1])


@pytest.mark.parametrize("path", PATHS)
def test_every_public_name_is_documented(path: str) -> None:
    """
    Modules, classes, methods, functions and promised constants say what they are.
    """
    tree, listed = parse(path), set(listed_names(path))
    domain = (Path(path).parent / "__init__.py").as_posix()
    promised = set(listed_names(domain)) if domain in DOMAINS else set()
    missing = [] if ast.get_docstring(tree) else [path]
    for node, after in zip(tree.body, [*tree.body, None][1:], strict=True):
        names = bound_names(node) & listed
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and names:
            missing += says_nothing(node, "")
        elif names & promised and undocumented_constant(path, node, after):
            missing += sorted(names)

    assert not missing
