"""kill -9 at random moments of loading, migrating, publishing and compacting: is what was acknowledged there, once, and
does the snapshot open?

    python -m drills.warehouse_kills [--kills 200] [--seed 1] [--candidates 60] [--false-word]

One warehouse lives through all kills but those of migrations; what is killed is a process of its own that calls the
plain functions and says what it begins and what is done. Each kill comes after 0 to 1.1 times as long as the step took
undisturbed. Ends with 1 where anything was lost, is there twice, or does not open.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import duckdb

from benchmarks.warehouse.batches import Agency, Run
from schemas.settings import Settings
from tasks.load import begin_run, end_run, load_batch
from tasks.load.migrations import LEDGER, known_steps
from tasks.load.warehouse import open_warehouse
from tasks.maintain.compaction import compact
from tasks.publish import publish
from tasks.store.engine import STORAGE_VERSION

_OLD_FORM = "0009_said_times.sql"
"""The last step that the warehouse to be migrated has seen."""
_ONCE = {
    "articles": "article_id",
    "article_versions": "article_id, version",
    "article_authors": "article_id, version, position",
    "paragraphs": "article_id, version, position",
    "links": "article_id, version, position",
    "captures": "capture_id",
    "ops.addresses": "address_id",
    "ops.outcomes": "run_id, position",
    "ops.batches": "run_id, batch",
    "search.documents": "article_id",
    "schema_migrations": "name",
}
Say = Callable[[bytes], object]
Step = Callable[[Say], object]
"""Says `b` after each batch that is loaded."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--candidates", type=int, default=60, help="in a batch")
    parser.add_argument(
        "--false-word", action="store_true", help="acknowledge batches before they are loaded: are losses seen?"
    )
    given = parser.parse_args()
    dice = random.Random(given.seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as name:
        life = Life(Path(name), given.candidates, given.kills // 4 + 3, dice, is_false=given.false_word)
        for number in range(given.kills):
            life.kill(("load", "migrate", "publish", "compact")[number % 4])
        print(
            f"{given.kills} kills: {dict(life.hit)} while under way, {life.late} after the end;"
            f" {life.acknowledged} batches acknowledged, {len(life.faults)} faults"
        )
        print("\n".join(life.faults[:20]))
        sys.exit(bool(life.faults))


class Life:
    """A warehouse, what its killed writers acknowledged, and what is wrong with it."""

    def __init__(self, folder: Path, candidates: int, runs: int, dice: random.Random, *, is_false: bool) -> None:
        self.hit, self.late, self.acknowledged = Counter[str](), 0, 0
        self.faults: list[str] = []
        self._is_false = is_false
        self._folder, self._candidates, self._wanted_runs, self._dice = folder, candidates, runs, dice
        self._settings = Settings(home=folder / "data", keep_snapshots=1, writer_wait_seconds=30)
        self._settings.runs.mkdir(parents=True)
        self._loaded: set[tuple[str, int]] = set()
        self._usual: dict[str, float] = {}
        self._runs: list[Run] = []
        # In a process of its own as well: this one is forked, and threads do not survive that.
        self._in_child(self._prepare)
        for step in ("load", "publish", "compact", "migrate"):
            self._ready(step)
            begun = time.monotonic()
            self._in_child(self._steps(step))
            self._usual[step] = time.monotonic() - begun
        self._note_loaded(len(self._runs[0].batches))

    def kill(self, step: str) -> None:
        self._ready(step)
        process, acknowledged = _forked(self._steps(step))
        ended = os.pidfd_open(process)
        select.select([ended], [], [], self._dice.uniform(0, 1.1) * self._usual[step])
        os.kill(process, signal.SIGKILL)
        os.close(ended)
        os.waitpid(process, 0)
        said = _said(acknowledged)
        is_done = said.endswith(b".")
        self.late += is_done
        self.hit[step] += not is_done
        self._note_loaded(said.count(b"b"))
        self._check(step)
        if step == "load" and not is_done:  # what was cut off is loaded again, as a run that is resumed does
            self._in_child(self._steps("load"))
            self._note_loaded(len(self._runs[0].batches))
            self._check("load again")

    def _note_loaded(self, batches: int) -> None:
        self._loaded |= {(self._runs[0].run_id, number) for number in range(1, batches + 1)}
        self.acknowledged = len(self._loaded)

    def _prepare(self, _say: Say) -> None:
        """Runs of two batches each, all written beforehand, and an old warehouse to migrate."""
        agency = Agency()
        for _ in range(self._wanted_runs):
            run = agency.run(self._settings.runs, 2 * self._candidates, self._candidates)
            (self._folder / "runs.txt").open("a").write(f"{run.run_id} {run.candidates} {run.at.isoformat()}\n")
        first = self._all_runs()[0]
        old = Settings(home=self._folder / "old")
        old.private.mkdir(parents=True)
        begin_run(first.run_id, ["by hand"], first.candidates, [], False, first.at, self._settings)
        for batch in first.batches:
            load_batch(batch, first.run_id, self._settings, first.at)
        _in_old_form(self._settings.warehouse, self._folder / "old.duckdb")
        self._settings.warehouse.unlink()

    def _all_runs(self) -> list[Run]:
        rows = [line.split() for line in (self._folder / "runs.txt").read_text().splitlines()]
        return [
            Run(run_id, sorted((self._settings.runs / run_id).iterdir()), int(count), 0, 0, datetime.fromisoformat(at))
            for run_id, count, at in rows
        ]

    def _ready(self, step: str) -> None:
        if step == "load":
            self._runs = [run for run in self._all_runs() if (run.run_id, 1) not in self._loaded]
        if step == "migrate":
            shutil.rmtree(self._folder / "old", ignore_errors=True)
            (self._folder / "old" / "private").mkdir(parents=True)
            shutil.copy(self._folder / "old.duckdb", self._folder / "old" / "private" / "warehouse.duckdb")

    def _steps(self, step: str) -> Step:
        settings, old = self._settings, Settings(home=self._folder / "old")

        def load(say: Say) -> None:
            run = self._runs[0]
            begin_run(run.run_id, ["by hand"], run.candidates, [], False, run.at, settings)
            for batch in run.batches:
                if self._is_false:
                    say(b"b")
                load_batch(batch, run.run_id, settings, run.at)
                if not self._is_false:
                    say(b"b")
            end_run(run.run_id, settings, run.at)

        def publish_anew(_say: Say) -> None:
            os.utime(settings.warehouse)  # else there is nothing to do
            publish(settings)

        def migrate(_say: Say) -> None:
            with open_warehouse(old):
                pass

        return {"load": load, "publish": publish_anew, "compact": lambda _say: compact(settings), "migrate": migrate}[
            step
        ]

    def _in_child(self, step: Step) -> None:
        process, acknowledged = _forked(step)
        os.close(acknowledged) if os.waitpid(process, 0)[1] == 0 else self._fault("a step that nobody killed failed")

    def _check(self, after: str) -> None:
        old = Settings(home=self._folder / "old")
        checked = old if after == "migrate" else self._settings
        wanted = set() if after == "migrate" else self._loaded

        def look(_say: Say) -> None:
            with open_warehouse(checked) as database:  # what a killed writer left in its log is taken in
                _require_whole(database, wanted)
            if after == "migrate":
                _require_same(self._folder / "old.duckdb", checked.warehouse)
            else:
                with duckdb.connect(str(checked.snapshot), read_only=True) as snapshot:
                    _require_whole(snapshot, set())

        process, acknowledged = _forked(look)
        if os.waitpid(process, 0)[1]:
            self._fault(after)
        os.close(acknowledged)

    def _fault(self, after: str) -> None:
        self.faults.append(f"after {after}, kill {self.late + self.hit.total()}")


def _forked(step: Step) -> tuple[int, int]:
    """A process that does the step, and where it says `.` once that is done."""
    ours, theirs = os.pipe()
    process = os.fork()
    if process:
        os.close(theirs)
        return process, ours
    try:
        step(lambda word: os.write(theirs, word))
        os.write(theirs, b".")
        os._exit(0)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)


def _said(acknowledged: int) -> bytes:
    with os.fdopen(acknowledged, "rb") as pipe:
        return pipe.read()


def _require_whole(database: duckdb.DuckDBPyConnection, batches: set[tuple[str, int]]) -> None:
    """Everything once, every batch wholly in or not at all, and those acknowledged in."""
    for table, key in _ONCE.items():
        twice = database.execute(f"SELECT count(*) - count(DISTINCT ({key})) FROM {table}").fetchone()
        assert twice == (0,), f"{twice} rows of {table} are there more than once"
    known = set(database.execute("SELECT run_id, batch FROM ops.batches").fetchall())
    assert batches <= known, f"lost: {sorted(batches - known)}"
    told = database.execute(
        "SELECT (SELECT coalesce(sum(candidates), 0) FROM ops.batches), (SELECT count(*) FROM ops.outcomes),"
        " (SELECT count(*) FROM ops.outcomes WHERE status = 'loaded'), (SELECT count(*) FROM article_versions),"
        " (SELECT count(*) FROM articles), (SELECT count(*) FROM search.documents)"
    ).fetchone()
    assert told is not None
    candidates, outcomes, loaded, versions, articles, documents = told
    assert (candidates, loaded, articles) == (outcomes, versions, documents), f"they do not add up: {told}"


def _in_old_form(warehouse: Path, old: Path) -> None:
    """The same rows as an earlier Broadsheet would have kept them."""
    with duckdb.connect() as database:
        database.execute(f"ATTACH '{warehouse}' AS now (READ_ONLY)")
        database.execute(f"ATTACH '{old}' AS old (STORAGE_VERSION '{STORAGE_VERSION}')")
        database.execute("USE old")
        for step in known_steps()[: known_steps().index(_OLD_FORM) + 1]:
            database.execute(files("schemas").joinpath("tables", step).read_text(encoding="utf-8"))
            if step == known_steps()[0]:
                database.execute(LEDGER)
            database.execute("INSERT INTO schema_migrations VALUES (?, now())", [step])
        tables = database.execute(
            "SELECT schema_name, table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
            " WHERE database_name = 'old' AND table_name <> 'schema_migrations' GROUP BY ALL"
        ).fetchall()
        for schema, table, columns in tables:
            names = ", ".join(columns)
            database.execute(f"INSERT INTO old.{schema}.{table} ({names}) SELECT {names} FROM now.{schema}.{table}")


def _require_same(old: Path, migrated: Path) -> None:
    with duckdb.connect() as database:
        database.execute(f"ATTACH '{old}' AS old (READ_ONLY)")
        database.execute(f"ATTACH '{migrated}' AS now (READ_ONLY)")
        names = "article_id, version, body, title, published_at"
        for one, other in (("old", "now"), ("now", "old")):
            lost = database.execute(
                f"SELECT count(*) FROM (SELECT {names} FROM {one}.article_versions EXCEPT SELECT {names} FROM"
                f" {other}.article_versions)"
            ).fetchone()
            assert lost == (0,), f"{lost} versions are not what they were"
        done = database.execute("SELECT name FROM now.schema_migrations WHERE name LIKE '%.sql' ORDER BY 1").fetchall()
        assert [name for (name,) in done] == known_steps()


if __name__ == "__main__":
    main()
