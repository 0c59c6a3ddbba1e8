"""Writes the pages that are made from code: `python docs/generate.py`. A test fails where a page has fallen behind.

data-model.md from the comments in the database, outcomes.md from schemas/outcomes.py, checks.md from the checks'
file, settings.md from schemas/settings/.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic.fields import FieldInfo

from schemas.checks import Check, article_checks, batch_checks
from schemas.examples import examples
from schemas.features import ARTICLE_FEATURES, DAY_FIGURES, WAREHOUSE_FIGURES
from schemas.fields import PROVENANCE
from schemas.outcomes import REASONS, Status
from schemas.settings import GROUPS, Settings
from schemas.settings.groups import form_of
from schemas.settings.loading import default_of
from tasks.load.warehouse import open_warehouse

HERE = Path(__file__).resolve().parent

_DATA_MODEL = """# The data model

Made from the comments in the database by `make docs`; `DESCRIBE` and `SELECT * FROM duckdb_columns()` show the same
there. Begin with `latest_articles`: one row per article, ready to query.

Ids are UUIDv5 of what they stand for, times are UTC, and nothing is overwritten: a changed text is a further row of
`article_versions`, and `articles` says which is current.
"""

_QUERIES = """# Questions to the database

Made by `make docs` from `schemas/examples`; tests run every one. Open `broadsheet.duckdb`, or ask with `broadsheet
query --file`.
`broadsheet tables` names what can be asked (`--all`: everything), `broadsheet tables NAME` shows its columns, some
rows, and one of these questions.

`search('words')` ranks by BM25: a word counts more the rarer it is and the more often it stands in the article, in the
title four times, in headline and description twice. Any of the words is enough, but for those that stand in more than
half of many articles (10,000 at least); a phrase in "quotation marks" must be there. Case, accents, apostrophes and the
spellings of ß, æ, ø, ı do not matter; Chinese, Japanese, Korean, Thai and other scripts without spaces are found by
pairs of letters, so any piece of a sentence will do. *strikes* finds *strike* too, by Snowball's rules for 32
languages: the table `search.stems` has the stem of every indexed word. A word that no article has stands for itself,
and a word in quotation marks is looked for as it is. Named arguments narrow it:
`search('harbour', source := 'north-ledger', since := '2026-03-01', until := '2026-04-01', best := 20)`. Of a phrase,
the 5,000 best articles that have all its words are looked at.

With the file attached to another database, say `USE` first: macros look for their tables in the database in use.
"""

_SETTINGS = """# Settings

A setting has one name in three places; the later wins:

1. the settings file: `broadsheet.toml` in the working folder, or the file that `BROADSHEET_CONFIG` (or `--config FILE`)
   names;
2. the environment: `batch_size` is `BROADSHEET_BATCH_SIZE`; an empty variable counts as unset;
3. the command line: `broadsheet --set batch_size=100 ingest`, for that call and every process it starts.

```console
$ broadsheet config --example > broadsheet.toml    # every setting with its meaning, all commented out
$ broadsheet config                                # every value, and where it came from
```

Relative paths count from the folder of the settings file where they stand in it, else from the working folder. Lists
are written `[80, 443]`, in variables and flags also `80,443`. An unknown name in the file is an error, with the nearest
that is known; an unknown variable is only reported by `broadsheet config` and `doctor`, because other programs set
such. A wrong value is refused before anything starts, with the place where it stands, the line where that is a file,
and what is allowed.

