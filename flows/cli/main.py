"""The `broadsheet` command. Data goes to stdout, words to stderr; everything heavy is imported only where it is used."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.cli.leaving import leave
from flows.cli.operating import config, doctor, runs, status
from flows.cli.quality import audit, checks, quarantine, replay
from flows.cli.reading import explore, export, query, search, tables, why
from flows.cli.running import automations, up
from flows.cli.sources import source_names, sources

app = typer.Typer(
    name="broadsheet",
    help="News sources in, a checked DuckDB database out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings come from broadsheet.toml in the working folder, then BROADSHEET_… variables, then --set; `broadsheet config` "
    "shows them. BROADSHEET_HOME is the data folder (default ./data). "
    "Exit codes: 0 ok, 1 unexpected, 2 usage, 3 done with held articles, 4 stopped by a quality gate, "
    "5 source or network failure, 6 warehouse busy.",
)

TAKE, ASK, QUALITY, CARE = "Take articles in", "Ask", "Quality", "Run and look after"
"""Groups of commands in the help."""

AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]


def _say_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        sys.stdout.write(f"broadsheet {version('broadsheet')}\n")
        raise typer.Exit


@app.callback()
def before_any_command(
    config: Annotated[
        str, typer.Option(metavar="FILE", help="The settings file. Default: broadsheet.toml in the working folder.")
    ] = "",
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A setting, for this call only.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say on stderr what each step does, as it does it.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No words on stderr but errors.")] = False,
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Say which version this is.")
    ] = False,
) -> None:
    if quiet:
        from flows.cli.output.console import hush

        hush()
    if verbose:
        assignments = [*(assignments or []), "log_to_stderr=true"]
    if config:
        os.environ["BROADSHEET_CONFIG"] = str(Path(config).absolute())
    if assignments:
        from schemas.settings import Settings
        from schemas.settings.loading import use_flags

        use_flags(assignments, Settings)


def ingest(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|URL|SOURCE]...",
            help="Files, folders, manifests, addresses, names of sources.",
            autocompletion=source_names,
        ),
    ] = None,
    columns: Annotated[
        str,
        typer.Option(help="Columns of manifests to read, others are not: file,url or published=date,title=headline."),
    ] = "",
    due: Annotated[
        bool, typer.Option("--due", help="Only sources, and addresses, whose time has come, as a schedule does.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Ask for everything in full, also what is known and not due.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take articles to the published snapshot. Without inputs: every declared source.

    Examples: broadsheet ingest ~/articles · broadsheet ingest https://example.org/news/1 · broadsheet ingest dump.jsonl --columns file,url
    """
    from flows.cli.run import exit_code, run_ingest

    ended = run_ingest(inputs or [], _columns(columns), due_only=due, again=again, as_json=as_json)
    raise typer.Exit(exit_code(ended))


def demo() -> None:
    """Ingest the sample articles, and ask the database a first question."""
    from flows.cli.run import run_demo

    run_demo()


def report(
    opens: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
) -> None:
    """Write the quality page anew, and say where it is. Every run does so at its end.

    Example: broadsheet report --open
    """
    from flows.cli.report import run_report

    run_report(opens=opens)


def maintain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go.")] = False,
    compact: Annotated[bool, typer.Option("--compact", help="Write the warehouse anew in any case.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what the settings keep no longer: captures, rows of runs, snapshots; unfinished files. Compact the warehouse.

    Example: broadsheet --set archive_days=90 maintain --dry-run
    """
    from flows.cli.maintain import run_maintain

    run_maintain(dry_run=dry_run, compact=compact, as_json=as_json)


app.add_typer(sources, name="sources", rich_help_panel=TAKE)
app.add_typer(quarantine, name="quarantine", rich_help_panel=QUALITY)
for group, commands in {
    TAKE: (ingest, demo, replay),
    ASK: (query, search, tables, why, explore, export),
    QUALITY: (report, checks, audit),
    CARE: (up, status, runs, doctor, maintain, config, automations),
}.items():
    for command in commands:
        app.command(rich_help_panel=group)(command)


def _columns(text: str) -> dict[str, str] | None:
    """ "file,published=date" -> {"file": "file", "published": "date"}. Raises UsageError for a name that is not ours."""
    from schemas.errors import UsageError
    from schemas.sources import CONTENT_COLUMNS, KNOWN_COLUMNS

    columns = {
        name.strip(): (theirs or name).strip()
        for name, _, theirs in (part.partition("=") for part in text.split(",") if part.strip())
    }
    if unknown := [name for name in columns if name not in (*CONTENT_COLUMNS, *KNOWN_COLUMNS)]:
        known = ", ".join((*CONTENT_COLUMNS, *KNOWN_COLUMNS))
        raise UsageError(f"--columns: {unknown[0]} is no column of ours", f"Ours are {known}; write ours=theirs.")
    return columns or None


def main() -> NoReturn:
    """Run the command; errors are two lines (what, and the cure) and an exit code, a traceback goes to a file."""
    from schemas.errors import BroadsheetError, disk_full

    code: int | str | None
    try:
        code = app(standalone_mode=False)  # what typer.Exit was given; nothing from a command that just ended
    except BroadsheetError as error:
        _say(error.what, error.cure)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        _say("interrupted", "Run `broadsheet ingest` again: what was fetched and cleaned is not done twice.")
        code = 130
    except Exception as error:
        code = _misspelt(error)
        if code is None and (full := disk_full(error)):
            _say(full.what, full.cure)
            code = full.exit_code
        elif code is None:
            _say(
                f"{type(error).__name__}: {error}".splitlines()[0],
                f"This is a fault of Broadsheet; the traceback is in {_log(error)}.",
            )
            code = 1
    leave(code)


_OTHER_WORDS = {"--why": "--reason", "--who": "--by", "--format": "--json"}
"""Options that people try which are called otherwise, and too far from it in spelling for the parser to see."""


def _misspelt(error: Exception) -> int | None:
    """Typer's own errors (an unknown command or option, a missing argument), told like ours; None for all others.

    Typer brings its parser along under a private name, so its errors are known by what they can do.
    """
    told, code = getattr(error, "format_message", None), getattr(error, "exit_code", None)
    if told is None or code is None:
        return None
    if what := told():  # nothing to say: the help was shown instead
        context = getattr(error, "ctx", None)
        tried = getattr(error, "option_name", "")
        meant = _OTHER_WORDS.get(tried)
        if meant and context and any(meant in option.opts for option in context.command.params):
            what = f"No such option: {tried} Did you mean {meant}?"
        _say(what, f"`{context.command_path if context else 'broadsheet'} --help` shows how it is called.")
    return int(code)


def _say(what: str, cure: str) -> None:
    sys.stderr.write(f"broadsheet: {what}\n" + (f"  {cure}\n" if cure else ""))


def _log(error: BaseException) -> Path | str:
    """The traceback in a file beside the logs, or a temporary one where that cannot be had."""
    import tempfile
    import traceback

    from schemas.private_parts import without_passwords

    words = without_passwords("".join(traceback.format_exception(error)))
    for folder in (_logs(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=folder, prefix="error-", suffix=".log", delete=False) as file:
                file.write(words)
            return Path(file.name)
        except OSError:
            continue  # whatever is wrong here, the first error is the one to keep
    return f"no file, as none can be written:\n{words}"


def _logs() -> Path:
    import tempfile

    try:
        from schemas.settings import load_settings

        return load_settings().logs
    except Exception:  # it may be just what is wrong
        return Path(tempfile.gettempdir())


if __name__ == "__main__":
    main()
