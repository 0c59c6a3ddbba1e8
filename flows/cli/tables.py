"""`broadsheet tables`: what there is to ask, what its columns mean, some of its rows, and a question to begin with."""

from __future__ import annotations

import difflib
from typing import Any

import duckdb

from flows.cli.output.console import out
from flows.cli.tables_groups import all_groups, bare, main_groups
from flows.inspect.reading import fetch_rows, opened_snapshot, question, write_json, write_table
from schemas.errors import UsageError
from schemas.examples import Example, examples
from schemas.settings import Settings

_ROWS = 3
_WIDE = 8
"""Columns from which on rows are shown as columns."""
_EXPLAINED = {"article_authors": "bylines"}
"""Tables of ids alone, with the question that joins them to what people look for."""
_LIKE = ("article_history", "latest_articles")
"""Views whose columns mean what those of the same name in an answer of a macro mean: a macro's own cannot have comments."""
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
"""Columns that only the answer of one macro has, or that mean something else there."""


def show_tables(settings: Settings, name: str, *, everything: bool = False, as_json: bool) -> None:
    """What people ask (`everything`: and what only serves that), or one of it with all that there is to say; as JSON always all. Raises UsageError for what is not there."""
    with opened_snapshot(settings) as database:
        known = fetch_rows(database, question("tables"))
        told = described(database, chosen(known, name)) if name else None
    if as_json:
        write_json(told or known)
    elif told:
        _write(told)
    else:
        _write_groups(known, everything=everything)


def chosen(known: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The one of this name, with or without its schema and its parameters. Raises UsageError where there is none, or several."""
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
    """What is known of one of them: columns, some rows, and an example that asks it."""
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
    """One of ours that asks it; of a table or view that none asks, its first rows."""
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
    out().print("broadsheet tables NAME shows columns, some rows and a question to begin with", highlight=False)
    if more := len(known) - sum(len(members) for _, members in groups):
        words = f"broadsheet tables --all has {more} more: days, checks, helpers of search, the schemas ops, quality, search"
        out().print(words, highlight=False, soft_wrap=True)


def _laid_out(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Wide rows stand upright: a line a column."""
    if len(rows[0]) < _WIDE:
        return rows
    return [{"column": name, **{str(number): row[name] for number, row in enumerate(rows, 1)}} for name in rows[0]]


def _write(told: dict[str, Any]) -> None:
    out().print(f"{told['name']}, {told['kind']}: {told['comment']}", markup=False, highlight=False, soft_wrap=True)
    if told["columns"]:
        write_table(told["columns"], "columns")
    if told["example_rows"]:
        write_table(_laid_out(told["example_rows"]), "some rows")
    if told["example"]:
        out().print(
            f"{told['example']['question']}\n{told['example']['sql']}", markup=False, highlight=False, soft_wrap=True
        )