A scheduled run reads the same file: its worker starts it in the folder the deployment was made from, or set
`BROADSHEET_CONFIG` where the worker runs. Processes that clean and judge get the settings from the run, never from a
file.
"""


def data_model() -> str:
    """Every table, view and column with its comment."""
    with tempfile.TemporaryDirectory() as folder, open_warehouse(Settings(home=Path(folder))) as database:
        tables = database.execute("""
            SELECT schema_name, table_name, comment FROM duckdb_tables()
            WHERE database_name = current_database() ORDER BY schema_name = 'main' DESC, schema_name, table_oid
        """).fetchall()
        views = database.execute("""
            SELECT view_name, comment FROM duckdb_views()
            WHERE database_name = current_database() AND NOT internal ORDER BY view_name <> 'latest_articles', view_name
        """).fetchall()
        columns = database.execute("""
            SELECT schema_name, table_name, column_name, data_type, comment, is_nullable FROM duckdb_columns()
            WHERE database_name = current_database() ORDER BY column_index
        """).fetchall()
        macros = database.execute("""
            SELECT function_name || '(' || array_to_string(parameters, ', ') || ')', comment FROM duckdb_functions()
            WHERE database_name = current_database() AND function_type IN ('macro', 'table_macro')
            ORDER BY function_type = 'macro', function_name
        """).fetchall()
    parts = [_DATA_MODEL, "\n## Macros\n\n| macro | what it gives |\n| --- | --- |\n"]
    parts += [f"| `{name}` | {comment} |\n" for name, comment in macros]
    of_one = [
        (name if schema == "main" else f"{schema}.{name}", schema, name, comment) for schema, name, comment in tables
    ]
    for name, schema, bare, comment in [*((view, "main", view, comment) for view, comment in views), *of_one]:
        parts.append(f"\n## {name}\n\n{comment}\n\n| column | type | meaning |\n| --- | --- | --- |\n")
        parts += [
            f"| `{column}` | {kind}{'' if nullable else ', never null'} | {meaning} |\n"
            for of_schema, of_table, column, kind, meaning, nullable in columns
            if (of_schema, of_table) == (schema, bare)
        ]
    parts.append(
        "\n## Where values come from\n\nThe columns `*_from` of `article_versions` name the origin of a value.\n"
    )
    parts.append("\n| value | the origin |\n| --- | --- |\n")
    parts += [f"| `{value}` | {origin} |\n" for value, origin in PROVENANCE.items()]
    return "".join(parts)


def queries() -> str:
    """Every example with its question."""
    return _QUERIES + "".join(f"\n## {example.question}\n\n```sql\n{example.sql}\n```\n" for example in examples())


def outcomes() -> str:
    """Every status and reason with its words."""
    parts = [
        "# Outcomes\n\nEvery candidate of every run ends in exactly one row of `ops.outcomes`: a status and a reason."
        " At the end of"
        " each run the outcomes are counted against what was discovered, and a difference ends the run as failed.\n"
    ]
    for status in Status:
        parts.append(f"\n## {status}\n\n| reason | what it means | may pass by itself |\n| --- | --- | --- |\n")
        parts += [
            f"| `{reason.code}` | {reason.words} | {'yes' if reason.retryable else 'no'} |\n"
            for reason in REASONS.values()
            if reason.status is status
        ]
    return "".join(parts)


def checks() -> str:
    """Every check with its reason."""
    whole = [check for check in batch_checks() if check.scope == "warehouse"]
    days = [check for check in batch_checks() if check.scope == "source"]
    return (
        "# Checks\n\nMade from `schemas/expectations/articles.yaml` and `batches.yaml`; [quality.md](quality.md) says"
        " how they work and how"
        " to write one. `quarantine` holds an article back with all of its reasons, `flag` lets it in and notes the"
        " check in"
        " `article_versions.flags`, `stop` ends the load. An expectation that cannot be evaluated stops the load too.\n"
        f"\n## Of articles\n{_table(article_checks(), ARTICLE_FEATURES)}"
        f"\n## Of sources, day by day\n{_table(days, DAY_FIGURES)}"
        f"\n## Of the warehouse as a whole\n{_table(whole, WAREHOUSE_FIGURES)}"
        "\n## Features\n\nWhat a check of articles can look at, with or without a check that does.\n\n"
        "| feature | meaning |\n| --- | --- |\n"
        + "".join(f"| `{name}` | {meaning} |\n" for name, meaning in ARTICLE_FEATURES.items())
    )


def _table(found: Sequence[Check], meanings: dict[str, str]) -> str:
    """A row a check: what it looks at, what that should be, and why."""
    return (
        "\n| check | looks at | should be | action | severity | owner | since | why |\n| --- | --- | --- | --- | --- |"
        " --- | --- | --- |\n"
        + "".join(
            f"| `{check.id}` | `{check.column}`: {meanings[check.column or '']} | {check.bound} | {check.action} |"
            f" {check.severity} |"
            f" {check.owner} | {check.since} | {check.reason} |\n"
            for check in found
        )
    )


def settings() -> str:
    """Every setting with its allowed form and default, group by group."""
    return _SETTINGS + "".join(
        f"\n## {group.__doc__}\n\n| setting | allowed | default | meaning |\n| --- | --- | --- | --- |\n"
        + "".join(
            f"| `{name}` | {form_of(field)} | {_default(name, field)} | {field.description} |\n"
            for name, field in group.model_fields.items()
        )
        for group in GROUPS
    )


def _default(name: str, field: FieldInfo) -> str:
    spelled = {
        "home": '`"data"`',
        "sources_file": "`seeds/sources.yaml` of the checkout",
        "checks_file": "`schemas/expectations/articles.yaml` of the checkout",
        "clean_workers": "processors of the machine",
    }
    return spelled.get(name) or f"`{default_of(field)}`"


PAGES: dict[str, Callable[[], str]] = {
    "queries.md": queries,
    "data-model.md": data_model,
    "outcomes.md": outcomes,
    "checks.md": checks,
    "settings.md": settings,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
