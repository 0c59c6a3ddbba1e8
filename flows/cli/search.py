"""`broadsheet search`: articles with these words, the best first, each with the passage that has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from flows.cli.output.console import AsJson, err, out
from flows.cli.output.formats import write_json
from flows.inspect.reading import fetch_rows, opened_snapshot, question, require_source
from schemas.errors import UsageError

if TYPE_CHECKING:
    from schemas.settings import Settings

_SEARCH = "SELECT * FROM search($words, best := $best, source := $source, since := $since, until := $until)"
_PARTS = "SELECT count(*) AS parts FROM search_parts($words)"
_MARK = "**"
_BATCH = 50
"""Texts that are fetched at a time: DuckDB then reads little more than these."""
_WIDTH = 180
"""Characters of a snippet."""
_BEFORE = 40
"""Characters of a snippet before the first word that was found."""


def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help='Words; a "phrase in quotation marks" must be there.')
    ],
    source: Annotated[str, typer.Option(help="Of this source only.")] = "",
    since: Annotated[str, typer.Option(metavar="DAY", help="Published on this day or later.")] = "",
    until: Annotated[str, typer.Option(metavar="DAY", help="Published on this day or earlier.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find articles by words: the best first, with the passage that has the words.

    Example: broadsheet search astrolabe '"dam gate"' --since 2026-03-01
    """
    from schemas.settings import load_settings

    show_search(" ".join(words), load_settings(), source=source, since=since, until=until, limit=limit, as_json=as_json)


def show_search(
    words: str, settings: Settings, *, source: str, since: str, until: str, limit: int, as_json: bool
) -> None:
    """Print what was found.

    Raises UsageError if `words` has no word, a date is not one, the source is unknown, or no snapshot can answer.
    """
    parameters = {
        "best": limit,
        "source": _utf8(source) or None,
        "since": _moment("--since", since),
        "until": _moment("--until", until, is_end=True),
    }
    source = require_source(_utf8(source), settings)
    found = found_in(settings, _utf8(words), parameters)
    if as_json:
        write_json(found)
    elif found:
        _write(found)
    else:
        err().print("no article has any of these words")


def found_in(settings: Settings, words: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the macro `search`, each with its snippet.

    `parameters` are best (rows at most), source, since and until; None sets no limit. Raises UsageError.
    """
    import duckdb

    with opened_snapshot(settings) as database:
        try:
            if not fetch_rows(database, _PARTS, {"words": words})[0]["parts"]:
                raise UsageError(
                    f"there is no word in {words[:60]!r}", "Give at least one word that the articles should have."
                )
            rows = fetch_rows(database, _SEARCH, {"words": words, **parameters})
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
        published = str(row["published_on"] or "no date")
        gone = " · gone" if row["status"] == "gone" else ""
        head = Text(f"{row['rank']:>3}  ").append(row["title"] or "(no title)", style="bold")
        out().print(head, soft_wrap=True)
        out().print(Text(f"     {row['source']} · {published}{gone} · {row['url']}", style="dim"), soft_wrap=True)
        out().print(Text("     ").append(_marked(row["snippet"])), soft_wrap=True)


def _marked(text: str) -> Text:
    """On a terminal the marks become bold letters. Elsewhere they stay."""
    if not out().is_terminal:
        return Text(text)
    marked = Text()
    for number, part in enumerate(text.split(_MARK)):
        marked.append(part, style="bold" if number % 2 else "")
    return marked


def _moment(name: str, text: str, *, is_end: bool = False) -> date | datetime | None:
    """A day, which is compared with the day where the outlet is, or a time, in UTC if it names no zone. With `is_end`,
    a day counts to its end.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if len(text) <= len("2026-04-02"):
            return moment.date() + timedelta(days=1) if is_end else moment.date()
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{name} {text!r} is not a date", "Write it as 2026-04-02 or 2026-04-02T09:30.") from error


def _utf8(text: str) -> str:
    """The text without lone surrogates. They stand for bytes of the command line that are not UTF-8, and no database
    takes them.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def snippet(pieces: Sequence[str], hits: Sequence[bool], mark: str = "**") -> str:
    """The passage with the most different words that were asked for, each between marks. Without any: the beginning.

    `pieces` are the words of the text and what is between them; `hits` says which of them were asked for.
    """
    starts = [number for number, hit in enumerate(hits) if hit]
    best = max(starts, key=lambda start: _different(pieces, hits, start), default=0)
    start = _back(pieces, best)
    end = _end(pieces, start)
    text = "".join(
        f"{mark}{piece}{mark}" if hit else piece for piece, hit in zip(pieces[start:end], hits[start:end], strict=True)
    )
    words = " ".join(text.replace(mark * 2, "").split())
    return f"{'… ' if start else ''}{words}{' …' if end < len(pieces) else ''}"


def _different(pieces: Sequence[str], hits: Sequence[bool], start: int) -> int:
    """How many different words that were asked for are in the passage that begins here."""
    end = _end(pieces, start, _WIDTH - _BEFORE)
    return len({pieces[number].casefold() for number in range(start, end) if hits[number]})


def _back(pieces: Sequence[str], start: int) -> int:
    """The piece that is some words earlier."""
    room = _BEFORE
    while start and len(pieces[start - 1]) <= room:
        start -= 1
        room -= len(pieces[start])
    return start


def _end(pieces: Sequence[str], start: int, room: int = _WIDTH) -> int:
    """The end of the passage: as many pieces as fit, but at least one."""
    end = start
    while end < len(pieces) and (end == start or len(pieces[end]) <= room):
        room -= len(pieces[end])
        end += 1
    return end
