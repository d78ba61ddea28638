"""
Groups of commands that are imported when they are asked for.

``dastern khqr`` must not wait for the recognition engines, nor ``--version`` for anything.
"""

import importlib
from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperGroup

__all__ = ["lazy_group"]


def lazy_group(modules: Mapping[str, str]) -> type[TyperGroup]:
    """
    Make a group out of modules.

    Args:
        modules: For each command or group of the command line, the module whose ``app``
            holds it; in the order of the help.

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
            return list(modules)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - as above
            """
            Import what a name stands for; None where it stands for nothing.
            """
            if cmd_name not in modules:
                return None
            command = typer.main.get_command(importlib.import_module(modules[cmd_name]).app)
            command.name = cmd_name
            return command

    return LazyGroup
