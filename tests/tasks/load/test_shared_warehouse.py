"""The warehouse of several machines: DuckLake with PostgreSQL, one writer at a time, a copy for the readers of each."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from schemas.errors import CatalogueUnusable, UsageError, WarehouseBusy, WarehouseUnusable
from schemas.identity import address_id
from schemas.settings import Settings
from tasks.analyse.run import analyse
from tasks.forget import forget
from tasks.load import begin_run, end_run, load_batch
from tasks.load.statements import Decision
from tasks.load.warehouse import open_warehouse
from tasks.maintain.restore import restore
from tasks.maintain.upkeep import keep_up
from tasks.publish import mend_snapshot, publish
from tasks.store.engine import attached
from tasks.store.forgotten import Tombstones
from tasks.store.lake import attached_lake
from tests.tasks.load.conftest import AT
from tests.tasks.load.test_portable import rows, story

pytestmark = [pytest.mark.parts, pytest.mark.xdist_group("postgres")]


@pytest.fixture(scope="session")
def empty_lake(postgres, tmp_path_factory) -> Settings:
    """Making the tables takes seconds: they are made once, and copied."""
    address = SecretStr(postgres.new_database())
    settings = Settings(home=tmp_path_factory.mktemp("lake"), catalogue=address)
    with open_warehouse(settings):
        pass
    return settings


@pytest.fixture
def lake(postgres, empty_lake, tmp_path) -> str:
    """The address of a catalogue with an empty lake, its files in the folder `shared`."""
    shutil.copytree(empty_lake.lake, tmp_path / "shared" / "lake")
    return postgres.new_database(empty_lake.catalogue.get_secret_value().rpartition("/")[2])


@pytest.fixture
def machine(settings, lake, empty_warehouse, tmp_path):
    """Settings of a machine: a data folder of its own, one catalogue and one shared folder for all."""

    def of(name: str, **more):
        given = {
            "home": tmp_path / name,
            "shared": tmp_path / "shared",
            "catalogue": SecretStr(lake),
            "writer_wait_seconds": 60.0,
        }
        chosen = settings.model_copy(update=given | more)
        if not chosen.warehouse.exists():
            chosen.private.mkdir(parents=True)
            shutil.copy(empty_warehouse, chosen.warehouse)
        return chosen

    return of


def published(settings) -> dict[str, list[tuple[object, ...]]]:
    publish(settings)
    with attached(settings.snapshot, "READ_ONLY") as (database, _):
        return rows(database)


def differing(found, expected):
    assert sorted(found) == sorted(expected)
    return {name: found[name] for name in found if found[name] != expected[name]}


def test_every_table_and_view_that_people_open_is_as_on_one_machine(desk, offer, archived, now, machine):
    story(desk, offer, archived, now)
    expected = published(desk.settings)
    shutil.rmtree(desk.settings.runs)
    one = machine("one")
    shutil.copytree(desk.settings.archive, one.archive)
    story(type(desk)(one), offer, archived, now)
    assert differing(published(one), expected) == {}
    assert len(expected["main.articles"]) == 3


def test_analysis_and_maintenance_do_as_on_one_machine(desk, offer, now, machine):
    said = 'The mayor, Ana Ruiz, opened it. "The first ferry of the year leaves at noon on Monday," Ruiz said.'
    articles = [offer(f"https://{name}.example/1", f"{said}\n\nSo much for {name}.") for name in "abc"]
    expected = []
    for settings in (desk.settings, machine("one")):
        type(desk)(settings).run(*articles)
        publish(settings)
        analyse(settings, now)
        keep_up(settings, now, dry_run=False)
        with attached(settings.snapshot, "READ_ONLY") as (database, _):
            found = rows(database)
        expected.append({name: found[name] for name in found if not name.startswith("ops.analysed")})
        shutil.rmtree(settings.runs)
    assert differing(expected[1], expected[0]) == {}
    assert len(expected[0]["analysis.quotations"]) == 3


def test_maintenance_merges_the_files_of_many_batches_and_loses_no_row(desk, offer, now, machine):
    one, two = machine("one"), machine("two")
    loading = type(desk)(one)
    for number in range(3):
        loading.run(*(offer(f"https://a.example/{number}-{n}", f"Ferry {number} {n} left. " * 9) for n in range(12)))
    before, files = published(one), len(list(one.lake.rglob("*.parquet")))
    keep_up(two, now, dry_run=False)
    with attached_lake(one) as (database, name):
        data_files = database.execute("SELECT sum(file_count) FROM ducklake_table_info(?)", [name]).fetchone()[0]
    assert data_files < files
    loading.run(offer("https://a.example/0-0", "Only this changed."))  # two takes over the change, three everything
    after = published(two)
    assert differing(after, published(machine("three"))) == {}
    assert len(after["main.article_versions"]) == len(before["main.article_versions"]) + 1


def test_the_warehouse_of_several_machines_is_not_made_from_a_snapshot_of_one(machine, now):
    with pytest.raises(UsageError, match="is not made from the snapshot of one of them") as caught:
        restore(machine("one"), now)
    assert len(str(caught.value).splitlines()) == 2


def batches_of_two(desk_of, offer, one, two):
    """A batch on each machine, of one source, with articles that the other does not have."""
    desks = [desk_of(one), desk_of(two)]
    for name, desk in zip("ab", desks, strict=True):
        begin_run(f"run-{name}", ["by hand"], 3, [], False, AT, desk.settings)
        offered = tuple(
            offer(f"https://a.example/{name}{number}", f"The harbour of {name}{number} opened at dawn.")
            for number in range(3)
        )
        desk.batch(f"run-{name}", offered)
    return desks


@contextmanager
def lake_of_anybody(settings, *, is_fenced: bool, both: threading.Barrier):
    """The warehouse without the lock of its writer."""
    with attached_lake(settings) as (database, _):
        database.execute(f"SET GLOBAL ducklake_max_retry_count = {0 if is_fenced else 10}")
        both.wait(60)
        yield database


def load_both(desks) -> list[str]:
    """Both machines load at once; gives what each came to."""
    ends: dict[str, str] = {}

    def load(name, desk):
        try:
            load_batch(desk.settings.runs / f"run-{name}" / "00001", f"run-{name}", desk.settings, AT)
            ends[name] = "loaded"
        except Exception as error:
            ends[name] = type(error).__name__

    threads = [threading.Thread(target=load, args=pair) for pair in zip("ab", desks, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends.values())


def twice(settings) -> dict[str, int]:
    """What is there twice: a name of a source, a number of a document of search, an address."""
    publish(settings)
    with attached(settings.snapshot, "READ_ONLY") as (database, _):
        return {
            table: database.execute(f"SELECT count(*) - count(DISTINCT {column}) FROM {table}").fetchone()[0]
            for table, column in (("sources", "name"), ("search.documents", "document"), ("articles", "url"))
        }


CLEAN = {"sources": 0, "search.documents": 0, "articles": 0}


def test_two_writers_at_once_would_corrupt_it(desk, offer, machine, monkeypatch):
    one, two = machine("one"), machine("two")
    desks = batches_of_two(type(desk), offer, one, two)
    with monkeypatch.context() as patch:
        unfenced = partial(lake_of_anybody, is_fenced=False, both=threading.Barrier(2))
        patch.setattr("tasks.load.open_warehouse", unfenced)
        assert load_both(desks) == ["loaded", "loaded"]
    assert twice(one) == {"sources": 1, "search.documents": 3, "articles": 0}


def test_a_commit_fails_where_another_machine_wrote_meanwhile(desk, offer, machine, monkeypatch):
    one, two = machine("one"), machine("two")
    desks = batches_of_two(type(desk), offer, one, two)
    with monkeypatch.context() as patch:
        fenced = partial(lake_of_anybody, is_fenced=True, both=threading.Barrier(2))
        patch.setattr("tasks.load.open_warehouse", fenced)
        assert load_both(desks) == ["WarehouseBusy", "loaded"]
    assert load_both(desks) == ["loaded", "loaded"]  # what is in is not loaded again
    assert twice(one) == CLEAN
    assert [one.snapshot.exists(), len(published(two)["main.articles"])] == [True, 6]


def test_with_its_lock_two_machines_load_one_after_the_other(desk, offer, machine):
    one, two = machine("one"), machine("two")
    desks = batches_of_two(type(desk), offer, one, two)
    assert load_both(desks) == ["loaded", "loaded"]
    assert twice(two) == CLEAN
    assert [end_run(f"run-{name}", one, AT).total("loaded") for name in "ab"] == [3, 3]


def test_a_writer_that_lost_its_lock_changes_nothing(desk, offer, machine, lake):
    import psycopg

    one, two = machine("one"), machine("two")
    desks = batches_of_two(type(desk), offer, one, two)
    with (
        pytest.raises(WarehouseBusy, match="was written by another machine meanwhile"),
        open_warehouse(one) as database,
    ):
        database.begin()
        database.execute("DELETE FROM ops.runs")
        with psycopg.connect(lake, autocommit=True) as other:  # what a network that is cut comes to
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE locktype = 'advisory' AND granted"
            )
        load_batch(desks[1].settings.runs / "run-b" / "00001", "run-b", two, AT)
        database.commit()
    assert len(published(one)["main.articles"]) == 3


WRITER = """
import sys, time
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse
home, shared, catalogue = sys.argv[1:]
with open_warehouse(Settings(home=home, shared=shared, catalogue=catalogue)) as database:
    database.begin()
    database.execute("DELETE FROM ops.runs")
    print("writing", flush=True)
    time.sleep(600)
