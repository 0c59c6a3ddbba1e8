"""What the notebook imports: rows of the snapshot, and of one article its changes from version to version and its raw
bytes.

Notebooks in data folders import from here. A name that moves away must still be importable from this module.
"""

from __future__ import annotations

import difflib
import html

import duckdb

from flows.inspect.reading import fetch_rows, opened_snapshot
from schemas.settings import Settings
from tasks.archive import ArchiveDamaged, Place, read
from tasks.store.sql import sql_text

__all__ = ["changes", "fetch_rows", "opened_snapshot", "raw_capture"]

_SHOWN = 200_000
"""Characters of a capture that are shown. With more a browser is slow."""


def changes(snapshot: duckdb.DuckDBPyConnection, article_id: str) -> str:
    """HTML: the versions, newest first, each with the paragraphs that it removed and added."""
    versions = snapshot.execute(_question("versions"), [article_id]).fetchall()
    parts = []
    for (number, title, loaded_at, body), before in zip(versions, [*versions[1:], None], strict=True):
        head = f"<h3>Version {number}, loaded {loaded_at:%Y-%m-%d %H:%M} UTC</h3>"
        shown = _difference(before[1:], (title, loaded_at, body)) if before else "<p>The first that was seen.</p>"
        parts.append(head + shown)
    return "".join(parts)


def _difference(old: tuple[str | None, object, str | None], new: tuple[str | None, object, str | None]) -> str:
    marks = {"- ": "del", "+ ": "ins"}
    before, after = ([title or "", *(body or "").split("\n\n")] for title, _, body in (old, new))
    lines = difflib.ndiff(before, after)
    changed = [
        f"<p><{marks[line[:2]]}>{html.escape(line[2:])}</{marks[line[:2]]}></p>" for line in lines if line[:2] in marks
    ]
    return "".join(changed) or "<p>Only white space or metadata differ.</p>"


def raw_capture(snapshot: duckdb.DuckDBPyConnection, settings: Settings, article_id: str) -> str:
    """The bytes that the current version was made from, as text; if they cannot be read, a sentence that says why."""
    place = snapshot.execute(_question("capture"), [article_id]).fetchone()
    if place is None:
        return "The tables have no capture of it."
    warc_file, offset, length, removed_at = place
    if removed_at:
        return f"{warc_file} was removed by retention on {removed_at:%Y-%m-%d}."
    try:
        stored = read(settings.archive, Place(warc_file, offset, length))
    except ArchiveDamaged as error:
        return f"It cannot be read: {error}"
    head = "".join(f"{name}: {value}\n" for name, value in stored.headers)
    return f"{warc_file}, byte {offset}\n{head}\n{stored.payload.decode('utf-8', 'replace')[:_SHOWN]}"


def _question(name: str) -> str:
    return sql_text("flows.explore", name)
