"""`broadsheet search`: articles with these words, the best first, each with the words in their place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
from rich.text import Text

from flows.cli.known_sources import require_source
from flows.cli.output.console import err, out
from flows.cli.output.snippet import snippet
from flows.inspect.reading import fetch_rows, opened_snapshot, question, write_json
from schemas.errors import UsageError
from schemas.settings import Settings

_SEARCH = "SELECT * FROM search($words, best := $best, source := $source, since := $since, until := $until)"
_PARTS = "SELECT count(*) AS parts FROM search_parts($words)"
_MARK = "**"
_BATCH = 50
"""Texts are fetched so many at a time: DuckDB then reads little more than these."""


def show_search(
    words: str, settings: Settings, *, source: str, since: str, until: str, limit: int, as_json: bool
) -> None:
    """Raises UsageError where there is no word in `words`, for dates that are none, a source that nobody knows, and where there is no snapshot that can answer."""
    narrowed = {
        "best": limit,
        "source": _utf8(source) or None,
        "since": _moment("--since", since),
        "until": _moment("--until", until, is_end=True),
    }
    require_source(_utf8(source), settings)
    found = found_in(settings, _utf8(words), narrowed)
    if as_json:
        write_json(found)
    elif found:
        _write(found)
    else:
        err().print("no article has any of these words")


def found_in(settings: Settings, words: str, narrowed: dict[str, Any]) -> list[dict[str, Any]]:
    """What `search` gives, each with its snippet."""
    with opened_snapshot(settings) as database:
        try:
            if not fetch_rows(database, _PARTS, {"words": words})[0]["parts"]:
                raise UsageError(f"there is no word in {words[:60]!r}", "Name what the articles are to be about.")
            rows = fetch_rows(database, _SEARCH, {"words": words, **narrowed})
        except duckdb.CatalogException as error:
            raise UsageError(
                f"the snapshot {settings.snapshot} was made by an older Broadsheet",
                "The next run of `broadsheet ingest` brings it up to date.",
            ) from error
        texts: dict[Any, str] = {}
        for first in range(0, len(rows), _BATCH):
            wanted = [row["article_id"] for row in rows[first : first + _BATCH]]
            pieces = fetch_rows(database, question("pieces"), {"words": words, "articles": wanted})
            texts |= {text["article_id"]: snippet(text["pieces"], text["hits"], _MARK) for text in pieces}
    return [row | {"snippet": texts.get(row["article_id"], "")} for row in rows]


def _write(found: list[dict[str, Any]]) -> None:
    for row in found:
        published = f"{row['published_at']:%Y-%m-%d}" if row["published_at"] else "no date"
        gone = " · gone" if row["status"] == "gone" else ""
        head = Text(f"{row['rank']:>3}  ").append(row["title"] or "(no title)", style="bold")
        out().print(head, soft_wrap=True)
        out().print(Text(f"     {row['source']} · {published}{gone} · {row['url']}", style="dim"), soft_wrap=True)
        out().print(Text("     ").append(_marked(row["snippet"])), soft_wrap=True)


def _marked(text: str) -> Text:
    """On a terminal the marks become bold letters; elsewhere they stay."""
    if not out().is_terminal:
        return Text(text)
    marked = Text()
    for number, part in enumerate(text.split(_MARK)):
        marked.append(part, style="bold" if number % 2 else "")
    return marked


def _moment(name: str, text: str, *, is_end: bool = False) -> datetime | None:
    """A day or a time, UTC where it names no zone; the end of a day lies behind it."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        is_day = len(text) <= len("2026-04-02")
        return moment + timedelta(days=1) if is_end and is_day else moment
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{name} {text!r} is no date", "Write it as 2026-04-02 or 2026-04-02T09:30.") from error


def _utf8(text: str) -> str:
    """Bytes of the command line that are no UTF-8 come as surrogates, which no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
