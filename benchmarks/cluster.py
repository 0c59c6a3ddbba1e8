"""One machine beside several: the same invented batches loaded into the warehouse of one machine, and into that of two
that share a catalogue and take turns.

    python -m benchmarks.cluster [CANDIDATES] [--batch 500]

Needs PostgreSQL and the extra `lake`. Prints CPU seconds of the loading process and, for the shared warehouse, those of
PostgreSQL (all of its processes, from /proc) beside the clock; then every table that differs between the snapshots, but
for what names the runs' times. Machines are data folders of their own on this computer.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from pydantic import SecretStr

from benchmarks.warehouse.batches import Agency, Run
from drills.postgres_server import PostgresServer, missing
from schemas.settings import Settings
from tasks.load import begin_run, end_run, load_batch
from tasks.publish import publish
from tasks.runs.handover import batch_folders
from tasks.store.engine import attached

_NOT_COMPARED = {"main.schema_migrations", "ops.lineage", "ops.step_times", "ops.batches", "search.segments"}
"""When migrations ran, which database it is, how long steps took, when they did and when words were put in order."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cluster", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("candidates", nargs="?", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=500, help="candidates in a batch")
    given = parser.parse_args()
    if why := missing():
        parser.exit(1, f"{why}\n")
    with tempfile.TemporaryDirectory() as name, PostgresServer() as postgres:
        folder = Path(name)
        alone = Settings(home=folder / "alone")
        catalogue = SecretStr(postgres.new_database())
        shared = [
            Settings(home=folder / machine, shared=folder / "shared", catalogue=catalogue) for machine in ("one", "two")
        ]
        run = Agency().run(alone.runs, given.candidates, given.batch)
        shutil.copytree(alone.runs, shared[0].runs)
        print(f"{given.candidates:,} candidates, {given.batch} a batch      clock s   CPU s   PostgreSQL CPU s")
        first = loaded("one machine", run, [alone], postgres)
        second = loaded("two machines in turn", run, shared, postgres)
        print(f"CPU of loading, with that of PostgreSQL: {second / first:.2f} times that of one machine")
        for settings in shared:
            unlike = differing(alone, settings)
            print(f"tables of {settings.home.name} that differ from one machine's: {', '.join(unlike) or 'none'}")


def loaded(what: str, run: Run, machines: list[Settings], postgres: PostgresServer) -> float:
    """Load the run, a batch by each machine in turn, then end and publish; gives CPU seconds of the batches."""
    run_id, now = run.run_id, run.at
    begin_run(run_id, ["invented"], run.candidates, [], False, now, machines[0])
    clock, cpu, theirs = time.perf_counter(), time.process_time(), postgres.cpu_seconds()
    for number, batch in enumerate(batch_folders(machines[0].runs / run_id)):
        load_batch(batch, run_id, machines[number % len(machines)], now)
    spent = (time.perf_counter() - clock, time.process_time() - cpu, postgres.cpu_seconds() - theirs)
    print(f"{what + ': load':38} {spent[0]:9.1f} {spent[1]:7.1f} {spent[2]:9.1f}", flush=True)
    end_run(run_id, machines[0], now)
    for machine in machines:
        clock, cpu = time.perf_counter(), time.process_time()
        publish(machine)
        words = f"{what}: publish on {machine.home.name}"
        print(f"{words:38} {time.perf_counter() - clock:9.1f} {time.process_time() - cpu:7.1f}", flush=True)
    return spent[1] + spent[2]


def differing(one: Settings, other: Settings) -> list[str]:
    """Names of the tables that have other rows in the snapshot of one than in that of the other."""
    with attached(one.snapshot, "READ_ONLY") as (database, mine), attached(other.snapshot, "READ_ONLY") as (_, theirs):
        tables = database.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY ALL", [mine]
        ).fetchall()
        found = []
        for schema, table in tables:
            if f"{schema}.{table}" not in _NOT_COMPARED:
                a, b = (f'FROM {database_name}."{schema}"."{table}"' for database_name in (mine, theirs))
                [(rows,)] = database.execute(
                    f"SELECT (SELECT count(*) FROM ({a} EXCEPT ALL {b})) + (SELECT count(*) FROM ({b} EXCEPT ALL {a}))"
                ).fetchall()
                if rows:
                    found.append(f"{schema}.{table} ({rows} rows)")
    return found


if __name__ == "__main__":
    main()
