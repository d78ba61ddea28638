"""
Engines that run for the whole session, and what the plain functions say of a population.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from ibis.backends import BaseBackend
from psycopg.conninfo import conninfo_to_dict

from dastern_analytics import Engine, engine
from dastern_core.adherence import SupplyEvent, WindowPlan, Windows, place
from dastern_core.kernel import InvalidInputError
from dastern_postgres.testing import postgres_server

__all__ = ["postgres_server"]

Population = Mapping[str, Sequence[SupplyEvent]]


@pytest.fixture(scope="session")
def duckdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseBackend]:
    """
    Give an embedded DuckDB.
    """
    with engine(Engine.DUCKDB, folder=tmp_path_factory.mktemp("duckdb"), threads=1) as connection:
        yield connection


@pytest.fixture(scope="session")
def polars(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseBackend]:
    """
    Give Polars.
    """
    with engine(Engine.POLARS, folder=tmp_path_factory.mktemp("polars")) as connection:
        yield connection


@pytest.fixture(scope="session")
def postgres(postgres_server: str) -> Iterator[BaseBackend]:
    """
    Give the session's PostgreSQL.
    """
    named = conninfo_to_dict(postgres_server)
    connection = ibis.postgres.connect(
        host=named.get("host"),
        port=int(str(named.get("port", 5432))),
        user=named.get("user"),
        password=named.get("password"),
        database=named.get("dbname"),
    )
    yield connection
    connection.disconnect()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseBackend]:
    """
    Give Spark in local mode, which needs Java and the extra ``spark``.
    """
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed: the extra spark")
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        pytest.skip("Spark needs Java 17, and no java is on the path")
    with engine(Engine.SPARK, folder=tmp_path_factory.mktemp("spark"), threads=1) as connection:
        yield connection


@pytest.fixture(scope="session", params=["duckdb", "polars", "postgres", "spark"])
def backend(request: pytest.FixtureRequest) -> BaseBackend:
    """
    Give each engine in turn.
    """
    found = request.getfixturevalue(request.param)
    assert isinstance(found, BaseBackend)
    return found


@pytest.fixture(scope="session")
def table() -> Callable[[Population], ir.Table]:
    """
    Give a population as a table of no engine.
    """

    def of(population: Population) -> ir.Table:
        events = [(patient, one) for patient, found in population.items() for one in found]
        return ibis.memtable(
            pa.table(
                {
                    "patient_id": pa.array([patient for patient, _ in events], pa.string()),
                    "row": pa.array(range(1, len(events) + 1), pa.int64()),
                    "date": pa.array([one.day for _, one in events], pa.date32()),
                    "duration_days": pa.array([one.duration_days for _, one in events]),
                    "daily_dose": pa.array([one.daily_dose for _, one in events], pa.float64()),
                    "medication": pa.array([one.medication for _, one in events], pa.string()),
                }
            )
        )

    return of


@pytest.fixture(scope="session")
def windows_of() -> Callable[[Sequence[SupplyEvent], WindowPlan], Windows | None]:
    """
    Give a patient's windows, or None where they do not fit.
    """

    def of(events: Sequence[SupplyEvent], plan: WindowPlan) -> Windows | None:
        try:
            return place(plan, first_day=min(one.day for one in events))
        except InvalidInputError:
            return None

    return of


@pytest.fixture(scope="session")
def vectors() -> Path:
    """
    Give the folder of the reference's figures.
    """
    return Path(__file__).parents[3] / "tests" / "vectors" / "adherence"
