"""What every test may ask for: a database of either kind; and the triage table at the end of a run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import KINDS, Database, NoServerError, PostgresServer, postgres_server, sqlite


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres-url",
        help="a PostgreSQL whose user may create databases, instead of the one that is started for the tests",
    )


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    try:
        with postgres_server(request.config.getoption("--postgres-url")) as server:
            yield server
    except NoServerError as error:
        pytest.skip(str(error))


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A test that asks for it runs once on each kind."""
    if request.param == "sqlite":
        yield sqlite(tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        yield Database(url, server)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The triage table of every language, whenever the messages were read: so CI prints it in every run."""
    rows: list[tuple[str, ...]] = getattr(sys.modules.get("tests.test_crises"), "table", list)()
    if rows:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        terminalreporter.section("triage by words alone, shares in %")
        for row in rows:
            terminalreporter.line("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
