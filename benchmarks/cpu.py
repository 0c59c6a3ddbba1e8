"""Where the processor's time of `broadsheet ingest` goes, by process and by part of the run.

    python -m benchmarks.cpu [INPUT…] [--known] [--again] [--beside CHECKOUT] [--pairs 1]
    python -m benchmarks.cpu --corpus FOLDER [--times 10]

Runs the command into a fresh data folder (without INPUT: one invented text file) and looks at the clocks of its
processes twenty times a second. The parts are told by the log: start-up until the run begins, discovery until its end,
batches until the last one is loaded, and the end. `--known`: the data folder has had a run before. `--again`: the same
inputs once more, all unchanged. `--beside` takes turns with another checkout of the project, which has a .venv of its
own. A process that lives less than a twentieth of a second is not seen.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import orjson

from benchmarks.memory import below, clock_of, memory_of_process
from benchmarks.walk import article
from benchmarks.whole_job import manifest
from schemas.settings import PROJECT

PARTS = ("start-up", "discovery", "batches", "end")
_ROLES = {
    "forkserver": "cleaning workers",
    "prefect_server": "Prefect server",
    "tasks.validate": "checks",
    "tasks.clean": "cleaner",
    "resource_tracker": "resource tracker",
    "tasks.report": "charts",
    "flows.cli.main": "command",
    "bin/broadsheet": "command",
}


@dataclass
class Job:
    """One run of the command: seconds of each process by part, the whole time in seconds, and the memory's peak in
    megabytes.
    """

    seconds: float = 0
    peak: float = 0
    by_role: dict[str, dict[str, float]] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)
    """Elapsed seconds."""

    memory: dict[str, float] = field(default_factory=dict)
    """Megabytes of each process at the peak of all (proportional set size)."""

    def note_memory(self, now: dict[int, float], roles: dict[int, str]) -> None:
        if sum(now.values()) > self.peak:
            self.peak, self.memory = sum(now.values()), defaultdict(float)
            for pid, megabytes in now.items():
                self.memory[roles.get(pid, "?")] += megabytes

    @property
    def cpu(self) -> float:
        return sum(sum(parts.values()) for parts in self.by_role.values())


def role_of(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return next((role for part, role in _ROLES.items() if part in words), words[:40])


def run(command: list[str], home: Path) -> Job:
    """Run the command to its end. Raises SystemExit with its words where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"BROADSHEET_HOME": str(home), "BROADSHEET_ALLOW_FOLDERS": '["/"]'}
    clocks: list[tuple[float, dict[int, float]]] = []
    roles: dict[int, str] = {}
    job = Job()
    with tempfile.TemporaryFile() as words:
        begun = time.time()
        process = subprocess.Popen(command, env=environment, stdout=words, stderr=words)
        looks = 0
        while process.poll() is None:
            now: dict[int, float] = {}
            for pid in below(process.pid):
                try:
                    roles[pid] = role_of(pid) or roles.get(pid, "?")  # of a process that was just forked it changes
                except OSError:
                    continue  # it has just ended
                if seconds := clock_of(pid):
                    now[pid] = seconds
            clocks.append((time.time(), now))
            if looks % 5 == 0:
                job.note_memory({pid: memory_of_process(pid) for pid in now}, roles)
            looks += 1
            time.sleep(0.05)
        job.seconds = time.time() - begun
        if process.returncode not in {0, 3}:
            words.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{words.read().decode()}")
    edges = _edges(home, begun)
    job.parts = dict(
        zip(
            PARTS,
            (one - other for one, other in zip([*edges, begun + job.seconds], [begun, *edges], strict=True)),
            strict=True,
        )
    )
    by_role: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(PARTS, 0.0))
    last: dict[int, float] = {}
    for at, now in clocks:
        part = PARTS[sum(at > edge for edge in edges)]
        for pid, seconds in now.items():
            by_role[roles.get(pid, "?")][part] += seconds - last.get(pid, 0)
            last[pid] = seconds
    job.by_role = dict(by_role)
    return job


def _edges(home: Path, begun: float) -> list[float]:
    """When the run of the log began, when it had discovered all, when its last batch was loaded."""
    found: dict[str, float] = {}
    for file in sorted((home / "logs").glob("*.jsonl")):
        for text in file.read_bytes().splitlines():
            line = orjson.loads(text)
            at = datetime.fromisoformat(line["at"]).timestamp()
            if at >= begun - 0.01:
                found[line["said"]] = at
    began = found.get("run begun", begun)
    discovered = found.get("discover done", began)
    return [began, discovered, found.get("load done", discovered)]


def shown(job: Job) -> str:
    rows = sorted(job.by_role.items(), key=lambda item: -sum(item[1].values()))
    lines = [f"{'':18}{''.join(f'{part:>11}' for part in PARTS)}{'all':>9}{'MB at peak':>12}"]
    for role, parts in [*rows, ("all", {part: sum(by[part] for _, by in rows) for part in PARTS})]:
        memory = job.peak if role == "all" else job.memory.get(role, 0)
        lines.append(
            f"{role:18}{''.join(f'{parts[part]:11.2f}' for part in PARTS)}{sum(parts.values()):9.2f}{memory:12.0f}"
        )
    lines.append(f"{'elapsed':18}{''.join(f'{job.parts[part]:11.2f}' for part in PARTS)}{job.seconds:9.2f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs", nargs="*", type=Path)
    parser.add_argument("--corpus", type=Path, help="a folder with a truth.jsonl, for example ../shared/corpus")
    parser.add_argument("--times", type=int, default=1, help="each page of the corpus so often, in as many sources")
    parser.add_argument("--known", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--pairs", type=int, default=1)
    given = parser.parse_args()
    houses = {"this": PROJECT} | ({"beside": given.beside.absolute()} if given.beside else {})
    jobs: dict[str, list[Job]] = {name: [] for name in houses}
    for pair in range(given.pairs):
        for name in sorted(houses, reverse=bool(pair % 2)):
            with tempfile.TemporaryDirectory() as scratch:
                jobs[name].append(measured(houses[name], Path(scratch), given))
    for name, found in jobs.items():
        middle = sorted(found, key=lambda job: job.cpu)[len(found) // 2]
        print(
            f"{name}: {houses[name].name}, run of the median processor time, seconds of the processor\n{shown(middle)}"
        )
        print(
            f"elapsed {statistics.median(job.seconds for job in found):.2f} s"
            f" ({', '.join(f'{job.seconds:.1f}' for job in found)}), processor"
            f" {statistics.median(job.cpu for job in found):.2f} s ({', '.join(f'{job.cpu:.1f}' for job in found)}),"
            f" peak memory {statistics.median(job.peak for job in found):.0f} MB"
        )


def measured(house: Path, scratch: Path, given: argparse.Namespace) -> Job:
    command = [str(house / ".venv" / "bin" / "broadsheet"), "ingest"]
    inputs = [str(path.absolute()) for path in given.inputs]
    if given.corpus:
        inputs = [str(manifest(given.corpus, scratch, given.times)[0])]
    elif not inputs:
        (scratch / "article.txt").write_text(article("quay"), encoding="utf-8")
        inputs = [str(scratch / "article.txt")]
    if given.known:
        (scratch / "another.txt").write_text(article("ferry"), encoding="utf-8")
        run([*command, str(scratch / "another.txt")], scratch / "data")
    if given.again:
        run([*command, *inputs], scratch / "data")
    return run([*command, *inputs], scratch / "data")


if __name__ == "__main__":
    main()
