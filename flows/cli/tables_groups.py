"""What people begin with, and what they ask next: the order in which `broadsheet tables` shows what there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_ARTICLES = (
    "latest_articles", "search", "paragraphs_of", "paragraph_texts", "author_output", "article_history", "article_changes", "articles_as_of",
    "corrections", "outbound_links", "duplicates", "missing_fields",
)  # fmt: skip
_WORKINGS = (
    "source_health", "source_days", "daily_volume", "coverage", "completeness", "latency", "held_articles",
    "quarantine_by_reason", "fetch_failures", "asking", "run_history", "run_funnel",
)  # fmt: skip
_NOBODY_ASKS = frozenset({"schema_migrations"})

Groups = list[tuple[str, list[dict[str, Any]]]]


def bare(one: dict[str, Any]) -> str:
    """The name without parameters."""
    return str(one["name"]).partition("(")[0]


def main_groups(known: Sequence[dict[str, Any]]) -> Groups:
    """Views and macros for people, first those over articles, then the tables below them. What only serves others is left out."""
    by_name = {bare(one): one for one in known}
    tables = [one for one in known if one["kind"] == "table" and "." not in bare(one) and bare(one) not in _NOBODY_ASKS]
    return [
        ("articles: begin here", [by_name[name] for name in _ARTICLES if name in by_name]),
        ("sources, quality, runs", [by_name[name] for name in _WORKINGS if name in by_name]),
        ("the tables below them", tables),
    ]


def all_groups(known: Sequence[dict[str, Any]]) -> Groups:
    """Everything, by schema."""
    schemas = [bare(one).partition(".")[0] if "." in bare(one) else "main" for one in known]
    return [
        (schema, [one for one, its in zip(known, schemas, strict=True) if its == schema])
        for schema in dict.fromkeys(schemas)
    ]
