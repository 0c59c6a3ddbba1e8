"""The walk of one text file through the whole job: which functions of ours it calls, and what it opens, locks and
starts.

    python -m benchmarks.walk [FILE] [--known] [--all] [--json]
    cd OTHER_CHECKOUT && .venv/bin/python THIS_CHECKOUT/benchmarks/walk.py

Runs `broadsheet ingest FILE` (default: an invented article) as a process into a fresh data folder, with notes taken in
that process and in every Python process below it (`walk_hook/sitecustomize.py`). The command is the one beside the
Python that runs this script, so the second form shows another checkout. Noting costs time: take no seconds from here.

Functions are those whose bodies ran at least once, in any process; lambdas count, comprehensions and the bodies of
modules and classes do not. A database is opened by connecting to it or by ATTACH. A lock is a call of flock or lockf
that asks for one.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOOK = Path(__file__).resolve().with_name("walk_hook")
Note = dict[str, Any]


@dataclass
class Process:
    """One process of the job. `by`: functions of ours that started it; `through`: modules they called."""

    pid: int
    parent: int = 0
    command: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    through: list[str] = field(default_factory=list)
    functions: int = 0
    has_notes: bool = False


@dataclass
class Walk:
    """All notes of one run of the command, and where it ran."""

    house: Path
    home: Path
    notes: dict[int, list[Note]]

    def of(self, kind: str) -> list[Note]:
        return [note for notes in self.notes.values() for note in notes if note["kind"] == kind]

    def functions(self) -> list[tuple[str, int, str]]:
        return sorted({(note["file"], note["line"], note["name"]) for note in self.of("function")})

    def databases(self) -> list[Note]:
        """Databases in files that were opened: those in memory, and files that were only copied, are left out."""
        return [note for note in self.of("duckdb") if note["how"] in {"connected", "attached"} and self._is_file(note)]

    def warehouse(self) -> list[Note]:
        return [note for note in self.databases() if Path(note["path"]).name == "warehouse.duckdb"]

    def locks(self) -> list[Note]:
        """Locks on files of the data folder."""
        return [note for note in self.of("lock") if Path(note["path"]).is_relative_to(self.home)]

    def processes(self) -> list[Process]:
        """Each after the one that started it."""
        found: dict[int, Process] = {}
        for pid, notes in self.notes.items():
            for note in notes:
                if note["kind"] == "start":
                    child = found.setdefault(note["pid"], Process(note["pid"]))
                    child.parent, child.command, child.by, child.through = (
                        pid,
                        *(note[name] for name in ("command", "by", "through")),
                    )
                elif note["kind"] == "process":
                    this = found.setdefault(pid, Process(pid))
                    this.has_notes, this.parent = True, this.parent or note["parent"]
                    this.command, this.by = this.command or note["command"], this.by or note.get("by", [])
            found.setdefault(pid, Process(pid)).functions = sum(note["kind"] == "function" for note in notes)
        return _in_order(found)

    def named(self, path: str) -> str:
        """A path as it is shown: below the data folder or the checkout without that folder, and without numbers of its
        own.
        """
        for folder in (self.home, self.house):
            if Path(path).is_relative_to(folder):
                return str(Path(path).relative_to(folder))
        return path

    @staticmethod
    def _is_file(note: Note) -> bool:
        return not note["path"].startswith(":memory:")


def _in_order(found: dict[int, Process]) -> list[Process]:
    ordered: list[Process] = []

    def add(process: Process) -> None:
        ordered.append(process)
        for child in sorted(found.values(), key=lambda child: child.pid):
            if child.parent == process.pid:
                add(child)

    for process in sorted(found.values(), key=lambda process: process.pid):
        if process.parent not in found:
            add(process)
    return ordered


def walk(file: Path, folder: Path, *, is_known: bool) -> Walk:
    """Run the command over the file. Raises SystemExit with its words where it fails."""
    house = Path(_output([sys.executable, "-c", "import schemas; print(list(schemas.__path__)[0])"])).parent
    home, notes = folder / "data", folder / "notes"
    notes.mkdir()
    command = [str(Path(sys.executable).with_name("broadsheet")), "ingest"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment["BROADSHEET_HOME"] = str(home)
    if is_known:
        other = folder / "another.txt"
        other.write_text(article("ferry"), encoding="utf-8")
        _output([*command, str(other)], environment)
    paths = [str(HOOK), *filter(None, [environment.get("PYTHONPATH")])]
    watched = {"PYTHONPATH": os.pathsep.join(paths), "WALK_NOTES": str(notes), "WALK_HOUSE": str(house)}
    _output([*command, str(file)], environment | watched)
    by_process = {
        int(path.stem): [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in notes.iterdir()
    }
    return Walk(house, home, by_process)


def _output(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with exit code {done.returncode}:\n{done.stderr}")
    return done.stdout.strip()


def article(subject: str) -> str:
    return f"The {subject} of Port Ellery\n\n" + "\n\n".join(
        f"On day {number} the council of Port Ellery voted to keep the {subject} open through the winter, and asked the"
        f" harbour master to say by spring what the repairs of the {subject} would cost the town."
        for number in range(1, 9)
    )


def figures(walked: Walk) -> dict[str, int]:
    functions = walked.functions()
    return {
        "functions": len(functions),
        "files of functions": len({file for file, _, _ in functions}),
        "processes": len(walked.processes()),
        "openings of the warehouse": len(walked.warehouse()),
        "openings of any DuckDB file": len(walked.databases()),
        "locks": len(walked.locks()),
        "readings of sources.yaml": len(walked.of("sources")),
    }


def purpose(process: Process, house: Path) -> str:
    """What the docstring of the module of ours says that the process runs with `-m`."""
    for option, name in zip(process.command, process.command[1:], strict=False):
        place = house.joinpath(*name.split("."))
        for file in (place / "__main__.py", place / "__init__.py", place.with_suffix(".py")):
            if option == "-m" and (words := _summary(file)):
                return words
    return ""


def _summary(file: Path) -> str:
    """The first sentence of the file's docstring."""
    if not file.is_file():
        return ""
    words = " ".join((ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").split())
    return words.partition(". ")[0]


def print_walk(walked: Walk, *, lists_functions: bool) -> None:
    for name, count in figures(walked).items():
        print(f"{count:6,}  {name}")
    _print_processes(walked)
    _print_counted("DuckDB files opened", walked, [(n["path"], n["how"], *n["by"]) for n in walked.databases()])
    plain = [note for note in walked.of("duckdb") if note["how"] not in {"connected", "attached"}]
    _print_counted("DuckDB files read or written as plain files", walked, [(n["path"], "", *n["by"]) for n in plain])
    _print_counted("Locks in the data folder", walked, [(n["path"], "", *n["by"]) for n in walked.locks()])
    _print_counted("sources.yaml", walked, [(n["path"], "", *n["by"]) for n in walked.of("sources")])
    print("\nFunctions by folder")
    folders = Counter(str(Path(file).parent) for file, _, _ in walked.functions())
    for folder, count in sorted(folders.items()):
        files = len({file for file, _, _ in walked.functions() if str(Path(file).parent) == folder})
        print(f"{count:6,}  {folder} ({files} files)")
    if lists_functions:
        print("\nFunctions")
        for file, line, name in walked.functions():
            print(f"  {file}:{line} {name}")


def _print_processes(walked: Walk) -> None:
    print("\nProcesses, with the functions of ours that each called")
    depths: dict[int, int] = {}
    for process in walked.processes():
        depths[process.pid] = depth = depths.get(process.parent, -1) + 1
        words = [Path(process.command[0]).name, *process.command[1:]] if process.command else ["fork"]
        command = walked.named(" ".join(" ".join(words).split()))
        count = f"{process.functions:6,}" if process.has_notes else "     ?"
        print(f"{count}  {'  ' * depth}{command[:100]}")
        space = f"{'':8}{'  ' * depth}  "
        if why := purpose(process, walked.house):
            print(f"{space}{why}")
        if process.by:
            through = f", through {' < '.join(process.through[:6])}" if process.through else ""
            print(f"{space}started by {process.by[0]}{through}")


def _print_counted(title: str, walked: Walk, rows: list[tuple[str, ...]]) -> None:
    print(f"\n{title}")
    for (path, how, *by), count in sorted(Counter(rows).items()):
        print(f"{count:6,}  {walked.named(path)} {how} {'by ' + ' < '.join(by) if by else ''}".rstrip())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, help="default: an invented article")
    parser.add_argument("--known", action="store_true", help="into a data folder that holds another article already")
    parser.add_argument("--all", action="store_true", help="name every function")
    parser.add_argument("--json", action="store_true", help="the figures alone, as JSON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        file = given.file.resolve() if given.file else folder / "article.txt"
        if not given.file:
            file.write_text(article("lighthouse"), encoding="utf-8")
        walked = walk(file, folder, is_known=given.known)
        if given.json:
            print(json.dumps(figures(walked)))
        else:
            print_walk(walked, lists_functions=given.all)


if __name__ == "__main__":
    main()
