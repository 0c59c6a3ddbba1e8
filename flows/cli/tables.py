"""`broadsheet tables`: which tables, views and macros there are; of one, its columns, some rows, and an example
question.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output.console import AsJson, out
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from flows.inspect.reading import fetch_rows, opened_snapshot, question
from schemas.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from schemas.examples import Example
    from schemas.settings import Settings

_ROWS = 3
_WIDE = 8
"""From so many columns on, the example rows are printed upright: a line for each column."""
_EXPLAINED = {"article_authors": "bylines"}
"""Tables that hold only ids, with the question that joins them to names and titles."""
_LIKE = ("article_history", "latest_articles")
"""Views that explain columns of macros: DuckDB has comments for columns of views, and none for those of macros."""
_OWN = {
    "article_changes": {
        "version": "The version that brought the change.",
        "changed_at": "When the change was seen: the version was loaded.",
        "change": "added or removed.",
        "part": "title or paragraph.",
        "position": "Of a paragraph: its place in the version that has it, from 1; 0 is the title.",
        "text": "What was added or removed.",
    },
    "paragraphs_of": {"position": "Place of the paragraph in the article, from 1.", "text": "The paragraph."},
    "search": {
        "rank": "Place in the answer, the best is 1.",
        "score": "How well it fits (BM25): the more, the better.",
    },
}
"""Columns that only one macro has, or that mean something else there."""
_ARTICLES = (
    "latest_articles", "search", "paragraphs_of", "paragraph_texts", "author_output", "article_history",
    "article_changes", "articles_as_of", "corrections", "outbound_links", "duplicates", "missing_fields",
)  # fmt: skip
_TOGETHER = (
    "who_said_what", "shared_quotes", "quoted_here_said_there", "story_coverage", "story_reports", "first_reported",
    "article_copies", "source_independence", "speakers_by_source",
)  # fmt: skip
_WORKINGS = (
    "source_health", "source_days", "daily_volume", "coverage", "completeness", "latency", "held_articles",
    "quarantine_by_reason", "fetch_failures", "asking", "run_history", "run_funnel",
)  # fmt: skip
_INTERNAL = frozenset({"schema_migrations"})


def tables(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A table, view or macro.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Also helper macros, figures by day, and how it works inside.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """What there is to ask: tables, views and macros; of one, its columns, some rows and an example question.

    Example: broadsheet tables latest_articles
    """
    from schemas.settings import load_settings

    show_tables(load_settings(), name, everything=everything, as_json=as_json)


def show_tables(settings: Settings, name: str, *, everything: bool = False, as_json: bool) -> None:
    """Print what people ask (with `everything` also what is below it), or all about one of it; as JSON always
    everything.

    Raises UsageError for a name that does not exist.
    """
    with opened_snapshot(settings) as database:
        known = fetch_rows(database, question("tables"))
        chosen_one = described(database, chosen(known, name)) if name else None
    if as_json:
        write_json(chosen_one or known)
    elif chosen_one:
        _write_one(chosen_one)
    else:
        _write_groups(known, everything=everything)


def chosen(known: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The one with this name, with or without schema and parameters. Raises UsageError if there is none, or more than
    one.
    """
    wanted = name.partition("(")[0].strip().lower()
    same = [one for one in known if wanted in {bare(one), bare(one).rpartition(".")[2]}]
    exact = [one for one in same if bare(one) == wanted]
    if len(found := exact or same) == 1:
        return found[0]
    if found:
        names = " and ".join(bare(one) for one in found)
        raise UsageError(f"{name[:60]!r} may be {names}", "Name it with its schema.")
    near = difflib.get_close_matches(wanted[:60], [bare(one) for one in known], n=3, cutoff=0.5)
    raise UsageError(
        f"there is no table, view or macro {name[:60]!r}",
        f"Did you mean {', '.join(near)}?" if near else "`broadsheet tables` names them all.",
    )