"""


def test_the_lock_ends_with_the_process_that_held_it(desk, offer, machine, lake):
    one, two = machine("one"), machine("two")
    type(desk)(one).run(offer("https://a.example/1", "The harbour opened at dawn."))
    command = [sys.executable, "-c", WRITER, str(two.home), str(two.shared), lake]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "writing\n"
        at_once = one.model_copy(update={"writer_wait_seconds": 0})
        words = rf"the warehouse of 127\.0\.0\.1:\d+/\w+ is being written by broadsheet {process.pid} on "
        with pytest.raises(WarehouseBusy, match=words), open_warehouse(at_once):
            pass
    finally:
        process.kill()
        process.wait()
    with open_warehouse(one) as database:
        assert database.execute("SELECT count(*) FROM ops.runs").fetchall() == [(1,)]


def test_a_copy_that_takes_over_only_what_changed_is_as_one_that_takes_all(desk, offer, archived, now, machine):
    one, two = machine("one"), machine("two")
    type(desk)(one).run(offer("https://a.example/0", "Nothing yet."))
    publish(two)  # from here on it takes over changes only
    shutil.copytree(desk.settings.archive, one.archive)
    shutil.rmtree(one.runs)
    later = type(desk)(one)
    later._runs = 5
    later.run(offer("https://a.example/0", "Something now."), offer("https://a.example/1", "And more of it."))
    publish(two)
    later.run(offer("https://a.example/1", "And more of it, much more."), offer("https://a.example/2", "The end."))
    assert differing(published(two), published(machine("three"))) == {}


def test_an_empty_lake_begins_with_the_rows_of_the_machine_that_opens_it(
    desk, offer, archived, now, machine, catalogue
):
    story(desk, offer, archived, now)
    expected = published(desk.settings)
    machine = partial(machine, catalogue=SecretStr(catalogue))
    one = machine("one", home=desk.settings.home)
    with open_warehouse(one):
        pass
    assert differing(published(machine("two")), expected) == {}
    assert differing(published(one), expected) == {}


def test_a_dump_and_a_later_copy_of_the_folder_restore_the_warehouse(
    desk, offer, now, machine, lake, postgres, tmp_path
):
    one = machine("one")
    type(desk)(one).run(offer("https://a.example/1", "The harbour opened at dawn."))
    expected = published(one)
    with tempfile.TemporaryDirectory() as name:
        dump = Path(name, "news.dump")
        Path(name).chmod(0o777)
        postgres.dumped(lake, dump)
        shutil.rmtree(one.runs)
        later = type(desk)(one)
        later._runs = 1
        later.run(offer("https://a.example/2", "It closed at dusk."))
        keep_up(one, now, dry_run=False)
        shutil.copytree(one.shared, tmp_path / "copied")
        restored = machine("two", shared=tmp_path / "copied", catalogue=SecretStr(postgres.restored(dump)))
    assert differing(published(restored), expected) == {}


def test_a_machine_that_leaves_forgets_and_begins_another_shared_warehouse(
    desk, offer, now, machine, catalogue, tmp_path
):
    wanted, other = "https://a.example/1", "https://a.example/2"
    one = machine("one")
    type(desk)(one).run(offer(wanted, "The harbour opened at dawn."), offer(other, "It closed at dusk."))
    publish(one)
    shutil.rmtree(one.runs)
    forget([wanted], Decision("ann", "case 12"), one.model_copy(update={"catalogue": None}), now)
    shutil.rmtree(one.lake)
    with pytest.raises(WarehouseUnusable, match=r"is a warehouse of its own, and that of the catalogue .* has rows"):
        publish(one)
    begun = one.model_copy(update={"catalogue": SecretStr(catalogue)})
    with open_warehouse(begun):
        pass
    two = machine("two", catalogue=SecretStr(catalogue))
    assert [url for _, _, url, *_ in published(two)["main.articles"]] == [other]
    with attached(two.snapshot, "READ_ONLY") as (database, _):
        assert Tombstones(database, two).has("address", str(address_id(wanted)))
        assert not Tombstones(database, two).has("address", str(address_id(other)))


def test_a_catalogue_without_any_warehouse_publishes_nothing(settings, catalogue, now):
    chosen = settings.model_copy(update={"catalogue": SecretStr(catalogue)})
    mend_snapshot(chosen)
    assert publish(chosen) is False
    assert keep_up(chosen, now, dry_run=False).compacted is None
    assert not chosen.snapshot.exists()


def test_a_machine_with_a_warehouse_of_its_own_does_not_lose_it_to_a_lake_with_rows(desk, offer, machine):
    type(desk)(machine("one")).run(offer("https://a.example/1", "The harbour opened at dawn."))
    desk.run(offer("https://a.example/2", "The harbour closed at dusk."))
    with pytest.raises(WarehouseUnusable, match=r"is a warehouse of its own, and that of the catalogue .* has rows"):
        publish(machine("two", home=desk.settings.home))
    assert desk.ask("SELECT url FROM articles") == [("https://a.example/2",)]


def test_without_the_shared_folder_a_machine_says_what_is_missing(desk, offer, machine, tmp_path):
    type(desk)(machine("one")).run(offer("https://a.example/1", "The harbour opened at dawn. " * 50))
    with pytest.raises(WarehouseUnusable, match="cannot be read or written") as caught:
        publish(machine("two", shared=tmp_path / "elsewhere"))
    assert "setting shared" in caught.value.cure


def test_a_catalogue_that_does_not_answer_is_named_without_its_password(machine):
    gone = machine("one", catalogue=SecretStr("postgres://desk:sesame@127.0.0.1:1/news"), writer_wait_seconds=0)
    for act in (publish, lambda settings: open_warehouse(settings).__enter__()):
        with pytest.raises(CatalogueUnusable, match=r"the catalogue 127\.0\.0\.1:1/news does not answer") as caught:
            act(gone)
        assert "sesame" not in str(caught.value)
