"""`broadsheet doctor` with a catalogue: every machine that differs from this one is named, with what differs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import psycopg
import pytest
from pydantic import SecretStr

from flows.inspect.doctor_machines import machines
from schemas.errors import CatalogueUnusable
from schemas.settings import Settings
from tasks.runs.run_lock import take_run_lock
from tasks.store.catalogue import connect
from tasks.store.machines import known_machines, name_of_this

pytestmark = [pytest.mark.parts, pytest.mark.xdist_group("postgres")]


@pytest.fixture
def machine(tmp_path: Path, catalogue: str):
    """Settings of a machine."""

    def of(name: str, **given: object) -> Settings:
        (tmp_path / name).mkdir(exist_ok=True)
        sources = tmp_path / name / "sources.yaml"
        sources.write_text("sources: []\n")
        all_have = {"shared": tmp_path / "shared", "catalogue": SecretStr(catalogue), "sources_file": sources}
        return Settings(home=tmp_path / name / "data", **all_have | given)

    return of


def looked(settings: Settings, at: datetime | None = None) -> list[tuple[str, str]]:
    return [(one.state, one.words) for one in machines(settings, at or datetime.now(UTC)) if one.about == "machines"]


def as_if(catalogue: str, settings: Settings, column: str, value: object) -> None:
    """The machine of these settings, as one with other packages or another clock would have announced itself."""
    with psycopg.connect(catalogue, autocommit=True) as database:
        query = f"UPDATE broadsheet.machines SET {column} = %s WHERE machine = %s"
        database.execute(query.encode(), [value, name_of_this(settings)])


def old_duckdb(settings: Settings) -> str:
    with connect(settings) as connection:
        [one] = [one for one in known_machines(connection) if one.name == name_of_this(settings)]
    return json.dumps(one.versions | {"duckdb": "1.4.0"})


def test_one_machine_has_nothing_to_compare(settings, now):
    assert list(machines(settings, now)) == []


def test_machines_that_are_alike_are_listed(machine):
    one, two = machine("one"), machine("two")
    assert looked(one) == [("ok", f"{name_of_this(one)} (this one)")]
    [(state, words)] = looked(two)
    assert (state, words.split(" (seen")[0]) == ("ok", f"{name_of_this(two)} (this one); {name_of_this(one)}")


def test_what_differs_is_told_of_each_machine(machine, tmp_path):
    one = machine("one", host_interval_seconds=2.0)
    two = machine("two", shared=tmp_path / "elsewhere")
    two.sources_file.write_text("sources: [] # one more\n")
    name = name_of_this(one)
    assert looked(one) == [("ok", f"{name} (this one)")]
    [interval, shared, sources, folder] = looked(two)
    assert interval == ("warn", f"{name} has host_interval_seconds = 2.0 instead of 5.0")
    assert shared == ("warn", f"{name} has shared = {tmp_path}/shared instead of {tmp_path}/elsewhere")
    assert sources[1].startswith(f"{name} has the sources = ")
    assert folder == ("fail", f"{tmp_path}/elsewhere is not the folder that {name} has")


def test_a_wrong_clock_is_told_of_this_machine_and_of_others(machine):
    one, two = machine("one"), machine("two")
    ahead = (f"the clock of {name_of_this(one)} is 30.", "s ahead of that of PostgreSQL")
    for settings, at in ((one, datetime.now(UTC) + timedelta(seconds=30.5)), (two, None)):
        [(state, words)] = looked(settings, at)
        assert state == "warn"
        assert words.startswith(ahead[0])
        assert words.endswith(ahead[1])


def test_a_machine_of_another_version_that_is_at_work_is_not_joined(machine, catalogue):
    one, two = machine("one"), machine("two")
    as_if(catalogue, one, "versions", old_duckdb(one))
    with pytest.raises(CatalogueUnusable) as caught:
        connect(two)
    version = duckdb.__version__
    assert str(caught.value).splitlines()[0] == (
        f"this machine has duckdb {version} instead of 1.4.0, which {name_of_this(one)} has, and that is at work"
    )
    assert looked(two) == [("fail", f"{name_of_this(one)} has duckdb 1.4.0 instead of {version}")]


def test_one_that_stopped_long_ago_hinders_nobody(machine, catalogue):
    one, two = machine("one"), machine("two")
    as_if(catalogue, one, "versions", old_duckdb(one))
    as_if(catalogue, one, "seen_at", datetime.now(UTC) - timedelta(minutes=11))
    connect(two).close()
    assert [state for state, _ in looked(two)] == ["warn"]


def test_a_run_keeps_its_machine_known(machine, catalogue):
    one = machine("one")
    folder = one.runs / "run-1"
    folder.mkdir(parents=True)
    lock = take_run_lock(folder, one, create=True, run_id="run-1")
    assert lock is not None
    try:
        as_if(catalogue, one, "seen_at", datetime.now(UTC) - timedelta(days=1))
        with psycopg.connect(catalogue, autocommit=True) as database:
            for _ in range(600):
                [(is_seen,)] = database.execute(
                    "SELECT seen_at > now() - interval '1 hour' FROM broadsheet.machines, pg_sleep(0.1)"
                ).fetchall()
                if is_seen:
                    break
        assert is_seen
    finally:
        lock.close()
