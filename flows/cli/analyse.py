"""`broadsheet analyse`, `story` and `quotes`: what the articles say together, made and asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from flows.cli.output.console import AsJson, err, out
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from flows.inspect.reading import fetch_rows, near, opened_snapshot, question, require_source
from schemas.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from schemas.settings import Settings
    from tasks.analyse import Analysed

_SHORTEST_ID = 6


def analyse(
    again: Annotated[
        bool, typer.Option("--again", help="All articles, not only those that are new or revised.")
    ] = False,
) -> None:
    """Read who says what in the new articles, and compare them: copies, stories, the same quotations. Publishes the
    answer.

    `broadsheet up` does this every half hour. A run with nothing new costs nothing. Example: broadsheet analyse
    """
    from schemas.settings import load_settings

    err().print(run_analyse(load_settings(), again=again).summary, highlight=False)


def run_analyse(settings: Settings, *, again: bool = False) -> Analysed:
    """Analyse, publish, and write the quality page again. Raises UsageError if nothing is published yet."""
    from datetime import UTC, datetime

    from tasks.analyse import run_analysis
    from tasks.report import write_report_or_warn

    require_snapshot(settings)
    done = run_analysis(settings, again=again)
    if done.batches:
        write_report_or_warn(settings, datetime.now(UTC))
    return done


def require_snapshot(settings: Settings) -> None:
    if not settings.snapshot.exists():
        with opened_snapshot(settings):
            pass


def story(
    which: Annotated[
        str,
        typer.Argument(metavar="[ID|URL]", help="A story, an article or its address; the beginning of an id will do."),
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Without one: how many stories, the newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show one story: who reports it, which reports are copies, what they quote together. Without one: the newest
    stories.

    Example: broadsheet story https://courier.example/flood
    """
    from schemas.settings import load_settings

    settings = load_settings()
    with opened_snapshot(settings) as database:
        _require_analysis(database)
        if not which:
            rows = fetch_rows(database, question("newest_stories"), {"limit": limit})
            write_json(rows) if as_json else write_table(rows)
            return
        found = the_story(database, which)
    write_json(found) if as_json else _write_story(found)


def the_story(database: duckdb.DuckDBPyConnection, which: str) -> dict[str, Any]:
    """A story with its articles, shared quotations, and words that are quoted here and said there.

    Raises UsageError if no story, article or address is meant, or more than one, or if nobody else reports it.
    """
    ids = fetch_rows(database, question("which_story"), {"which": which.strip()})
    known = [row["story_id"] for row in ids if row["story_id"]]
    if not ids:
        raise UsageError(f"there is no story or article {which[:80]!r}", "`broadsheet story` lists the newest stories.")
    if not known:
        raise UsageError(
            f"no other article reports what {which[:80]!r} reports",
            "A story needs two articles of the same days. `broadsheet analyse` compares those that are new.",
        )
    if len(set(known)) > 1:
        raise UsageError(f"{which[:80]!r} may be {len(set(known))} stories", "Give more of the id.")
    parameters = {"story": known[0]}
    coverage = fetch_rows(database, "SELECT * FROM story_coverage WHERE story_id = $story", parameters)[0]
    reports = fetch_rows(database, "SELECT * FROM story_reports WHERE story_id = $story ORDER BY place", parameters)
    copies = {row["article_id"]: row for row in fetch_rows(database, question("story_copies"), parameters)}
    return coverage | {
        "reports": [
            row
            | {
                "copied": copy["kind"] if copy else None,
                "copied_from": copy["earlier_source"] if copy else None,
                "copied_share": copy["share"] if copy else None,
            }
            for row in reports
            for copy in [copies.get(row["article_id"])]
        ],
        "quotations": fetch_rows(database, question("story_quotations"), parameters),
        "quoted_here_said_there": fetch_rows(database, question("story_said_there"), parameters),
    }


def quotes(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A person or organisation; the last name will do.")],
    source: Annotated[str, typer.Option(help="Of this source only.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show what somebody is quoted with: in which article, by which source, the newest first.

    Example: broadsheet quotes Oduya --source north-ledger
    """
    from schemas.settings import load_settings

    settings = load_settings()
    source = require_source(source, settings)
    with opened_snapshot(settings) as database:
        _require_analysis(database)
        parameters = {"name": " ".join(name.split()), "source": source or None, "limit": limit}
        rows = fetch_rows(database, question("quotes_of"), parameters)
        if not rows:
            speakers = [
                row["speaker"] for row in fetch_rows(database, "SELECT DISTINCT speaker FROM speakers_by_source")
            ]
            meant = near(name, speakers)
            raise UsageError(
                f"nobody by the name {name[:80]!r} is quoted" + (f" by {source}" if source else ""),
                f"Did you mean {' or '.join(meant)}?" if meant else "The view speakers_by_source has all names.",
            )
    write_json(rows) if as_json else _write_quotes(rows)


def _require_analysis(database: duckdb.DuckDBPyConnection) -> None:
    there = fetch_rows(database, "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'analysis' LIMIT 1")
    if not there or not fetch_rows(database, "SELECT 1 FROM analysis.analysed LIMIT 1"):
        raise UsageError(
            "nothing is analysed yet", "Run `broadsheet analyse`; `broadsheet up` does so every half hour."
        )


def _write_story(found: dict[str, Any]) -> None:
    from tasks.report import said

    head = f"{found['title'] or '(no title)'}"
    out().print(Text(head, style="bold"), soft_wrap=True)
    out().print(
        Text(
            f"{found['articles']} articles of {found['source_count']} sources, {found['own_reports']} not copied;"
            f" first {found['first_source']}, {found['hours']:g} hours from first to last; {found['story_id']}",
            style="dim",
        ),
        soft_wrap=True,
    )
    out().print()
    for row in found["reports"]:
        copied = said.copied(row["copied"], row["copied_from"], row["copied_share"])
        notes = f" · {copied}" if copied else ""
        notes += f" · credits {row['agency']}" if row["agency"] else ""
        out().print(
            Text(f"{row['reported_at']:%Y-%m-%d %H:%M}  ").append(row["title"] or "(no title)", style="bold"),
            soft_wrap=True,
        )
        out().print(Text(f"                  {row['source']}{notes} · {row['url']}", style="dim"), soft_wrap=True)
    _write_group(
        "Quoted by several, here and in other stories",
        [(_sentence(row), f"{row['articles']} articles: {', '.join(row['sources'])}") for row in found["quotations"]],
    )
    _write_group(
        "In quotation marks here, without them there",
        [
            (f"“{row['words']}”", f"quoted by {row['quoted_by']}, written as its own by {row['said_by']}")
            for row in found["quoted_here_said_there"]
        ],
    )


def _write_group(title: str, lines: list[tuple[str, str]]) -> None:
    if lines:
        out().print()
        out().print(Text(title, style="italic"))
    for words, note in lines:
        out().print(Text(f"  {words}"), soft_wrap=True)
        out().print(Text(f"     {note}", style="dim"), soft_wrap=True)


def _sentence(row: dict[str, Any]) -> str:
    words = " ".join(row["words"].split())
    return f"{row['speaker']}: “{words}”" if row["speaker"] else f"“{words}”"


def _write_quotes(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        out().print(Text(f"{row['reported_at']:%Y-%m-%d}  ").append(_sentence(row)), soft_wrap=True)
        out().print(
            Text(f"            {row['source']} · {row['title'] or '(no title)'} · {row['url']}", style="dim"),
            soft_wrap=True,
        )
