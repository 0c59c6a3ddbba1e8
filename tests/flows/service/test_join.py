"""`broadsheet up --join` and `--groups`: a second machine works for the Prefect server of the first."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from flows.service.claim import announced_to_machines, server_to_join
from flows.service.plan import Options
from flows.service.prefect_api import PrefectApi
from flows.service.prepare import deployments_file
from flows.service.reaper import marked_by
from schemas.errors import SourceUnavailable, UsageError
from schemas.settings import Settings
from schemas.sources import names_in_group
from tests.flows.service.test_schedule import BROADSHEET, until


def test_each_source_is_in_one_group_and_stays_there_whatever_is_declared_beside_it():
    names = [f"paper-{number}" for number in range(100)]
    groups = [names_in_group(names, f"{number}-of-4") for number in (1, 2, 3, 4)]
    assert sorted(name for group in groups for name in group) == sorted(names)
    assert all(len(group) > 10 for group in groups)
    assert names_in_group(names[:50], "2-of-4") == [name for name in groups[1] if name in names[:50]]
    assert names_in_group(names, "") == names


@pytest.mark.parametrize("words", ["5-of-4", "0-of-4", "two", "1-of-0"])
def test_a_group_that_is_none_is_refused(words):
    with pytest.raises(UsageError, match="is no group of sources"):
        names_in_group(["a"], words)


def test_groups_are_deployments_of_their_own_each_with_its_limit(project: Path, tmp_path: Path):
    dealt = yaml.safe_load(deployments_file(tmp_path, 1, groups=2).read_text())["deployments"]
    ours = yaml.safe_load((project / "prefect.yaml").read_text())["deployments"]
    assert dealt[2:] == ours[1:]
    assert [(one["name"], one["parameters"], one["concurrency_limit"]["limit"]) for one in dealt[:2]] == [
        ("ingest-1-of-2", {"inputs": [], "due_only": True, "group": "1-of-2"}, 1),
        ("ingest-2-of-2", {"inputs": [], "due_only": True, "group": "2-of-2"}, 1),
    ]


def test_a_machine_finds_the_server_of_another_in_the_folder_that_they_share(tmp_path: Path):
    settings = Settings(
        home=tmp_path / "one", shared=tmp_path / "shared", catalogue=SecretStr("postgres://desk@127.0.0.1:1/news")
    )
    with pytest.raises(SourceUnavailable, match=r"no `broadsheet up` of the shared folder .* can be joined"):
        server_to_join(settings)
    with announced_to_machines(Options(host="192.0.2.7", port=4444), settings, "broadsheet:sesame"):
        assert server_to_join(settings) == ("http://192.0.2.7:4444/api", "broadsheet:sesame")
        assert stat.S_IMODE((tmp_path / "shared" / "up.json").stat().st_mode) == 0o600
    with pytest.raises(SourceUnavailable):
        server_to_join(settings)
    with pytest.raises(UsageError, match="--join needs the settings catalogue and shared"):
        server_to_join(Settings(home=tmp_path / "one"))


def test_a_server_that_only_its_own_machine_reaches_is_not_joined_from_another(tmp_path: Path):
    settings = Settings(
        home=tmp_path / "one", shared=tmp_path / "shared", catalogue=SecretStr("postgres://desk@127.0.0.1:1/news")
    )
    with announced_to_machines(Options(port=4444), settings, "broadsheet:sesame"):
        note = tmp_path / "shared" / "up.json"
        note.write_text(json.dumps(json.loads(note.read_text()) | {"machine": "paper"}))
        with pytest.raises(SourceUnavailable, match="the Prefect server of paper answers on that machine only"):
            server_to_join(settings)


class Machine:
    """A machine with `broadsheet up`, of a catalogue and a folder that all have."""

    def __init__(self, folder: Path, name: str, catalogue: str, *words: str) -> None:
        self.home = folder / name
        own = {"HOME": str(self.home), "SOURCES_FILE": str(folder / "sources.yaml"), "CATALOGUE": catalogue}
        own |= {"SHARED": str(folder / "shared"), "CLEAN_WORKERS": "1"}
        environment = os.environ | {f"BROADSHEET_{key}": value for key, value in own.items()}
        environment.pop("PREFECT_API_URL", None)
        self.process = subprocess.Popen(
            [BROADSHEET, "up", "--port", "0", "--page-port", "0", *words], env=environment, cwd=folder
        )

    def begun(self) -> set[str]:
        """Runs that this machine began."""
        files = self.home.glob("logs/*.jsonl")
        lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
        return {line["run"] for line in lines if line["said"] == "run begun"}

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)


@pytest.mark.slow
@pytest.mark.parts
@pytest.mark.xdist_group("postgres")
@pytest.mark.skipif(not os.environ.get("BROADSHEET_TEST_SCHEDULE"), reason="takes minutes: BROADSHEET_TEST_SCHEDULE=1")
def test_two_machines_share_the_scheduled_runs_of_one_server(tmp_path: Path, catalogue: str, page):
    sources = []
    for number in range(8):
        folder = tmp_path / f"pages-{number}"
        folder.mkdir()
        (folder / "a.html").write_text(page(f"Report {number}", f"The quay {number}"))
        sources.append({"name": f"desk-{number}", "kind": "files", "location": str(folder), "every_minutes": 1})
    (tmp_path / "sources.yaml").write_text(yaml.safe_dump({"sources": sources}))
    one = Machine(tmp_path, "one", catalogue, "--groups", "4", "--every", "1")
    two = None
    try:
        until((tmp_path / "shared" / "up.json").exists)
        api, password = (json.loads((tmp_path / "shared" / "up.json").read_text())[key] for key in ("api", "password"))
        prefect = PrefectApi(api, timeout=60, password=password)
        until(prefect.is_healthy)
        two = Machine(tmp_path, "two", catalogue, "--join")
        until(lambda: one.begun() and two.begun(), 600)
        assert one.begun() & two.begun() == set()
        assert two.end() == 0
        assert marked_by(f"BROADSHEET_HOME={two.home}".encode()) == []
        assert one.process.poll() is None
        assert one.end() == 0
    finally:
        for machine in filter(None, (one, two)):
            machine.process.kill()
            machine.process.wait()
    environment = os.environ | {
        "BROADSHEET_HOME": str(one.home), "BROADSHEET_CATALOGUE": catalogue,
        "BROADSHEET_SHARED": str(tmp_path / "shared")
    }  # fmt: skip
    time.sleep(1)
    for words in (
        ["maintain"],
        ["query", "--csv", "SELECT source, count(*) AS n FROM latest_articles GROUP BY source"],
    ):
        done = subprocess.run(
            [BROADSHEET, *words], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert set(done.stdout.splitlines()[1:]) <= {f"desk-{number},1" for number in range(8)}
