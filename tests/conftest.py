"""What every test may use: settings with a data folder of its own, a fixed moment, a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drills.postgres_server import PostgresServer, missing
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse

PROJECT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes that are no text by their length: packed ones hold the second in which they were made, and parallel
    processes must collect tests of the same names.
    """
    if isinstance(val, bytes) and not (val.isascii() and val.decode("ascii").isprintable()):
        return f"{len(val)} bytes of {argname}"
    return None


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "data", clean_workers=2, writer_wait_seconds=0)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real pages beside the checkout, where somebody has put them."""
    folder = PROJECT.parent / "shared"
    if not (folder / "corpus" / "truth.jsonl").exists():
        pytest.skip("needs a folder shared/corpus with real pages beside the checkout; they may not be in the project")
    return folder


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Making the tables takes longer than most tests: they are made once, and copied."""
    settings = Settings(home=tmp_path_factory.mktemp("empty"), writer_wait_seconds=0)
    with open_warehouse(settings):
        pass
    return settings.warehouse


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL. Tests that use it carry the mark `parts`, and run in one process after another."""
    if why := missing():
        pytest.skip(why)
    pytest.importorskip("psycopg", reason="needs the extra `lake`")
    with PostgresServer() as server:
        yield server


@pytest.fixture
def catalogue(postgres: PostgresServer) -> str:
    """The address of an empty database."""
    return postgres.new_database()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium. Tests that use it carry the mark `parts`.

    Playwright keeps an event loop while it is there, and tests after it want their own.
    """
    if CHROMIUM is None:
        pytest.skip("needs Chromium, to look at the page as its readers do: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shots(project: Path) -> Path:
    """Where pictures of the page are left for people to look at."""
    folder = project / "build" / "quality-page"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
