"""What the processes below `up` inherit, and what is deployed."""

from __future__ import annotations

from pathlib import Path

import yaml

from flows.service.plan import Options, environment
from flows.service.prepare import deployments_file
from flows.service.reaper import MARK
from schemas.settings import Settings


def test_paths_are_absolute_whatever_folder_a_run_starts_in_and_what_a_person_set_stays(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broadsheet.toml").write_text('contact = "desk@example.org"\n')
    given = {"PATH": "/bin", "BROADSHEET_HOME": "data", "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "60"}
    found = environment(Options(port=4444), Settings(home=Path("data")), given, "mark")
    assert found["BROADSHEET_HOME"] == str(tmp_path / "data")
    assert found["BROADSHEET_CONFIG"] == str(tmp_path / "broadsheet.toml")
    assert found["PREFECT_API_URL"] == "http://127.0.0.1:4444/api"
    assert found["PREFECT_HOME"] == str(tmp_path / "data" / "private" / "server")
    assert found["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] == "60"
    assert found["BROADSHEET_PAGE_URL"] == "http://127.0.0.1:4280/"
    assert (found[MARK], found["PATH"]) == ("mark", "/bin")


def test_a_server_elsewhere_keeps_the_prefect_home_that_it_is_known_from(tmp_path: Path):
    options = Options(server="https://prefect.example/api")
    given = {"PREFECT_HOME": "/home/desk/.prefect"}
    found = environment(options, Settings(home=tmp_path), given, "mark")
    assert (found["PREFECT_API_URL"], found["PREFECT_HOME"]) == ("https://prefect.example/api", "/home/desk/.prefect")


def test_other_minutes_replace_the_schedule_of_ingest_under_its_own_name_and_no_other(project: Path, tmp_path: Path):
    ours = project / "prefect.yaml"
    assert deployments_file(tmp_path, None) == ours
    before, after = (
        {d["name"]: d.get("schedules") for d in yaml.safe_load(file.read_text())["deployments"]}
        for file in (ours, deployments_file(tmp_path, 1))
    )
    assert after.pop("ingest") == [{"slug": "every-five-minutes", "interval": 60}]
    assert before.pop("ingest") == [{"slug": "every-five-minutes", "cron": "*/5 * * * *", "timezone": "UTC"}]
    assert after == before
