"""`broadsheet query`, `explore` and `why`: the published snapshot, asked in SQL, opened in a notebook.

A question runs in a process of its own with limits on memory and time, so that whatever it does ends with a message.
"""

from __future__ import annotations

import importlib.util
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output.console import AsJson, err
from flows.cli.output.formats import write_answer_csv, write_answer_json
from flows.cli.output.table import write_answer
from flows.inspect.reading import opened_snapshot
from schemas.errors import UsageError

if TYPE_CHECKING:
    from schemas.settings import Settings
    from tasks.query import Question

_BESIDE_DUCKDB_MB = 500
"""Memory of the process beside DuckDB's own limit. Most of what DuckDB does not count fits into it too."""
_FORMER_IMPORT = "from flows.reading import asked, opened_snapshot"
_IMPORT = "from flows.explore.article import fetch_rows as asked, opened_snapshot"
"""What the notebooks of release 0.1.0 import, and from where it is imported now."""


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; - reads it from stdin.")] = "",
    target: Annotated[
        str, typer.Argument(metavar="[CSV-FILE]", help="With --csv: a file whose name ends with .csv.")
    ] = "",
    file: Annotated[str, typer.Option("--file", metavar="FILE", help="Read the question from a file.")] = "",
    as_json: AsJson = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="CSV on stdout; with a file behind it: into that file.")
    ] = False,
    xlsx: Annotated[str, typer.Option("--xlsx", metavar="FILE", help="The answer as an Excel file.")] = "",
    parquet: Annotated[str, typer.Option("--parquet", metavar="FILE", help="The answer as a Parquet file.")] = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of-snapshot",
            metavar="WHEN|N",
            help="Ask a former snapshot: the last one of a day or before a time (UTC), or the N-th before the present"
            " one.",
        ),
    ] = "",
) -> None:
    """Ask the snapshot in SQL: read-only, without files or network, within the settings query_seconds and
    query_memory_mb.

    Example: broadsheet query "SELECT source, count(*) FROM latest_articles GROUP BY source"
    """
    if as_json + as_csv + bool(parquet) + bool(xlsx) > 1:
        raise UsageError("--json, --csv, --xlsx and --parquet are forms of one answer", "Choose one.")
    sql, csv_file = _apart(sql, target, has_question=bool(file), as_csv=as_csv)
    run_query(
        question_text(sql, file),
        "json" if as_json else "csv" if as_csv else "table",
        csv_file or xlsx or parquet,
        as_of,
    )


def _apart(sql: str, target: str, *, has_question: bool, as_csv: bool) -> tuple[str, str]:
    """The question and the CSV file of a call, in whichever order they stand; without --csv there is no file."""
    given = [word for word in (sql, target) if word]
    files = [word for word in given if word.lower().endswith(".csv") and " " not in word.strip()] if as_csv else []
    rest = [word for word in given if word not in files[-1:]]
    if len(rest) > 1 - has_question:
        raise UsageError(
            "a query takes one question" + (", and --csv a file whose name ends with .csv" if as_csv else ""),
            'Write the question between quotes: broadsheet query "SELECT …" --csv answer.csv',
        )
    return (rest or [""])[0], (files or [""])[-1]


def explore(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 2718,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Show it in the browser.")] = True,
) -> None:
    r"""Open a notebook over the snapshot: filters, an article reader with versions and raw capture, SQL cells.

    Needs the extra `explore`: pip install 'broadsheet\[explore]'
    """
    from schemas.settings import load_settings

    settings = load_settings()
    if importlib.util.find_spec("marimo") is None:
        raise UsageError("the notebook needs marimo, which is not installed", "pip install 'broadsheet[explore]'")
    with opened_snapshot(settings):
        pass  # a missing snapshot is an error of the command, not of a cell
    notebook = own_copy(settings)
    err().print(f"the notebook is {notebook}: change it as you like; Ctrl-C ends it", highlight=False)
    words = ["edit", str(notebook), "--host", "127.0.0.1", "--port", str(port), *([] if opens else ["--headless"])]
    os.environ["BROADSHEET_HOME"] = str(settings.home)
    # Else marimo shows the cells of a notebook, and runs none of them before somebody says so.
    os.environ.setdefault("_MARIMO_CONFIG_OVERLOAD_RUNTIME_AUTO_INSTANTIATE", "true")
    os.execv(sys.executable, [sys.executable, "-P", "-m", "marimo", *words])  # noqa: S606 - no shell is wanted


def why(
    address: Annotated[str, typer.Argument(help="A web address in any spelling, a file, or a row of a manifest.")],
    as_json: AsJson = False,
) -> None:
    """Why an article is missing: what became of its address in every run, and what may help.

    Examples: broadsheet why https://example.org/news/1 · broadsheet why manifest.csv#5
    """
    from flows.inspect.why import show_why
    from schemas.settings import load_settings

    show_why(address, load_settings(), as_json=as_json)


def run_query(sql: str, form: str, file: str, as_of: str) -> None:
    """Answer to stdout as `form` (table, json, csv), or into a file, by its ending. Raises UsageError."""
    from schemas.settings import load_settings

    settings = load_settings()
    target = file_outside(file, settings)
    with ExitStack() as stack:
        spill = stack.enter_context(_temporary_folder())
        draft = stack.enter_context(_temporary_folder(target)) / target.name if target else None
        child = _fork(settings, [spill, *([draft.parent] if draft else [])])
        if child:
            _wait_for(child, settings)
        else:
            _answer(sql, as_of, form, draft, settings, spill, ends_process=child == 0)
        if target and draft and child != 0:
            draft.replace(target)
            err().print(f"{target} is written", markup=False, highlight=False)


