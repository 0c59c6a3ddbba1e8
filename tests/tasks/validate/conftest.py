"""Articles that pass every check, and a published past of their source, for tests that break one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.checks import article_checks
from schemas.fields import Article
from tasks.checks.judge import Judge
from tests.tasks.validate import prepared


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge(article_checks())


@pytest.fixture(scope="session")
def text() -> Callable[..., dict[str, object]]:
    return prepared.text


@pytest.fixture(scope="session")
def good() -> Callable[..., Article]:
    return prepared.good


@pytest.fixture(scope="session")
def batch() -> Callable[..., Path]:
    return prepared.batch


@pytest.fixture(scope="session")
def past(empty_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot in which the source has a past."""
    snapshot = tmp_path_factory.mktemp("past") / "broadsheet.duckdb"
    snapshot.write_bytes(empty_warehouse.read_bytes())
    return prepared.lived_through(snapshot)
