"""What a person should know under the funnel of a run: each loss with its cure where there are few, and who had nothing new."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from flows.inspect.reading import fetch_rows, in_words, opened_snapshot, question
from schemas.outcomes import REASONS, Status
from schemas.settings import Settings
from tasks.load import RunResult

_MOST = 5
"""Lines of a kind; of more there is one line that says where they are."""


def losses_of(ended: RunResult, settings: Settings) -> list[tuple[str, str]]:
    """Each refused or failed candidate as (status, line); of more than five one line that says how to ask."""
    lost = ended.total(Status.REFUSED) + ended.total(Status.FAILED)
    if not lost or not settings.snapshot.exists():
        return []
    with opened_snapshot(settings) as database:
        rows = fetch_rows(database, question("run_losses"), {"run_id": ended.run_id})
    rows = [row for status in (Status.REFUSED, Status.FAILED) for row in rows if row["status"] == status]
    if len(rows) > _MOST:
        words = (
            f"what happened to each of the {len(rows):,}: broadsheet runs {ended.run_id} · what helps: broadsheet why"
        )
        return [("lost", f"{words} {shlex.quote(place(rows[0]['url']))}")]
    return [(row["status"], told(row)) for row in rows]


def unchanged_in(ended: RunResult, settings: Settings) -> Iterator[str]:
    """Sources that were asked and had nothing new, each in a line; of more than five only how many."""
    if not settings.snapshot.exists():
        return
    with opened_snapshot(settings) as database:
        rows = fetch_rows(database, question("run_unchanged"), {"run_id": ended.run_id})
    if len(rows) > _MOST:
        yield f"{len(rows)} sources have nothing new; `broadsheet sources` shows when each is asked next"
        return
    for row in rows:
        since = f" since {in_words(row['since'])}" if row["since"] else ""
        yield f"{row['source']}: nothing new{since}; the schedule asks it next from {in_words(row['next_ask_at'])} on"


def told(row: dict[str, Any]) -> str:
    """Where and what, each said once: details of files begin with the path."""
    where = place(row["url"])
    detail = row["detail"] or REASONS[row["reason"]].words
    for known in (unquote(row["url"].removeprefix("file://")), where, os.path.basename(where)):  # noqa: PTH119 - may be an address
        detail = detail.removeprefix(f"{known}: ")
    return f"{where}: {detail}"


def place(url: str) -> str:
    """An address as it is; of a file its path, short where it is below the working folder."""
    if not url.startswith("file://"):
        return url
    path = unquote(url.removeprefix("file://"))
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118 - text, not a path to open
    return path.removeprefix(here)
