"""`broadsheet why`: what became of one address, and why there is no article of it where there is none."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb

from flows.cli.output.console import out
from flows.inspect.reading import fetch_rows, opened_snapshot, question, write_json
from flows.inspect.why_files import passed_over
from flows.inspect.why_words import Known, answer_of, words
from schemas.errors import UsageError
from schemas.identity import address_id
from schemas.settings import Settings
from schemas.sources import sources_if_any
from tasks.discover.addresses import BadAddress, address_key, file_address, looks_like_address, parse_address

_WAS_OFFERED = "SELECT 1 FROM ops.outcomes WHERE address_id = $address_id LIMIT 1"
_IS_NEW_ENOUGH = "SELECT 1 FROM duckdb_columns() WHERE table_name = 'row_failures' AND column_name = 'bound'"


def show_why(word: str, settings: Settings, *, as_json: bool) -> None:
    """Raises UsageError for what is no address or path, and where there is no snapshot that can answer."""
    known = known_of(_key_or_word(word, settings), settings, word)
    if as_json:
        write_json({"answer": answer_of(known), "words": words(known), **asdict(known)})
        return
    for line in words(known):
        out().print(line, highlight=False, markup=False, soft_wrap=True)


def key_of(word: str) -> str:
    """The key of an address in any spelling, or of a path. Raises UsageError."""
    if word.startswith("file:"):
        return word
    if looks_like_address(word):
        try:
            return address_key(parse_address(word))
        except BadAddress as error:
            raise UsageError(f"{word!r} is no address: {error}", "Name a web address or a file.") from error
    path = Path(os.path.abspath(os.path.expanduser(word)))  # noqa: PTH111 - leaves `~nobody-here` as it is
    if "/" in word or os.path.exists(path):  # noqa: PTH110 - Path.exists() raises for a name that is too long
        return file_address(path)
    raise UsageError(
        f"{word!r} is neither an address nor a file here",
        f"Did you mean https://{word}?" if "." in word else "Name a web address or a file.",
    )


def _key_or_word(word: str, settings: Settings) -> str:
    """As `key_of`; a word that was given to a run, and was nothing, is its own key."""
    try:
        return key_of(word)
    except UsageError:
        if settings.snapshot.exists():
            with opened_snapshot(settings) as database:
                if fetch_rows(database, _WAS_OFFERED, {"address_id": str(address_id(word))}):
                    return word
        raise


def known_of(key: str, settings: Settings, word: str = "") -> Known:
    """Everything that the snapshot knows of an address; where it was never offered, of the one that leads there.

    `word` is how somebody typed it.
    """
    host = _host(key)
    with opened_snapshot(settings) as database:
        if not fetch_rows(database, _IS_NEW_ENOUGH):
            raise UsageError(
                f"the snapshot {settings.snapshot} was made by an older Broadsheet",
                "The next run of `broadsheet ingest` brings it up to date.",
            )
        identity, facts = _found(database, [key, *_as_refused(key, word)])
        lead = _lead(database, key, identity) if host and facts["article"] is None else None
        is_by_lead = facts["outcome"] is None and lead is not None
        if is_by_lead and lead:
            facts = _facts(database, lead["address_id"])
        is_unknown = facts["outcome"] is None
        near = fetch_rows(database, question("same_host"), {"host": host, "url": key}) if is_unknown and host else []
    return Known(
        key=key,
        shown=_shown(key, word if is_unknown or is_by_lead else facts["outcome"]["url"]),
        host=host,
        lead=lead,
        is_by_lead=is_by_lead,
        same_host=near,
        declared=_declared_for(host, settings) if is_unknown and host else [],
        file=passed_over(key) if is_unknown and not host else None,
        **facts,
    )


def _found(database: duckdb.DuckDBPyConnection, keys: list[str]) -> tuple[str, dict[str, Any]]:
    """The first of the keys that was ever offered, else the first of all: its id, and what is known of it."""
    identities = [str(address_id(key)) for key in keys]
    all_facts = [(identity, _facts(database, identity)) for identity in identities]
    return next((found for found in all_facts if found[1]["outcome"] is not None), all_facts[0])


def _as_refused(key: str, word: str) -> list[str]:
    """Under which words a path stands in a run that did not find it: as it was typed, and absolute."""
    return list(dict.fromkeys([word, unquote(key.removeprefix("file://"))])) if key.startswith("file://") else []


def _shown(key: str, url: str) -> str:
    """The key with the scheme of `url`: http and https are one page, but where only http answers https is no advice."""
    is_plain = key.startswith("https://") and url.lower().startswith("http://")
    return f"http://{key.removeprefix('https://')}" if is_plain else ""


def _facts(database: duckdb.DuckDBPyConnection, identity: str) -> dict[str, Any]:
    return fetch_rows(database, question("why"), {"address_id": identity})[0]


def _lead(database: duckdb.DuckDBPyConnection, key: str, identity: str) -> dict[str, Any] | None:
    """The other address whose page this one is; the question leaves the query out, here it counts."""
    rows = fetch_rows(database, question("leads_here"), {"address_id": identity, "page": key.partition("?")[0]})
    return next((row | {"address_id": str(row["address_id"])} for row in rows if _key(row["here"]) == key), None)


def _key(url: str) -> str:
    try:
        return address_key(parse_address(url))
    except BadAddress:
        return url


def _host(url: str) -> str | None:
    try:
        return parse_address(url).host
    except BadAddress:
        return None


def _declared_for(host: str, settings: Settings) -> list[str]:
    """Declared sources that are of this host by their homepage or location."""
    return [
        source.name
        for source in sources_if_any(settings.sources_file).values()
        if host in {_host(source.homepage or ""), _host(source.location) if source.is_on_the_web else None}
    ]
