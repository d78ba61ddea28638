"""
Engines: which recognition engine a command reads with, as options of the command line.
"""

from enum import Enum
from pathlib import Path
from typing import Annotated, Final

import typer

from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "Engine",
    "EngineOption",
    "ModelsOption",
    "ThreadsOption",
    "check_models",
]


class Engine(Enum):
    """
    What finds and reads lines.
    """

    BUILT_IN = "built-in"
    TESSERACT = "tesseract"
    PADDLE = "paddle"


_MOST_THREADS: Final = 64

EngineOption = Annotated[
    Engine,
    typer.Option(
        help="What reads: the models that came along, the system's tesseract, or PaddleOCR "
        "with models of yours."
    ),
]
"""
``--engine``.
"""

ModelsOption = Annotated[
    Path | None,
    typer.Option(help="For paddle: a folder with det, rec and SHA256SUMS.", show_default=False),
]
"""
``--models``.
"""

ThreadsOption = Annotated[
    int, typer.Option(help="Processor cores that reading may use.", min=1, max=_MOST_THREADS)
]
"""
``--threads``.
"""


def check_models(engine: Engine, models: Path | None) -> None:
    """
    Refuse models that no engine takes, and an engine without the models that it needs.

    Raises:
        InvalidInputError: They do not fit.
    """
    if (engine is Engine.PADDLE) == (models is not None):
        return
    problem = "is missing" if models is None else f"is not for the engine {engine.value}"
    remedy = "Give --models FOLDER together with --engine paddle, and only then."
    raise InvalidInputError(Fault(field="models", problem=problem, remedy=remedy))
