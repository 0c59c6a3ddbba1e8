"""Feeds, sitemaps, manifests and WARC files as they really are: each case beside this file, by way of the command.

All sources of all cases are declared in one file and taken by one run, as a run costs seconds; cases of several rounds
are asked again. Each expectation of each case is a test.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.acquiring.cases import CASES, FILES, content_of, filled
from tests.flows.acquiring.claims import World
from tests.flows.acquiring.sites import PASSWORD, serving
from tests.flows.commands import Answer, CommandOfResident, Resident

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]


def _expectations() -> Iterator[Any]:
    for case in CASES.values():
        for key, places in case.expect.items():
            for place, wanted in places.items() if isinstance(places, dict) else [("", places)]:
                name = f"{key} {place}".rstrip()
                why = case.wrong.get(name)
                marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
                yield pytest.param(case.name, key, place, wanted, id=f"{case.name} {name}", marks=marks)


@pytest.fixture(scope="module")
def world(
    surroundings: dict[str, str], resident: Resident, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """All rounds of all cases, played."""
    folder = tmp_path_factory.mktemp("acquiring")
    with serving() as sites:
        environment = surroundings | {
            "BROADSHEET_HOME": str(folder / "data"),
            "BROADSHEET_SOURCES_FILE": str(folder / "sources.yaml"),
            "BROADSHEET_ALLOW_CIDRS": '["127.77.0.0/16"]',
            "BROADSHEET_ALLOW_PORTS": f"[{sites.port}]",
            "BROADSHEET_HOST_INTERVAL_SECONDS": "0",
            "BROADSHEET_CONTACT": "desk@estuary.example",
            "DESK_PASSWORD": f"reader:{PASSWORD}",
        }
        command = CommandOfResident(folder / "data", environment, resident)
        world = World(sites)
        _declare(folder / "sources.yaml", sites.port)
        for sites.round in (1, 2, 3):
            wanted = _asked_in(sites.round)
            answer = command("ingest", *wanted)
            world.told += _sound(answer)
        world.read(str(folder / "data" / "broadsheet.duckdb"))
        for case in CASES.values():
            if "add" in case.expect:
                words = "sources", "add", f"http://{case.host(sites.port)}/", "--name", case.name, "--json"
                answer = command(*words, BROADSHEET_SOURCES_FILE=str(folder / f"{case.name}.yaml"))
                world.added[case.name] = answer.json["added"] if answer.code == 0 else {"fault": answer.err}
        yield world


def _declare(file: Path, port: int) -> None:
    """Write the files that cases hold, and the sources file that names all their sources."""
    declared = []
    for case in CASES.values():
        for name, content in case.files.items():
            (file.parent / name).write_bytes(content_of(content, case, port))
        for key, source in case.sources.items():
            fields = {name: value for name, value in source.items() if name not in {"from_round", "until_round"}}
            if "urls" in fields:
                fields["urls"] = [filled(url, case, port) for url in fields["urls"]]
            if at := filled(fields.get("location", ""), case, port):
                fields["location"] = at if "://" in at else str((file.parent if at in case.files else FILES) / at)
            declared.append({"name": case.source(key)} | fields)
    file.write_text(json.dumps({"sources": declared}), encoding="utf-8")  # YAML holds JSON


def _asked_in(number: int) -> list[str]:
    return [
        case.source(key)
        for case in CASES.values()
        for key, source in case.sources.items()
        if source.get("from_round", 1) <= number <= source.get("until_round", case.rounds)
    ]


def _sound(answer: Answer) -> str:
    """What a run told; it went well, but for the sources that are meant to fail."""
    assert answer.code in {0, 3, 5}, answer.err
    return answer.err


@pytest.mark.parametrize(("case", "key", "place", "wanted"), list(_expectations()))
def test_what_is_given_ends_as_its_case_expects(case: str, key: str, place: str, wanted: Any, world: World):
    about = CASES[case]
    if key == "add":
        added = world.added[case]
        found = f"{added['kind']} {added['location']}" if "kind" in added else str(added)
        assert found == filled(wanted, about, world.sites.port), about.claim
    else:
        assert world.fault(about, key, place, wanted) is None, about.claim
