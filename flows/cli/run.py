"""`broadsheet ingest` and `demo`: run the ingest flow in this process, and print how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from flows.cli.output.console import AsJson, err
from flows.cli.sources import source_names

if TYPE_CHECKING:
    from prefect import Flow

    from schemas.settings import Settings
    from tasks.load import RunResult

_FIRST_QUESTION = """SELECT source, count(*) AS articles, sum(word_count)::BIGINT AS words,
       min(published_on) AS first_day, max(published_on) AS last_day
FROM latest_articles GROUP BY source ORDER BY articles DESC, source"""


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
        typer.Option(help="Read only these columns of manifests: file,url or published=date,title=headline."),
    ] = "",
    source: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="The source that the files, folders and manifests are of. Without: each is its own."
        ),
    ] = "",
    outlet: Annotated[
        str, typer.Option(metavar="NAME", help="Where their articles appeared, if a source carries several outlets.")
    ] = "",
    due: Annotated[
        bool, typer.Option("--due", help="Ask only the sources and addresses that are due, as a schedule does.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Fetch everything in full, also what is known and not due.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take articles to the published snapshot. Without inputs: every declared source.

    Examples: broadsheet ingest ~/articles · broadsheet ingest https://example.org/news/1 · broadsheet ingest dump.jsonl
    --columns file,url --source wire
    """
    from schemas.outcomes import Status
    from schemas.settings import load_settings

    given = parse_columns(columns)
    ended = run_ingest(inputs or [], given, due_only=due, again=again, source=source, outlet=outlet, as_json=as_json)
    if ended.total(Status.LOADED) and not as_json:
        _print_where_it_is(load_settings())
        err().print("Next: broadsheet search WORDS · broadsheet analyse (stories, quotations) · broadsheet report")
    raise typer.Exit(exit_code(ended))


def run_ingest(
    inputs: list[str],
    columns: dict[str, str] | None,
    *,
    due_only: bool = False,
    again: bool = False,
    source: str = "",
    outlet: str = "",
    as_json: bool = False,
) -> RunResult:
    """Run the flow over the inputs (flows/ingest.py describes the parameters), and print how it ended.

    Raises UsageError for inputs that cannot be meant, before anything is started.
    """
    from flows.cli.output.funnel import print_result
    from flows.cli.preflight import as_meant, by_present_name, require_nameable, require_possible
    from flows.cli.run_flow import run_flow
    from schemas.settings import load_settings
    from schemas.settings.loading import files_open_to_all

    settings = load_settings()
    inputs = by_present_name(inputs, settings)
    require_possible(inputs, settings, due_only=due_only)
    for words in files_open_to_all(settings.sources_file, settings.checks_file):
        err().print(words, markup=False, highlight=False, soft_wrap=True)
    if source or outlet:
        require_nameable(inputs, source, settings)
    meant = as_meant(inputs, settings)
    parameters: dict[str, Any] = {"inputs": meant, "columns": columns, "due_only": due_only, "again": again}
    parameters |= {"source": source, "outlet": outlet}
    ended = run_flow(_ingest, parameters, settings)
    print_result(ended, settings, as_json=as_json)
    return ended


def demo() -> None:
    """Ingest and analyse the sample articles, and ask the database a first question."""
    from flows.cli.analyse import run_analyse
    from flows.cli.query import answer_question
    from schemas.errors import UsageError
    from schemas.settings import load_settings
    from schemas.sources import sources_if_any
    from tasks.query import Question
    from tasks.store.snapshots import snapshot_to_read

    settings = load_settings()
    if "harbour-courier" not in sources_if_any(settings.sources_file):
        raise UsageError(
            f"the sample articles are not among the sources of {settings.sources_file}",
            "They are part of a checkout: run `broadsheet demo` there. Here: `broadsheet ingest`.",
        )
    run_ingest([], None)
    err().print(f"\n{run_analyse(settings).summary}; `broadsheet story` lists the stories", highlight=False)
    command = f' broadsheet query "{" ".join(_FIRST_QUESTION.split())}"\n'
    err().print(Text("\nAsk it something:", style="bold").append(command, style="not bold"), soft_wrap=True)
    answer_question(Question(_FIRST_QUESTION, snapshot_to_read(settings), settings), "table", None)
    _print_where_it_is(settings)


def _print_where_it_is(settings: Settings) -> None:
    err().print(
        f"\nThe database: {settings.snapshot} (any DuckDB 1.5 opens it; begin with latest_articles)"
        f"\nThe quality page: {settings.reports / 'index.html'}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


def exit_code(ended: RunResult) -> int:
    """5 if a source gave nothing but failures, 3 if articles are held, else 0. Runs that were completed on the way
    count too.
    """
    if ended.all_failed_sources:
        return 5
    return 3 if ended.all_held else 0


def parse_columns(text: str) -> dict[str, str] | None:
    """ "file,published=date" -> {"file": "file", "published": "date"}. Raises UsageError for a name that Broadsheet
    does not have.
    """
    from schemas.errors import UsageError
    from schemas.sources import CONTENT_COLUMNS, KNOWN_COLUMNS

    columns = {
        name.strip(): (theirs or name).strip()
        for name, _, theirs in (part.partition("=") for part in text.split(",") if part.strip())
    }
    ours = (*CONTENT_COLUMNS, *KNOWN_COLUMNS)
    if unknown := [name for name in columns if name not in ours]:
        raise UsageError(
            f"--columns: Broadsheet has no column {unknown[0]}", f"It has {', '.join(ours)}; write ours=theirs."
        )
    return columns or None


def _ingest() -> Flow[..., Any]:
    from flows.ingest import ingest as ingest_flow

    return ingest_flow
