"""
Engines: what computes, from a laptop's DuckDB to a cluster.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from importlib.util import find_spec
from pathlib import Path

import ibis
from ibis.backends import BaseBackend

from dastern_core.kernel import PortError

__all__ = ["Engine", "EngineUnavailableError", "engine"]


class Engine(Enum):
    """
    An engine that runs where the command runs.
    """

    DUCKDB = "duckdb"
    POLARS = "polars"
    SPARK = "spark"


class EngineUnavailableError(PortError):
    """
    An engine cannot start here.
    """

    code = "engine_unavailable"


@contextmanager
def engine(
    kind: Engine, *, folder: Path, threads: int | None = None, memory_mib: int | None = None
) -> Iterator[BaseBackend]:
    """
    Start an engine for as long as the block lasts.

    Args:
        kind: Which.
        folder: Where it may put what does not fit into memory.
        threads: How many; as many as there are cores unless told.
        memory_mib: How much memory it may use; left to the engine unless told. Polars
            knows no such bound.

    Yields:
        The connection, for ``read_parquet``.

    Raises:
        EngineUnavailableError: Its extra is not installed, or Spark finds no Java.
    """
    connection = _START[kind](folder, threads, memory_mib)
    try:
        yield connection
    finally:
        connection.disconnect()


def _duckdb(folder: Path, threads: int | None, memory_mib: int | None) -> BaseBackend:
    settings: dict[str, object] = {"temp_directory": str(folder)}
    if threads is not None:
        settings["threads"] = threads
    if memory_mib is not None:
        settings["memory_limit"] = f"{memory_mib}MiB"
    return ibis.duckdb.connect(**settings)


def _polars(_folder: Path, _threads: int | None, _memory_mib: int | None) -> BaseBackend:
    _require("polars")
    from dastern_analytics.polars_windows import add_window_functions  # noqa: PLC0415 - an extra

    add_window_functions()
    return ibis.polars.connect()


def _spark(folder: Path, threads: int | None, memory_mib: int | None) -> BaseBackend:
    _require("pyspark", extra="spark")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        message = "Spark needs Java 17, and no java is on the path. Install it, or choose duckdb."
        raise EngineUnavailableError(message)
    from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    workers = "*" if threads is None else str(threads)
    builder = SparkSession.builder.master(f"local[{workers}]").appName("dastern")
    settings = {
        "spark.ui.enabled": "false",
        # An expression here is deep: calendar arithmetic, folds, sums.
        "spark.sql.analyzer.maxIterations": "1000",
        "spark.sql.optimizer.maxIterations": "1000",
        "spark.log.level": "ERROR",
        "spark.local.dir": str(folder),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(threads or os.cpu_count() or 1),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    if memory_mib is not None:
        settings["spark.driver.memory"] = f"{memory_mib}m"
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        message = f"Spark did not start ({error}). Check Java 17 and JAVA_HOME, or choose duckdb."
        raise EngineUnavailableError(message) from error
    return ibis.pyspark.connect(session)


def _require(module: str, *, extra: str | None = None) -> None:
    if find_spec(module) is None:
        name = extra or module
        message = f"{name} is not installed. Run: pip install 'dastern-analytics[{name}]'"
        raise EngineUnavailableError(message)


_START: Mapping[Engine, Callable[[Path, int | None, int | None], BaseBackend]] = {
    Engine.DUCKDB: _duckdb,
    Engine.POLARS: _polars,
    Engine.SPARK: _spark,
}
