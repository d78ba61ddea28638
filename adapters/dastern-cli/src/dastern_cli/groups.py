"""
Groups of commands that are imported when they are asked for, where their parts are there.

``dastern khqr`` must not wait for the recognition engines, nor ``--version`` for anything.
"""

import importlib
import re
import shutil
from collections.abc import Mapping
from typing import Any

import attrs
import typer
from typer.core import TyperGroup

from dastern_cli.output import fail
from dastern_cli.parts import MissingPartError, absent_parts

__all__ = ["Source", "lazy_group"]

_FRAMED = 160  # columns in which every option's name has its place beside its help
_MARKUP = re.compile(r"\[(/|/?bold|bold red)\]")


@attrs.frozen
class Source:
    """
    Where a command or a group of commands comes from.

    Args:
        module: The module whose ``app`` holds it.
        parts: The extras that the whole module needs.
    """

    module: str
    parts: tuple[str, ...] = attrs.field(default=(), kw_only=True)


def lazy_group(sources: Mapping[str, Source]) -> type[TyperGroup]:
    """
    Make a group out of modules.

    Args:
        sources: For each command or group of the command line, where it comes from; in
            the order of the help.

    Returns:
        A class for ``typer.Typer(cls=...)``.
    """

    class LazyGroup(TyperGroup):
        """
        Imports a module for its name, all of them for the help.
        """

        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's own click
            """
            Give the names in their order.
            """
            return list(sources)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - as above
            """
            Import what a name stands for; None where it stands for nothing.
            """
            source = sources.get(cmd_name)
            if source is None:
                return None
            absent = absent_parts(source.parts)
            app = _refusing(*absent) if absent else importlib.import_module(source.module).app
            command = typer.main.get_command(app)
            command.name = cmd_name
            if shutil.get_terminal_size().columns < _FRAMED:
                _unframe(command)
            return command

    return LazyGroup


def _unframe(command: Any) -> None:  # noqa: ANN401 - typer's own click
    """
    Let a command's help be plain, with a line of its own for a long name.

    In a frame of columns Typer cuts the names of options, which nobody can then type.
    """
    command.rich_markup_mode = None
    for told in (command, *command.params):
        if getattr(told, "help", None):
            told.help = _MARKUP.sub("", told.help).replace(r"\[", "[")
    for one in getattr(command, "commands", {}).values():
        _unframe(one)


def _refusing(*parts: str) -> typer.Typer:
    """
    Make a command that takes anything and says how to install what it needs.
    """
    app = typer.Typer(add_completion=False)
    error = MissingPartError(*parts)

    @app.command(
        help=str(error).replace("[", r"\["),  # no markup
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    def refuse(context: typer.Context) -> None:
        fail(error, as_json="--json" in context.args)

    return app
