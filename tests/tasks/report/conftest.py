"""Histories and their pages, each made once."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import lxml.html
import pytest

from schemas.settings import Settings
from tasks.report import Report, report
from tests.histories import FAULTS, History, judge_yesterday, make, stop_at_a_gate


@dataclass(frozen=True)
class Pages:
    """A data folder with its pages, and the SQL of those who do not believe them."""

    settings: Settings
    written: Report
    now: datetime

    @property
    def html(self) -> Any:
        return lxml.html.fromstring(self.written.index.read_bytes().decode("utf-8"))

    def rows(self, panel: str, table: int = 0) -> list[list[str]]:
        """The cells of a panel's table, as they read."""
        found = self.html.xpath(f"//*[@id='{panel}']//table")[table]
        return [[_text(cell) for cell in row.xpath("./th|./td")] for row in found.xpath("./tbody/tr")]

    def query(self, panel: str) -> str:
        """The query that a panel prints as the one that gives its numbers."""
        [command] = self.html.xpath(f"//*[@id='{panel}']//details[@class='sql']/code")
        program, verb, sql = shlex.split(command.text_content())
        assert (program, verb) == ("broadsheet", "query")
        return sql

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Of the tables, not of the views that the pages ask."""
        with duckdb.connect(str(self.settings.snapshot), read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            return database.execute(sql, list(values)).fetchall()


def _text(cell: Any) -> str:
    return " ".join(cell.text_content().split())


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory, empty_warehouse: Path) -> Pages:
    """Ten weeks of eight sources, six of them with a fault of their own since yesterday, and a run that a gate
    stopped.
    """
    history = History()
    settings = make(tmp_path_factory.mktemp("planted"), history, FAULTS, empty_warehouse)
    judge_yesterday(settings, history)
    stop_at_a_gate(settings, history.now)
    now = history.now + timedelta(minutes=10)
    return Pages(settings, report(settings, now), now)


@pytest.fixture
def young(tmp_path: Path, empty_warehouse: Path) -> Callable[..., Pages]:
    """The pages of a past of two days, too short for charts and without an audit; `then` changes it first."""

    def pages(names: tuple[str, ...] = ("courier",), then: str = "", later: timedelta = timedelta()) -> Pages:
        history = History(names=names, days=1)
        settings = make(tmp_path / "young", history, {}, empty_warehouse)
        with duckdb.connect(str(settings.snapshot)) as database:
            database.execute(then)
        return Pages(settings, report(settings, history.now + later), history.now + later)

    return pages
