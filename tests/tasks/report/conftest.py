"""Histories and their pages, each made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.settings import Settings
from tasks.report import Report, report
from tests.histories import History, make


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory, empty_warehouse: Path) -> tuple[Settings, Report]:
    """A past in which all is as usual, and its pages."""
    settings = Settings(home=tmp_path_factory.mktemp("calm"))
    history = History(days=35)
    make(settings, history, [], empty_warehouse)
    return settings, report(settings, history.now)
