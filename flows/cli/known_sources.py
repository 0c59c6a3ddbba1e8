"""Names of sources that somebody narrows a question to: one that nobody knows is an error, not an empty answer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from flows.inspect.reading import fetch_rows, opened_snapshot
from schemas.errors import UsageError
from schemas.settings import Settings
from schemas.sources import sources_if_any


def require_source(name: str, settings: Settings) -> None:
    """Raises UsageError for a name that neither the snapshot nor the sources file has; an empty one is no name."""
    if not name:
        return
    with opened_snapshot(settings) as database:
        known = [row["name"] for row in fetch_rows(database, "SELECT name FROM sources ORDER BY name")]
    if name in known or name in sources_if_any(settings.sources_file):
        return
    meant = near(name, known)
    raise UsageError(
        f"there is no source {name}",
        f"Did you mean {' or '.join(meant)}?" if meant else "`broadsheet sources` lists those that are known.",
    )


def near(name: str, known: Iterable[str]) -> list[str]:
    """At most three that may be meant: those it is a part of (a folder's source is called by its whole path), or is like."""
    names = list(known)
    parts = [one for one in names if name.lower() in one.lower()]
    return (parts or difflib.get_close_matches(name, names, n=3))[:3]