def described(database: duckdb.DuckDBPyConnection, one: dict[str, Any]) -> dict[str, Any]:
    """A table, view or macro with its columns, some rows, and an example that asks it."""
    name, example = bare(one), _example(one)
    if one["kind"] in {"table", "view"}:
        columns = fetch_rows(database, question("columns"), {"name": name})
        rows = fetch_rows(database, f"FROM {_quoted(name)} LIMIT {_ROWS}")
    elif one["kind"] == "table macro" and example:
        rows = fetch_rows(database, f"FROM ({example.sql.rstrip(';')}) LIMIT {_ROWS}")
        known = {
            row["column"]: row["meaning"]
            for view in _LIKE
            for row in fetch_rows(database, question("columns"), {"name": view})
        } | _OWN.get(name, {})
        nothing = ", ".join(["NULL"] * _parameters(one))
        columns = [
            {"column": row["column_name"], "type": row["column_type"], "meaning": known.get(row["column_name"], "")}
            for row in fetch_rows(database, f"DESCRIBE FROM {_quoted(name)}({nothing})")
        ]
    else:
        columns, rows = [], []
    asking = {"question": example.question, "sql": example.sql} if example else None
    return one | {"columns": columns, "example_rows": rows, "example": asking}


def _example(one: dict[str, Any]) -> Example | None:
    """An example that asks it. If there is none for a table or view: its first rows."""
    from schemas.examples import Example, examples

    name = bare(one)
    for example in examples():
        if example.uses(name):
            return example
    if name in _EXPLAINED:
        asking, _, sql = question(_EXPLAINED[name]).partition("\n")
        return Example(name, asking.removeprefix("-- "), sql.strip())
    if one["kind"] in {"table", "view"}:
        return Example(name, "What does it hold?", f"FROM {name} LIMIT 10;")
    return None


def _parameters(one: dict[str, Any]) -> int:
    return len([word for word in one["name"].partition("(")[2].rstrip(")").split(",") if word.strip()])


def _quoted(name: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def _write_groups(known: list[dict[str, Any]], *, everything: bool) -> None:
    groups = all_groups(known) if everything else main_groups(known)
    for title, members in groups:
        write_table([{"name": one["name"], "kind": one["kind"], "what": one["comment"]} for one in members], title)
        out().print()
    out().print("broadsheet tables NAME shows columns, some rows and an example question", highlight=False)
    if more := len(known) - sum(len(members) for _, members in groups):
        words = (
            f"broadsheet tables --all has {more} more: days, checks, helpers of search, the schemas ops, quality,"
            " search, analysis"
        )
        out().print(words, highlight=False, soft_wrap=True)


def _laid_out(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Wide rows are printed upright: a line for each column."""
    if len(rows[0]) < _WIDE:
        return rows
    return [{"column": name, **{str(number): row[name] for number, row in enumerate(rows, 1)}} for name in rows[0]]


def _write_one(one: dict[str, Any]) -> None:
    out().print(f"{one['name']}, {one['kind']}: {one['comment']}", markup=False, highlight=False, soft_wrap=True)
    if one["columns"]:
        write_table(one["columns"], "columns")
    if one["example_rows"]:
        write_table(_laid_out(one["example_rows"]), "some rows")
    if one["example"]:
        out().print(
            f"{one['example']['question']}\n{one['example']['sql']}", markup=False, highlight=False, soft_wrap=True
        )


def bare(one: dict[str, Any]) -> str:
    """The name without parameters."""
    return str(one["name"]).partition("(")[0]


def main_groups(known: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Views and macros for people, first those over articles, then the tables below them. Helpers are left out."""
    by_name = {bare(one): one for one in known}
    tables = [one for one in known if one["kind"] == "table" and "." not in bare(one) and bare(one) not in _INTERNAL]
    return [
        ("articles: begin here", [by_name[name] for name in _ARTICLES if name in by_name]),
        ("what they say together", [by_name[name] for name in _TOGETHER if name in by_name]),
        ("sources, quality, runs", [by_name[name] for name in _WORKINGS if name in by_name]),
        ("the tables below them", tables),
    ]


def all_groups(known: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Everything, by schema."""
    schemas = [bare(one).partition(".")[0] if "." in bare(one) else "main" for one in known]
    return [
        (schema, [one for one, its in zip(known, schemas, strict=True) if its == schema])
        for schema in dict.fromkeys(schemas)
    ]
