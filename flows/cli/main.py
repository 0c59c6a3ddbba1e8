"""The `broadsheet` command: its groups, the options before a command, and how errors are printed.

Data goes to stdout, messages to stderr. Command files import what is heavy (pydantic, DuckDB, Prefect) inside their
functions, so that `--help` and a wrong call answer at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.cli.analyse import analyse, quotes, story
from flows.cli.backup import backup, restore
from flows.cli.checks import audit, checks
from flows.cli.export import export
from flows.cli.forget import forget
from flows.cli.init import init
from flows.cli.notify import notify
from flows.cli.operate import automations, config, doctor, maintain, report, runs, status, up
from flows.cli.process_exit import leave
from flows.cli.quarantine import quarantine
from flows.cli.query import explore, query, why
from flows.cli.replay import replay
from flows.cli.run import demo, ingest
from flows.cli.search import search
from flows.cli.sources import sources
from flows.cli.tables import tables
from schemas.controls import shown

app = typer.Typer(
    name="broadsheet",
    help="News sources in, a checked DuckDB database out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings come from broadsheet.toml in the working folder, then BROADSHEET_… variables, then --set; "
    "`broadsheet config` shows them. BROADSHEET_HOME is the data folder (default ./data). "
    "Exit codes: 0 ok, 1 unexpected, 2 usage, 3 done with held articles, 4 stopped by a quality gate, "
    "5 source or network failure, 6 warehouse busy.",
)

TAKE, ASK, QUALITY, CARE = "Take articles in", "Ask", "Quality", "Run and look after"
"""The groups of commands in the help."""


def _print_version(is_wanted: bool) -> None:
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
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print on stderr what each step does.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors on stderr.")] = False,
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
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


app.add_typer(sources, name="sources", rich_help_panel=TAKE)
app.add_typer(checks, name="checks", rich_help_panel=QUALITY)
app.add_typer(quarantine, name="quarantine", rich_help_panel=QUALITY)
for group, commands in {
    TAKE: (init, ingest, demo, replay),
    ASK: (query, search, story, quotes, tables, why, explore, export),
    QUALITY: (report, audit),
    CARE: (up, status, runs, doctor, notify, analyse, maintain, forget, backup, restore, config, automations),
}.items():
    for command in commands:
        app.command(rich_help_panel=group)(command)


def main() -> NoReturn:
    """Run the command and end the process. An error is two lines (what, and the cure) and an exit code; a traceback
    goes to a file.
    """
    from schemas.errors import BroadsheetError, disk_full, no_access

    code: int | str | None
    try:
        code = app(standalone_mode=False)  # the code of typer.Exit; None if the command just returned
    except BroadsheetError as error:
        _print_error(error.what, error.cure)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        _print_error("interrupted", "Run `broadsheet ingest` again: what was fetched and cleaned is kept.")
        code = 130
    except Exception as error:
        code = _print_usage_error(error)
        if code is None and (known := disk_full(error) or no_access(error)):
            _print_error(known.what, known.cure)
            code = known.exit_code
        elif code is None:
            _print_error(
                f"{type(error).__name__}: {error}".splitlines()[0],
                f"This is a fault of Broadsheet; the traceback is in {_write_traceback(error)}.",
            )
            code = 1
    leave(code)


_OTHER_OPTIONS = {"--why": "--reason", "--who": "--by", "--format": "--json"}
"""Options that people try, and the option that they mean. The parser cannot suggest it, as the spelling differs."""


def _print_usage_error(error: Exception) -> int | None:
    """Print an error of Typer (an unknown command or option, a missing argument) in two lines, and return its exit
    code.

    Returns None for all other errors. Typer has its parser under a private name, so its errors are known by their
    attributes.
    """
    message_of, code = getattr(error, "format_message", None), getattr(error, "exit_code", None)
    if message_of is None or code is None:
        return None
    if what := message_of():  # empty if the help was printed instead
        context = getattr(error, "ctx", None)
        tried = getattr(error, "option_name", "")
        meant = _OTHER_OPTIONS.get(tried)
        if meant and context and any(meant in option.opts for option in context.command.params):
            what = f"No such option: {tried} Did you mean {meant}?"
        _print_error(what, f"`{context.command_path if context else 'broadsheet'} --help` shows how it is called.")
    return int(code)


def _print_error(what: str, cure: str) -> None:
    sys.stderr.write(shown(f"broadsheet: {what}\n" + (f"  {cure}\n" if cure else "")))


def _write_traceback(error: BaseException) -> Path | str:
    """Write the traceback to a file in the folder of logs, or to a temporary one if that is not possible. Return its
    path.
    """
    import tempfile
    import traceback

    from schemas.private_parts import without_secrets

    text = without_secrets("".join(traceback.format_exception(error)))
    for folder in (_logs(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=folder, prefix="error-", suffix=".log", delete=False) as file:
                file.write(text)
            return Path(file.name)
        except OSError:
            continue  # the first error is the one to report
    return f"no file, as none can be written:\n{text}"


def _logs() -> Path:
    import tempfile

    try:
        from schemas.settings import load_settings

        return load_settings().logs
    except Exception:  # the settings may be what is wrong
        return Path(tempfile.gettempdir())


if __name__ == "__main__":
    main()
