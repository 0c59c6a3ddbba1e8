"""What the notebook imports: rows of the snapshot, and of one article its changes from version to version, its story
and its raw bytes.

Notebooks in data folders import from here. A name that moves away must still be importable from this module.
"""

from __future__ import annotations

import difflib
import html
from typing import Any

import duckdb

from flows.inspect.reading import fetch_rows, opened_snapshot, question
from schemas.settings import Settings
from tasks.archive import ArchiveDamaged, Place, read
from tasks.report import said
from tasks.store.sql import sql_questions

__all__ = ["changes", "fetch_rows", "heading", "opened_snapshot", "raw_capture", "story"]

_SHOWN = 200_000
"""Characters of a capture that are shown. With more a browser is slow."""
_COMPARED = 2000
"""Paragraphs of a version that are compared."""
_STYLE = """<style>
.broadsheet { max-width: 80ch; line-height: 1.5; }
.broadsheet h2, .broadsheet h3 { font-weight: 600; margin: 1em 0 .3em; }
.broadsheet h2 { font-size: 1.4em; }
.broadsheet ol { list-style: decimal; padding-left: 2em; }
.broadsheet blockquote { border-left: 3px solid #8a9099; margin: .8em 0; padding-left: 1em; }
.broadsheet del { background: #b3261e33; }
.broadsheet ins { background: #2a6a3a33; text-decoration: none; }
</style>"""
"""Marimo's own style sheet takes the look of headings, lists and quotations away."""


def changes(snapshot: duckdb.DuckDBPyConnection, article_id: str) -> str:
    """HTML: the versions, newest first, each with the paragraphs that it removed and added."""
    versions = snapshot.execute(_question("versions"), [article_id]).fetchall()
    parts = []
    for (number, title, loaded_at, body), before in zip(versions, [*versions[1:], None], strict=True):
        head = f"<h3>Version {number}, loaded {loaded_at:%Y-%m-%d %H:%M} UTC</h3>"
        shown = _difference(before[1:], (title, loaded_at, body)) if before else "<p>The first that was seen.</p>"
        parts.append(head + shown)
    return _styled("".join(parts))


def _styled(inside: str) -> str:
    return f'{_STYLE}<div class="broadsheet">{inside}</div>'


def _difference(old: tuple[str | None, object, str | None], new: tuple[str | None, object, str | None]) -> str:
    before, after = ([title or "", *(body or "").split("\n\n")][:_COMPARED] for title, _, body in (old, new))
    # Whole paragraphs only: difflib.ndiff looks for likeness in each pair, which takes minutes for some hundred.
    same = difflib.SequenceMatcher(None, before, after).get_matching_blocks()
    changed, at_old, at_new = [], 0, 0
    for block in same:
        changed += [f"<p><del>{html.escape(text)}</del></p>" for text in before[at_old : block.a]]
        changed += [f"<p><ins>{html.escape(text)}</ins></p>" for text in after[at_new : block.b]]
        at_old, at_new = block.a + block.size, block.b + block.size
    return "".join(changed) or "<p>Only white space or metadata differ.</p>"


def heading(title: str | None) -> str:
    """HTML: the title of an article. It is foreign text, so it is never read as Markdown."""
    return _styled(f"<h2>{html.escape(title or 'without a title')}</h2>")


def story(snapshot: duckdb.DuckDBPyConnection, article_id: str) -> str:
    """HTML: who else reports what the article reports, in order, what is a copy, and the words that several quote.

    A sentence where no analysis found a story with it.
    """
    reports = fetch_rows(snapshot, _question("story_reports"), [article_id])
    if not reports:
        return "<p>No other article reports this, or it was not analysed yet: <code>broadsheet analyse</code></p>"
    copies = fetch_rows(snapshot, question("story_copies"), {"story": reports[0]["story_id"]})
    copy_of = {row["article_id"]: said.copied(row["kind"], row["earlier_source"], row["share"]) for row in copies}
    lines = [
        f"<li{_marked(row, article_id)}>{_report(row, copy_of.get(row['article_id'], ''))}</li>" for row in reports
    ]
    quotes = [_quote(row) for row in fetch_rows(snapshot, _question("story_quotes"), [article_id])]
    shared = "<h3>Words that several quote</h3>" + "".join(quotes) if quotes else ""
    return _styled(f"<ol>{''.join(lines)}</ol>{shared}")


def _marked(row: dict[str, Any], article_id: str) -> str:
    return ' style="font-weight: bold"' if str(row["article_id"]) == article_id else ""


def _report(row: dict[str, Any], copied: str) -> str:
    notes = [f"{row['reported_at']:%Y-%m-%d %H:%M} UTC", copied, row["agency"] or ""]
    words = f"{row['source']}: {row['title'] or row['url']} ({', '.join(filter(None, notes))})"
    return html.escape(words)


def _quote(row: dict[str, Any]) -> str:
    speaker = f"{row['speaker'] or 'no speaker named'}, quoted by {', '.join(row['sources'])}"
    return f"<blockquote>{html.escape(row['words'])}<br><small>{html.escape(speaker)}</small></blockquote>"


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
    return sql_questions("flows.explore", "questions")[name]