def _answer(
    sql: str, as_of: str, form: str, draft: Path | None, settings: Settings, spill: Path, *, ends_process: bool
) -> None:
    # DuckDB is imported here and not before: its import starts a thread, and a process with threads must not be forked.
    from tasks.query import Question
    from tasks.store.snapshots import snapshot_as_of, snapshot_to_read

    snapshot = snapshot_as_of(as_of, settings) if as_of else snapshot_to_read(settings)
    question = Question(sql, snapshot, settings, spill if settings.query_disk_mb else None, ends_process)
    answer_question(question, form, draft)


@contextmanager
def _temporary_folder(beside: Path | None = None) -> Iterator[Path]:
    """For what memory does not hold, or for a file that is renamed to `beside` once it is whole. Raises UsageError.

    The process that made it removes it; a child that leaves the block does not.
    """
    prefix, folder = (f".{beside.name}.", beside.parent) if beside else ("broadsheet-query-", None)
    try:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    except OSError as error:
        raise UsageError(
            f"{beside or tempfile.gettempdir()} cannot be written: {error.strerror}",
            "Name another file, or set TMPDIR.",
        ) from error
    maker = os.getpid()
    try:
        yield made
    finally:
        if os.getpid() == maker:
            shutil.rmtree(made, ignore_errors=True)


def answer_question(question: Question, form: str, file: Path | None) -> None:
    """Write the answer to stdout as `form` (table, json, csv), or into a file as its ending says. Raises UsageError."""
    from tasks.query import answered, write_parquet
    from tasks.spreadsheets import write_csv, write_xlsx

    ending = file.suffix.lower() if file else ""
    try:
        if file and ending not in {".csv", ".xlsx"}:
            write_parquet(question, file)
            return
        with answered(question) as answer:
            if file and ending == ".csv":
                write_csv(file, answer.names, answer.rows)
            elif file:
                _, cut = write_xlsx(file, answer.names, answer.rows)
                if cut:
                    err().print(
                        f"{cut:,} cells were cut: a cell of Excel has at most 32,767 characters", style="yellow"
                    )
            else:
                {"json": write_answer_json, "csv": write_answer_csv, "table": write_answer}[form](answer)
    except OSError as error:
        if not file:
            raise
        raise UsageError(f"{file.name} cannot be written: {error.strerror}", "Name another file.") from error


def own_copy(settings: Settings) -> Path:
    """The notebook in the data folder, made if it is not there. One of release 0.1.0 is kept, with its import
    corrected.
    """
    from importlib.resources import files

    notebook = settings.home / "explore.py"
    if not notebook.exists():
        notebook.write_bytes(files("flows.explore").joinpath("notebook.py").read_bytes())
    elif _FORMER_IMPORT in (text := notebook.read_text(encoding="utf-8")):
        notebook.write_text(text.replace(_FORMER_IMPORT, _IMPORT), encoding="utf-8")
    return notebook


def question_text(words: str, file: str) -> str:
    """The SQL of the argument, of stdin (-) or of a file. Raises UsageError."""
    if bool(words) == bool(file):
        raise UsageError(
            "a query takes one question", "Give SQL as an argument, - to read it from stdin, or --file FILE."
        )
    try:
        if file:
            return Path(file).read_bytes().decode("utf-8-sig")
        return sys.stdin.buffer.read().decode("utf-8-sig") if words == "-" else words
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", "Name a file with one SELECT in it.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file or 'stdin'} is not UTF-8 text", "Save the question as UTF-8.") from error


def file_outside(name: str, settings: Settings) -> Path | None:
    """A file to write to, if one is wanted. Raises UsageError where none can be, or only in the data folder."""
    if not name:
        return None
    target = Path(name).absolute()
    if target.is_dir() or not target.parent.is_dir():
        raise UsageError(f"{target} cannot be a file", "Name a file in a folder that is there.")
    if target.resolve().is_relative_to(settings.home.resolve()):
        raise UsageError(f"{target} is in the data folder", "Nothing else is written there: name a file elsewhere.")
    return target


def _fork(settings: Settings, writable: list[Path]) -> int | None:
    """Continue in a child process with a memory limit, which can write only below the folders `writable` (Linux).

    DuckDB aborts its process when memory is refused to it; only another process can then print a message. Returns 0 in
    the child and its process id in the parent. Returns None, without a child, if this process has other threads: a
    child would not have them (DuckDB's exist from its import on), and the question is asked here.
    """
    if "duckdb" in sys.modules or threading.active_count() > 1:
        return None
    child = os.fork()
    if child == 0:
        from schemas.settings import MEGABYTE
        from tasks.files.landlock import write_only_below

        _limit(resource.RLIMIT_DATA, _data_bytes() + (settings.query_memory_mb + _BESIDE_DUCKDB_MB) * MEGABYTE)
        _limit(resource.RLIMIT_CORE, 0)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends it, as it ends other programs
        _mute_cpp()
        write_only_below(writable)
    return child


def _wait_for(child: int, settings: Settings) -> None:
    """Raises how the child ended, unless it ended well."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the child too
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    _, status = os.waitpid(child, 0)
    if status:
        raise _end_like(status, settings)


def _end_like(status: int, settings: Settings) -> BaseException:
    """What to raise after the child has ended: its exit code, or an error that names the signal's cause."""
    from tasks.query import took_too_long, took_too_much

    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGALRM:
        return UsageError(*took_too_long(settings))
    if -code in {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL}:
        return UsageError(*took_too_much(settings))
    return SystemExit(code if code >= 0 else 128 - code)


def _limit(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # the limit is lower already, or this system has none
        resource.setrlimit(what, (most, most))


def _data_bytes() -> int:
    """Bytes of data memory that this process has now; 0 if the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def _mute_cpp() -> None:
    """Drop what C++ prints when it aborts, which means nothing to people. What Python writes to stderr is kept."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
