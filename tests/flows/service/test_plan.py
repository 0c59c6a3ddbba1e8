"""What the processes below `up` inherit, and what is deployed."""

from __future__ import annotations

from pathlib import Path

import yaml

from flows.service.plan import Options, environment, own_temporary_folder
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


def test_the_server_has_a_password_and_names_of_its_own_and_what_a_shell_has_set_does_not_open_it(tmp_path: Path):
    given = {
        "PREFECT_API_KEY": "pnu_of_another_server",
        "PREFECT_SERVER_API_AUTH_STRING": "admin:guessed",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": "*",
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "false",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
        "BROADSHEET_ALLOWED_HOSTS": "left.example",
    }
    settings = Settings(home=tmp_path, page_url="https://desk.example/quality/", allowed_hosts=("prefect.example",))
    found = environment(Options(port=4444), settings, given, "mark", "broadsheet:word")
    assert {name: found.get(name) for name in given} == {
        "PREFECT_API_KEY": None,
        "PREFECT_SERVER_API_AUTH_STRING": "broadsheet:word",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": (
            "http://127.0.0.1:4444,http://desk.example:4444,http://localhost:4444,http://prefect.example:4444"
        ),
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
        "BROADSHEET_ALLOWED_HOSTS": "127.0.0.1,desk.example,prefect.example",
    }
    assert found["PREFECT_API_AUTH_STRING"] == "broadsheet:word"


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


def test_temporary_files_of_the_worker_are_in_a_folder_that_no_other_user_has(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = own_temporary_folder()
    assert (folder.parent, folder.stat().st_mode & 0o777) == (tmp_path, 0o700)
    assert own_temporary_folder() == folder
    folder.chmod(0o777)
    assert own_temporary_folder() == tmp_path, "another user could have made it"
    folder.rmdir()
    folder.symlink_to("/etc")
    assert own_temporary_folder() == tmp_path
