"""`broadsheet sources list`: what is declared, beside what the snapshot knows of it."""

from __future__ import annotations

from typing import Any

from flows.inspect.reading import fetch_rows, opened_snapshot, question, write_json, write_table
from schemas.settings import Settings
from schemas.sources import Source, declared_sources

_HAS_STATES = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'ops' AND table_name = 'source_states'"
_SHOWN = ("source", "kind", "status", "articles", "held", "lost", "failures", "last_asked_at", "next_ask_at", "every",
          "location")  # fmt: skip


def show_sources(settings: Settings, *, as_json: bool) -> None:
    """Declared sources in the order of their file, then those that only the snapshot knows. Raises SourcesFileError."""
    rows = _rows(declared_sources(settings.sources_file), _known(settings))
    if as_json:
        write_json(rows)
        return
    table = [row | {"every": _every(row["interval_seconds"])} for row in rows]
    shown = [name for name in _SHOWN if any(row[name] is not None for row in table)]
    write_table([{name: row[name] for name in shown} for row in table])


def _known(settings: Settings) -> dict[str, dict[str, Any]]:
    """By name; of a snapshot of before there was a memory of asking, without it."""
    if not settings.snapshot.exists():
        return {}
    with opened_snapshot(settings) as database:
        known = {row["source"]: row for row in fetch_rows(database, question("source_yields"))}
        states = fetch_rows(database, question("source_states")) if fetch_rows(database, _HAS_STATES) else []
    for state in states:
        known[state["source"]] |= state
    return known


def _rows(declared: dict[str, Source], known: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    names = [*declared, *(name for name in known if name not in declared)]
    fields = ("articles", "candidates", "good", "held", "lost", "last_asked_at", "next_ask_at", "interval_seconds",
              "status", "reason", "failures", "detail")  # fmt: skip
    return [
        {
            "source": name,
            "kind": declared[name].kind if name in declared else known[name]["kind"],
            "location": declared[name].location if name in declared else known[name]["location"],
            "declared": name in declared,
            **{field: known.get(name, {}).get(field) for field in fields},
        }
        for name in names
    ]


def _every(seconds: int | None) -> str | None:
    """600 -> "10 min", 5400 -> "1.5 h"."""
    if seconds is None:
        return None
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.3g} h"
