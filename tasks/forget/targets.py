"""What a person wants forgotten -> everything of the warehouse that it reaches: ids, places in the archive, words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

import duckdb

from schemas.errors import UsageError
from schemas.identity import address_id
from tasks.files.erasing import Eraser
from tasks.load.source_names import names_of_sources
from tasks.web.addresses import BadAddress, address_key, file_address, parse_address

_TITLES = """
SELECT unnest([title, headline]) FROM article_versions WHERE article_id IN (FROM forget_articles)
UNION SELECT title FROM claims WHERE address_id IN (FROM forget_addresses)
UNION SELECT title FROM quality.quarantine WHERE article_id IN (FROM forget_addresses)
"""
_ADDRESSES = """
SELECT url FROM articles WHERE article_id IN (FROM forget_articles)
UNION SELECT canonical_url FROM articles WHERE article_id IN (FROM forget_articles)
UNION SELECT url FROM article_urls WHERE article_id IN (FROM forget_articles)
UNION SELECT url FROM captures WHERE address_id IN (FROM forget_addresses)
UNION SELECT url FROM ops.outcomes WHERE address_id IN (FROM forget_addresses) OR article_id IN (FROM forget_articles)
UNION SELECT unnest([f.url, f.final_url]) FROM ops.fetches AS f JOIN ops.outcomes AS o USING (run_id, position)
    WHERE o.address_id IN (FROM forget_addresses)
