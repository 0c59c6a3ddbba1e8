"""A Prefect server for the session, the command as its users call it, and a page to give it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from flows.service.access import client_variables
from flows.service.prefect_server import QUIET, serving
from tests.flows.commands import Command, CommandOfResident, Resident


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Prefect server, its home and its password, with spaces between them."""
    before = dict(os.environ)
    os.environ.pop("PREFECT_API_URL", None)
    with serving(tmp_path_factory.mktemp("prefect")) as server:
        server.wait()
        address = os.environ["PREFECT_API_URL"]
        home, password = os.environ["PREFECT_HOME"], os.environ["PREFECT_API_AUTH_STRING"]
        os.environ.clear()
        os.environ.update(before)
        yield f"{address} {home} {password}"


@pytest.fixture
def prefect(api: str) -> Iterator[httpx.Client]:
    """A client of the session's server, with its password and a CSRF token."""
    address, _, password = api.split()
    user, _, word = password.partition(":")
    with httpx.Client(base_url=address, auth=(user, word), timeout=60) as client:
        token = client.get("/csrf-token", params={"client": "tests"}).raise_for_status().json()["token"]
        client.headers.update({"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "tests"})
        yield client


@pytest.fixture(scope="session")
def surroundings(api: str) -> dict[str, str]:
    """Environment variables of a command that uses the session's server."""
    address, prefect_home, password = api.split()
    there = {"PREFECT_API_URL": address, "PREFECT_HOME": prefect_home, **client_variables(password)}
    return os.environ | QUIET | there | {"NO_COLOR": "1"}


@pytest.fixture(scope="session")
def resident(surroundings: dict[str, str]) -> Iterator[Resident]:
    process = Resident(surroundings)
    yield process
    process.end()


@pytest.fixture
def command(surroundings: dict[str, str], tmp_path: Path, resident: Resident) -> Command:
    """The command, answered by the resident."""
    return CommandOfResident(tmp_path / "data", surroundings | {"BROADSHEET_HOME": str(tmp_path / "data")}, resident)


@pytest.fixture
def process(surroundings: dict[str, str], tmp_path: Path) -> Command:
    """The command as a process of its own: for tests that are about starting, ending and killing it."""
    return Command(tmp_path / "data", surroundings | {"BROADSHEET_HOME": str(tmp_path / "data")})


@pytest.fixture(scope="session")
def page() -> Callable[..., str]:
    def page(title: str, about: str, paragraphs: int = 5) -> str:
        """A plain article page with text that is its own."""
        text = "".join(
            f"<p>{about} {number}: the council of Port Ellery voted on Tuesday to rebuild the old quay before winter"
            f" comes, and the masters of the ferries asked who is to pay for {about.lower()} and for what follows.</p>"
            for number in range(paragraphs)
        )
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
            f"<body><article><h1>{title}</h1>{text}</article></body></html>"
        )

    return page
