"""Whatever people and disks do to snapshots and warehouses: nothing good is replaced, and there is a way back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from schemas.errors import UsageError, WarehouseUnusable
from tasks.load.warehouse import open_warehouse
from tasks.maintain.restore import restore
from tasks.maintain.upkeep import keep_up
from tasks.publish import mend_snapshot, publish
from tasks.store.snapshots import open_to_read, require_whole

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def home(settings, empty_warehouse):
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    with open_warehouse(settings) as database:
        columns = dict(
            database.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'articles' "
                "AND schema_name = 'main'"
                " AND database_name = current_database() AND NOT is_nullable"
            ).fetchall()
        )
        values = ", ".join(_some(kind) for kind in columns.values())
        database.execute(f"INSERT INTO articles ({', '.join(columns)}) SELECT {values} FROM range(10) AS r(i)")
    publish(settings)
    return settings


def _some(kind):
    return {
        "UUID": "uuid()",
        "VARCHAR": "i::VARCHAR",
        "TIMESTAMP WITH TIME ZONE": "now()",
        "BOOLEAN": "false",
    }.get(kind, f"i::{kind}" if "ENUM" not in kind else "NULL")


def articles(settings):
    with open_to_read(settings) as database:
        return database.execute("SELECT count(*) FROM articles").fetchone()[0]


def of_people(settings):
    """What a person sees who opens the snapshot read-only, in a process of his own."""
    code = (
        f"import duckdb; print(duckdb.connect({str(settings.snapshot)!r}, "
        "read_only=True).execute('SELECT count(*) FROM articles').fetchone()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return int(done.stdout) if done.returncode == 0 else done.stderr.splitlines()[-1]


def commit(settings, word="a"):
    with open_warehouse(settings) as database:
        database.execute("INSERT INTO tags VALUES (uuid(), ?)", [word])


@contextmanager
def shell(settings, *statements):
    """A program that opened the snapshot in the default way, for writing."""
    code = (
        f"import duckdb, sys; c = duckdb.connect({str(settings.snapshot)!r})\nprint(1, "
        "flush=True)\nfor line in sys.stdin: c.execute(line); print(1, flush=True)"
    )
    settings.snapshot.chmod(0o644)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def say(statement):
            process.stdin.write(statement + "\n")
            process.stdin.flush()
            return process.stdout.readline()

        process.stdout.readline()
        for statement in statements:
            say(statement)
        yield process, say


def flipped(content):
    middle = len(content) // 2
    return b"".join(
        [
            content[:middle],
            bytes(byte ^ 0xFF for byte in content[middle : middle + 300_000]),
            content[middle + 300_000 :],
        ]
    )


DAMAGES = {
    "halved": lambda content: content[: len(content) // 2],
    "flipped": flipped,
    "empty": lambda _: b"",
}


def test_a_shell_that_holds_the_snapshot_stops_neither_reading_nor_publishing(home):
    with shell(home):
        assert articles(home) == 10
        commit(home)
        assert publish(home) is True
        assert of_people(home) == 10


def test_a_shell_that_writes_after_a_publication_is_repaired_by_the_next_look(home):
    with shell(home) as (process, say):
        commit(home)
        publish(home)
        say("CREATE TABLE t AS SELECT 1")
        assert "WAL" in of_people(home)
        assert articles(home) == 10
        mend_snapshot(home)
        assert of_people(home) == 10
        process.kill()
    mend_snapshot(home)
    assert of_people(home) == 10


def test_a_log_that_a_killed_shell_left_goes_with_the_next_publication(home):
    with shell(home, "CREATE TABLE t AS SELECT 1") as (process, _):
        process.kill()
    log = home.snapshot.with_name("broadsheet.duckdb.wal")
    assert log.exists()
    assert articles(home) == 10
    publish(home)
    assert not log.exists()
    assert of_people(home) == 10


@pytest.mark.parametrize(("readers", "mode"), [("owner", 0o400), ("group", 0o440), ("all", 0o444)])
def test_the_snapshot_has_the_mode_of_its_readers_and_nobody_may_write_to_it(home, readers, mode):
    settings = home.model_copy(update={"readers": readers})
    for word in ("a", "b"):
        commit(settings, word)
        publish(settings)
    [former, *_] = settings.former_snapshots.glob("*.duckdb")
    assert [path.stat().st_mode & 0o777 for path in (settings.snapshot, former)] == [mode, mode]


def test_a_link_stays_a_link_and_the_file_that_it_names_is_replaced(home, tmp_path):
    elsewhere = tmp_path / "disk" / "news.duckdb"
    elsewhere.parent.mkdir()
    home.snapshot.rename(elsewhere)
    home.snapshot.symlink_to(elsewhere)
    commit(home)
    assert publish(home) is True
    assert (home.snapshot.is_symlink(), elsewhere.stat().st_size) == (True, home.warehouse.stat().st_size)
    assert of_people(home) == 10


def test_no_warehouse_is_begun_where_a_snapshot_is(home):
    home.warehouse.unlink()
    for act in (mend_snapshot, publish, lambda settings: keep_up(settings, NOW, dry_run=False), commit):
        with pytest.raises(WarehouseUnusable, match=r"is gone, but .* was published from it") as caught:
            act(home)
        assert "maintain --from-snapshot" in caught.value.cure
    assert not home.warehouse.exists()
    assert restore(home, NOW).articles == 10
    commit(home)
    assert publish(home) is True
    assert articles(home) == 10


def test_a_snapshot_of_another_warehouse_is_replaced_only_if_asked(home, tmp_path):
    other = home.model_copy(update={"home": tmp_path / "other"})
    with open_warehouse(other):
        pass
    shutil.copy(other.warehouse, home.warehouse)
    before = home.snapshot.read_bytes()
    with pytest.raises(WarehouseUnusable, match="is of another warehouse"):
        publish(home)
    assert home.snapshot.read_bytes() == before
    keep_up(home, NOW, dry_run=False, replace_snapshot=True)
    assert articles(home) == 0
    assert len([*home.former_snapshots.iterdir()]) == 1


def test_many_articles_less_are_published_only_with_a_recorded_removal(home):
    with open_warehouse(home) as database:
        database.execute(
            "DELETE FROM articles WHERE article_id IN (SELECT article_id FROM articles ORDER BY article_id LIMIT 2)"
        )
    with pytest.raises(WarehouseUnusable, match=r"has 8 articles, the snapshot .* has 10; no removal is recorded"):
        publish(home)
    with open_warehouse(home) as database:
        database.execute("INSERT INTO ops.article_removals VALUES (now(), 2, 'a court said so')")
    assert publish(home) is True
    assert of_people(home) == 8


@pytest.mark.parametrize("damage", [*DAMAGES, "missing"])
def test_a_damaged_snapshot_is_published_anew_where_the_warehouse_is_whole(home, damage):
    for path in (home.snapshot, home.published):
        if damage == "missing":
            path.unlink()
        else:
            content = path.read_bytes()
            path.chmod(0o600)
            path.write_bytes(DAMAGES[damage](content))
    mend_snapshot(home)
    publish(home)
    assert (of_people(home), articles(home)) == (10, 10)


def test_damage_that_keeps_size_and_time_is_found_by_maintenance(home):
    state = home.snapshot.stat()
    for path in (home.snapshot, home.published):
        path.chmod(0o600)
        path.write_bytes(flipped(path.read_bytes()))
        os.utime(path, ns=(state.st_mtime_ns, state.st_mtime_ns))
    keep_up(home, NOW, dry_run=False)
    assert (of_people(home), articles(home)) == (10, 10)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_warehouse_is_told_and_made_anew_from_the_snapshot(home, damage):
    home.warehouse.write_bytes(DAMAGES[damage](home.warehouse.read_bytes()))
    with pytest.raises(WarehouseUnusable, match=r"warehouse\.duckdb is (damaged|not a DuckDB database)") as caught:
        commit(home)
        keep_up(home, NOW, dry_run=False)
    assert "maintain --from-snapshot" in caught.value.cure
    restored = restore(home, NOW)
    assert (restored.articles, restored.path, restored.set_aside.exists()) == (10, home.published, True)
    commit(home)
    assert publish(home) is True
    assert (of_people(home), articles(home)) == (10, 10)


@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_warehouse_that_ends_too_early_is_told_as_damaged_wherever_that_shows(home, tenths):
    """While it is opened, read, or only closed: DuckDB merges its log then, and meets the missing end."""
    with open_warehouse(home) as database:
        database.execute("CREATE TABLE t AS SELECT md5(i::VARCHAR) AS words FROM range(100_000) AS r(i)")
    publish(home)
    os.truncate(home.warehouse, home.warehouse.stat().st_size * tenths // 10)
    with pytest.raises(WarehouseUnusable, match=r"warehouse\.duckdb is damaged") as caught:
        with open_warehouse(home) as database:
            database.execute("INSERT INTO t SELECT md5(i::VARCHAR) FROM range(100_000, 300_000) AS r(i)")
        keep_up(home, NOW, dry_run=False)
    assert "maintain --from-snapshot" in caught.value.cure


@pytest.mark.parametrize("tenths", range(10))
def test_damage_that_opening_does_not_show_is_not_published_over_a_whole_snapshot(home, tenths):
    with open_warehouse(home) as database:
        database.execute("CREATE TABLE t AS SELECT md5(i::VARCHAR) AS words FROM range(100_000) AS r(i)")
    publish(home)
    content = bytearray(home.warehouse.read_bytes())
    at = 12_288 + (len(content) - 12_288) * tenths // 10
    content[at : at + 5_000] = bytes(byte ^ 0xFF for byte in content[at : at + 5_000])
    home.warehouse.write_bytes(content)
    try:
        commit(home)
        publish(home)
    except WarehouseUnusable as error:
        assert re.search(r"the warehouse .* is damaged", error.what)
        assert "maintain --from-snapshot" in error.cure
    require_whole(home.published)
    assert (require_whole(home.snapshot), of_people(home)) == (10, 10)


def test_a_pipe_in_place_of_the_warehouse_makes_nothing_wait(home):
    home.warehouse.unlink()
    os.mkfifo(home.warehouse)
    for act in (commit, publish, mend_snapshot):
        with pytest.raises(WarehouseUnusable, match="is no file"):
            act(home)
    assert restore(home, NOW).articles == 10


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to(path)], ids=["pipe", "link to itself"])
def test_a_pipe_or_a_link_to_itself_in_place_of_the_snapshot_is_replaced(home, make):
    home.snapshot.unlink()
    make(home.snapshot)
    assert articles(home) == 10
    mend_snapshot(home)
    commit(home)
    publish(home)
    assert (home.snapshot.is_symlink(), of_people(home)) == (False, 10)


def test_where_the_last_snapshot_is_damaged_too_a_former_one_is_taken(home):
    commit(home)
    publish(home)
    for path in (home.snapshot, home.published, home.warehouse):
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:100_000])
    restored = restore(home, NOW)
    assert restored.path.parent == home.former_snapshots
    assert len(restored.passed_over) == 2
    assert (of_people(home), articles(home)) == (10, 10)


def test_a_whole_warehouse_is_not_replaced(home):
    with pytest.raises(UsageError, match="is whole: there is nothing to restore"):
        restore(home, NOW)
    commit(home)
    assert publish(home) is True


def test_only_the_owner_gets_into_the_other_folders(home):
    for folder in (home.archive, home.runs, home.logs, home.private):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    publish(home)
    assert {folder.stat().st_mode & 0o777 for folder in (home.archive, home.runs, home.logs, home.private)} == {0o700}


def test_a_reader_without_the_private_folder_reads_the_snapshot(home):
    """As another user of the machine: the child gives up root."""
    settings = home.model_copy(update={"readers": "all"})
    commit(settings)
    publish(settings)
    for folder in (settings.home, *settings.home.parents[:-2]):  # all below /tmp
        folder.chmod(folder.stat().st_mode | 0o005)
    code = (
        "import os, sys; from schemas.settings import Settings; from pathlib import Path\n"
        "from tasks.store.snapshots import open_to_read, require_whole, snapshot_to_read\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        f"settings = Settings(home=Path({str(settings.home)!r}))\n"
        "with open_to_read(settings) as database:\n"
        "    print(snapshot_to_read(settings).name, database.execute('SELECT count(*) FROM articles').fetchone()[0])"
    )
    if os.geteuid():
        pytest.skip("only root can become another user")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("broadsheet.duckdb 10\n", "")