UNION SELECT unnest([url, answered_url, captured_url]) FROM ops.addresses WHERE address_id IN (FROM forget_addresses)
UNION SELECT image_url FROM article_versions WHERE article_id IN (FROM forget_articles)
"""
_CONTENTS = """
SELECT payload_sha256 FROM captures WHERE address_id IN (FROM forget_addresses)
UNION SELECT content_hash::VARCHAR FROM article_versions WHERE article_id IN (FROM forget_articles)
UNION SELECT text_hash::VARCHAR FROM article_versions WHERE article_id IN (FROM forget_articles)
"""
_PLACES = """
SELECT DISTINCT warc_file, warc_offset, warc_length FROM captures WHERE address_id IN (FROM forget_addresses)
OR capture_id IN (SELECT capture_id FROM article_versions WHERE article_id IN (FROM forget_articles))
"""


@dataclass(frozen=True, slots=True)
class Targets:
    """Everything of what is forgotten, as text: it is kept in a file until the work is done."""

    articles: list[str] = field(default_factory=list)
    """Ids."""
    addresses: list[str] = field(default_factory=list)
    """Ids of every address that led to them, their own ids among them."""
    captures: list[str] = field(default_factory=list)
    places: list[tuple[str, int, int]] = field(default_factory=list)
    """WARC file, offset, length."""
    words: list[str] = field(default_factory=list)
    """Addresses and paths, as they were written."""
    titles: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    """Hashes of payloads and texts."""
    sources: list[str] = field(default_factory=list)
    """Names, where all of a source is forgotten."""
    first_at: str = ""
    """When the first of the articles was taken, in ISO 8601; empty where there are none, or an older release noted."""
    of_sources: list[str] = field(default_factory=list)
    """Present and former names of the sources of the articles."""

    @property
    def eraser(self) -> Eraser:
        return Eraser([*self.words, *self.articles, *self.addresses, *self.captures], self.titles)

    @property
    def files_outside(self) -> list[Path]:
        """Files of the user that the articles were taken from, as far as they are there."""
        paths = {Path(word) for word in self.words if word.startswith("/")}
        return sorted(path for path in paths if path.is_file())


def targets_of(database: duckdb.DuckDBPyConnection, wanted: Iterable[str]) -> Targets:
    """What ids, addresses and names of sources reach. Raises UsageError for one of which nothing is known."""
    database.execute("CREATE OR REPLACE TEMP TABLE forget_articles (id UUID)")
    database.execute("CREATE OR REPLACE TEMP TABLE forget_addresses (id UUID)")
    sources = [name for one in wanted if (name := _add(database, one.strip()))]
    _add_addresses(database)
    words = {row[0] for row in database.execute(_ADDRESSES).fetchall() if row[0]}
    shared = {row[0] for row in database.execute("SELECT unnest([location, homepage]) FROM sources").fetchall()} - {
        None
    }
    words = {word for word in words if word not in shared and not _is_front(word)}
    paths = {_path(word) for word in words if word.startswith("file:")}
    [(first_at, of_sources)] = database.execute(
        "SELECT min(a.first_seen_at), list_distinct(flatten(list([s.name] || coalesce(s.former_names, []))))"
        " FROM articles AS a JOIN sources AS s USING (source_id) WHERE a.article_id IN (FROM forget_articles)"
    ).fetchall()
    return Targets(
        articles=_ids(database, "SELECT DISTINCT id FROM forget_articles"),
        addresses=_ids(database, "SELECT DISTINCT id FROM forget_addresses"),
        captures=_ids(
            database,
            "SELECT capture_id FROM captures WHERE address_id IN (FROM forget_addresses)"
            " UNION SELECT capture_id FROM article_versions WHERE article_id IN (FROM forget_articles)"
            " UNION SELECT capture_id FROM quality.quarantine WHERE article_id IN (FROM forget_addresses)",
        ),
        places=[(row[0], row[1], row[2]) for row in database.execute(_PLACES).fetchall()],
        words=sorted(words | paths),
        titles=sorted(row[0] for row in database.execute(_TITLES).fetchall() if row[0]),
        contents=sorted(row[0] for row in database.execute(_CONTENTS).fetchall() if row[0]),
        sources=sources,
        first_at=first_at.isoformat() if first_at else "",
        of_sources=of_sources or [],
    )


def _ids(database: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return sorted(str(row[0]) for row in database.execute(sql).fetchall() if row[0])


def _add(database: duckdb.DuckDBPyConnection, wanted: str) -> str:
    """Put what one word means into the tables; returns the name if it is a source."""
    names = names_of_sources(database)
    source = names.identity(wanted)
    if database.execute("SELECT 1 FROM sources WHERE source_id = ?", [source]).fetchone():
        database.execute("INSERT INTO forget_articles SELECT article_id FROM articles WHERE source_id = ?", [source])
        database.execute(
            "INSERT INTO forget_addresses SELECT address_id FROM ops.addresses WHERE source_id = $id UNION"
            " SELECT address_id FROM ops.outcomes WHERE source_id = $id",
            {"id": source},
        )
        return names.current(wanted)
    found = _identity(wanted)
    known = database.execute(
        "SELECT article_id FROM articles WHERE article_id = $id"
        " UNION SELECT article_id FROM article_urls WHERE url = $url"
        " UNION SELECT article_id FROM ops.outcomes WHERE (address_id = $id OR url = $url) AND article_id IS NOT NULL",
        {"id": found, "url": wanted},
    ).fetchall()
    addresses = database.execute(
        "SELECT address_id FROM ops.outcomes WHERE address_id = $id OR url = $url OR capture_id = $id UNION"
        " SELECT address_id FROM ops.addresses WHERE address_id = $id",
        {"id": found, "url": wanted},
    ).fetchall()
    if not known and not addresses:
        raise UsageError(
            f"nothing is known of {wanted}",
            "Name an article by its id or any of its addresses, or a source; `broadsheet why` says what became of one.",
        )
    database.executemany("INSERT INTO forget_addresses VALUES (?)", [*known, *addresses])
    if known:
        database.executemany("INSERT INTO forget_articles VALUES (?)", known)
    return ""


def _identity(wanted: str) -> str:
    """The id that a word is, or that it stands for as an address or a path."""
    try:
        return str(UUID(wanted))
    except ValueError:
        pass
    try:
        return str(address_id(address_key(parse_address(wanted))))
    except BadAddress:
        return str(
            address_id(wanted if wanted.startswith("file:") else file_address(Path(wanted).expanduser().absolute()))
        )


def _add_addresses(database: duckdb.DuckDBPyConnection) -> None:
    """The addresses that led to these articles, and the articles that have them."""
    database.execute(
        "INSERT INTO forget_addresses SELECT id FROM forget_articles UNION SELECT address_id FROM ops.outcomes"
        " WHERE article_id IN (FROM forget_articles)"
    )
    database.execute(
        "INSERT INTO forget_articles SELECT article_id FROM articles WHERE article_id IN (FROM forget_addresses)"
    )
    rows = database.execute("SELECT url FROM article_urls WHERE article_id IN (FROM forget_articles)").fetchall()
    ids = [[_identity(url)] for (url,) in rows]
    if ids:
        database.executemany("INSERT INTO forget_addresses VALUES (?)", ids)


def _is_front(word: str) -> bool:
    """The front page of a site: many things are said of it that have nothing to do with one article."""
    parts = urlsplit(word)
    return parts.scheme in {"http", "https"} and parts.path in {"", "/"} and not parts.query


def _path(uri: str) -> str:
    return unquote(urlsplit(uri).path)
