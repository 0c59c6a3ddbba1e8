"""The commands that only read the snapshot. Everything heavy is imported where it is used."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]


def why(
    address: Annotated[str, typer.Argument(help="A web address in any spelling, or a file.")], as_json: AsJson = False
) -> None:
    """Why an article is missing: what became of its address in every run, and what may help.

    Example: broadsheet why https://example.org/news/1
    """
    from flows.inspect.why import show_why
    from schemas.settings import load_settings

    show_why(address, load_settings(), as_json=as_json)


def tables(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A table, view or macro.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Also helper macros, figures by day, and how it works inside.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """What there is to ask: tables, views and macros; of one, its columns, some rows and a question to begin with.

    Example: broadsheet tables latest_articles
    """
    from flows.cli.tables import show_tables
    from schemas.settings import load_settings

    show_tables(load_settings(), name, everything=everything, as_json=as_json)


def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help='Words; a "phrase in quotation marks" must be there.')
    ],
    source: Annotated[str, typer.Option(help="Of this source only.")] = "",
    since: Annotated[str, typer.Option(metavar="DAY", help="Published on this day (UTC) or later.")] = "",
    until: Annotated[str, typer.Option(metavar="DAY", help="Published on this day (UTC) or earlier.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find articles by words: the best first, with the words in their place.

    Example: broadsheet search astrolabe '"dam gate"' --since 2026-03-01
    """
    from flows.cli.search import show_search
    from schemas.settings import load_settings

    show_search(" ".join(words), load_settings(), source=source, since=since, until=until, limit=limit, as_json=as_json)


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; - reads it from stdin.")] = "",
    file: Annotated[str, typer.Option("--file", metavar="FILE", help="Read the question from a file.")] = "",
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    parquet: Annotated[str, typer.Option("--parquet", metavar="FILE", help="The answer as a Parquet file.")] = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of-snapshot",
            metavar="WHEN|N",
            help="Ask a former snapshot: the last one of a day or before a time (UTC), or the N-th before the present one.",
        ),
    ] = "",
) -> None:
    """Ask the snapshot in SQL: read-only, without files or network, within the settings query_seconds and query_memory_mb.

    Example: broadsheet query "SELECT source, count(*) FROM latest_articles GROUP BY source"
    """
    from flows.cli.query import question_text, run_query
    from schemas.errors import UsageError

    if as_json + as_csv + bool(parquet) > 1:
        raise UsageError("--json, --csv and --parquet are three forms of one answer", "Choose one.")
    run_query(question_text(sql, file), "json" if as_json else "csv" if as_csv else "table", parquet, as_of)


def explore(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 2718,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Show it in the browser.")] = True,
) -> None:
    """Open a notebook over the snapshot: filters, an article reader with versions and raw capture, SQL cells.

    Needs the extra `explore`: pip install 'broadsheet\\[explore]'
    """
    from flows.cli.explore import run_explore

    run_explore(port, opens=opens)


def export(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Where the files go; made where it is not there.")],
    form: Annotated[str, typer.Option("--format", metavar="parquet|jsonl", help="Form of the files.")] = "parquet",
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    since: Annotated[
        str, typer.Option(metavar="MOMENT", help="Only what was loaded after this day or time (UTC).")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Articles as files: Parquet in a folder a source and month, or JSON lines. Again into the same folder: only what is new.

    Example: broadsheet export articles/ --source north-ledger
    """
    from flows.cli.export import run_export

    run_export(folder, form, source, since, as_json=as_json)
