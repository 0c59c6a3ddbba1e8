"""Manifests: a row an article, as JSON lines, CSV or Parquet (the first two also gzipped)."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import orjson

from schemas.identity import content_hash
from schemas.sources import CONTENT_COLUMNS, KNOWN_COLUMNS, Source
from tasks.discover.addresses import file_address
from tasks.discover.offers import ManifestFields, Offer, offered_file, offered_url, refused
from tasks.discover.readers.files import suffix
from tasks.discover.readers.misread import Misread

_INLINE_TYPES = {"html": "text/html; charset=utf-8", "text": "text/plain; charset=utf-8"}
csv.field_size_limit(2**31 - 1)  # an article's HTML is far above the default of 131,072


class BadRow(ValueError):
    """A row that cannot be read; the message says why."""


Row = dict[str, Any] | BadRow


def offers_in_manifest(
    source: Source, path: Path, warn: Callable[[str], None], source_named: Callable[[str], Source]
) -> Iterator[Offer]:
    """An offer a row. A broken row is an offer with its reason; a manifest that cannot be read at all is one offer."""
    here = file_address(path)
    columns = source.columns or {name: name for name in (*CONTENT_COLUMNS, *KNOWN_COLUMNS)}
    ignored: set[str] = set()
    mislabelled: list[str] = []
    misread = Misread(path, columns)
    number = 0
    try:
        for number, row in enumerate(_rows(path), 1):
            if isinstance(row, BadRow):
                yield refused(source, f"{here}#{number}", "bad_row", f"{path}, row {number}: {row}")
                continue
            if source.columns is None:
                ignored |= {str(name) for name in row} - columns.keys()
            values = {ours: row.get(theirs) for ours, theirs in columns.items()}
            yield misread.left_out(_offer(source, path, number, values, mislabelled, source_named), number)
    except (OSError, EOFError, zlib.error, ValueError, duckdb.Error) as error:
        yield refused(source, f"{here}#{number + 1}", "bad_manifest", f"{path}, after row {number}: {error}")
    else:
        if number == 0:
            yield refused(source, here, "nothing_inside", f"{path}: the manifest has no rows")
    if mislabelled:
        warn(
            f"{path}: {len(mislabelled)} rows have a file but a url that is none, the file's address is used; {mislabelled[0]}"
        )
    for words in misread.lines():
        warn(words)
    if ignored:
        warn(f"{path}: columns that say nothing to us were ignored: {', '.join(sorted(ignored))}")


def _offer(
    source: Source,
    path: Path,
    number: int,
    values: dict[str, Any],
    mislabelled: list[str],
    source_named: Callable[[str], Source],
) -> Offer:
    here = f"{file_address(path)}#{number}"
    text = {name: _text(values.get(name)) for name in (*CONTENT_COLUMNS, *KNOWN_COLUMNS) if name != "authors"}
    if outlet := text["source"]:
        source = source_named(outlet)
    known = ManifestFields(
        title=text["title"],
        authors=_authors(values.get("authors")),
        published=text["published"],
        language=text["language"],
    )
    if text["file"]:
        if not _can_be_named(text["file"]):
            return refused(source, here, "bad_row", f"{path}, row {number}: no file can be called {text['file']!r}")
        file = path.parent / text["file"]
        offer = offered_file(source, file, known, url=text["url"])
        if offer.reason is None:
            return offer
        # The content is here, so a label that is no address costs a warning, not the article.
        mislabelled.append(f"row {number}: {offer.detail}")
        return offered_file(source, file, known)
    given = [(kind, content) for kind in _INLINE_TYPES if isinstance(content := values.get(kind), str)]
    # An empty text is content too: it ends as `empty`, with its row named, and not as a row without content.
    for kind, content in [pair for pair in given if pair[1]] or ([] if text["url"] else given):
        address = f"{file_address(path)}#{text['id'] or content_hash(kind, content)}"
        if text["url"]:
            named = offered_url(source, text["url"])
            if named.reason:
                return named
            address = named.address
        return Offer(
            source=source,
            address=address,
            url=text["url"],
            inline=_whole(content).encode("utf-8"),
            inline_type=_INLINE_TYPES[kind],
            known=known,
        )
    if text["url"]:
        return offered_url(source, text["url"], known)
    wanted = [(source.columns or {}).get(name, name) for name in CONTENT_COLUMNS]
    return refused(
        source, here, "bad_row", f"{path}, row {number}: none of the columns {', '.join(wanted)} has a value"
    )


def _rows(path: Path) -> Iterable[Row]:
    match suffix(path):
        case ".parquet":
            return _parquet_rows(path)
        case ".csv":
            return _csv_rows(path)
        case _:
            return _json_rows(path)


def _open(path: Path) -> io.BufferedReader:
    return gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def _json_rows(path: Path) -> Iterator[Row]:
    with _open(path) as lines:
        for line in lines:
            if not line.strip():
                continue
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                row = _lenient(line, error)
            yield row if isinstance(row, (dict, BadRow)) else BadRow("not an object")


def _lenient(line: bytes, error: Exception) -> Row:
    """The standard library reads lone surrogates and NaN, which strict JSON refuses."""
    try:
        row = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return BadRow(f"not JSON: {error}")
    return row if isinstance(row, dict) else BadRow("not an object")


def _csv_rows(path: Path) -> Iterator[Row]:
    with _open(path) as raw:
        # Strict: otherwise a quotation mark that is never closed swallows the rest of the file without a word.
        reader = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), strict=True)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(f"not CSV: {error}")
                continue
            extra = row.pop(None, None)
            if extra is not None:
                yield BadRow(f"{len(extra)} more fields than the header has")
            else:
                yield row


def _parquet_rows(path: Path) -> Iterator[Row]:
    with duckdb.connect(":memory:") as database:
        database.execute("SET TimeZone = 'UTC'")
        cursor = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in cursor.description or ()]
        while rows := cursor.fetchmany(1000):
            yield from (dict(zip(names, row, strict=True)) for row in rows)


def _can_be_named(file: str) -> bool:
    """Not with a NUL inside, nor with half a surrogate pair that stands for no byte."""
    try:
        return b"\0" not in os.fsencode(file)
    except UnicodeEncodeError:
        return False


def _text(value: object) -> str | None:
    if value is None or isinstance(value, (list, dict)) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return str(value).strip() or None


def _whole(text: str) -> str:
    """The text with escaped surrogate pairs joined, and a lone surrogate, which no encoding has, as U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _authors(value: object) -> tuple[str, ...] | None:
    """A list as it is; a text split at semicolons (a comma may stand inside a name)."""
    names = value if isinstance(value, list) else str(value).split(";") if isinstance(value, str) else []
    found = tuple(str(name).strip() for name in names if name is not None and str(name).strip())
    return found or None
