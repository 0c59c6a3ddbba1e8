"""`broadsheet why`: what became of one address, and why there is no article of it where there is none.

A person may type an address in any spelling, or copy one from what another command printed: a web address, a path, a
row of a manifest (`list.csv#5`), an item of a feed (`https://a.example/rss#3`), a record of a WARC file, an address
that a table cut off.
"""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import duckdb

from flows.cli.output.console import out
from flows.cli.output.formats import write_json
from flows.inspect.reading import fetch_rows, opened_snapshot, question
from flows.inspect.why_words import AddressHistory, answer_of, words
from schemas.contents import ARTICLE_SUFFIXES
from schemas.errors import UsageError
from schemas.identity import address_id
from schemas.private_parts import public_address
from schemas.settings import Settings
from schemas.sources import Source, sources_if_any
from tasks.clean.sniff import foreign_type
from tasks.discover.offers import Offer, printable
from tasks.discover.readers.files import MANIFEST_SUFFIXES, WARC_SUFFIX, suffix
from tasks.discover.readers.manifest import offers_in_manifest
from tasks.files.confined import not_a_file
from tasks.runs.handover import batch_folders, has_row
from tasks.runs.state import run_folders
from tasks.store.engine import literal
from tasks.store.forgotten import Tombstones
from tasks.web.addresses import BadAddress, address_key, file_address, looks_like_address, parse_address

_IS_NEW_ENOUGH = "SELECT 1 FROM duckdb_columns() WHERE table_name = 'row_failures' AND column_name = 'bound'"
_LISTS_PASSED = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'passed_records'"
_WERE_OFFERED = "SELECT DISTINCT address_id FROM ops.outcomes WHERE list_contains($ids::UUID[], address_id)"
_BEGIN_SO = "SELECT DISTINCT url FROM ops.outcomes WHERE starts_with(url, $start) ORDER BY url"
_CUT_OFF = "…"
"""The last character of a value that a table shortened."""
_HEAD = 4096
"""Bytes of a file that are enough to tell its type."""
_LONGEST_READING = 10.0
"""Seconds for which manifests are searched for a file."""


def show_why(word: str, settings: Settings, *, as_json: bool) -> None:
    """Print the answer. Raises UsageError for what is no address or path, and where no snapshot can answer."""
    history = address_history(word, settings)
    if as_json:
        write_json({"answer": answer_of(history), "words": words(history), **asdict(history)})
        return
    for line in words(history):
        out().print(line, highlight=False, markup=False, soft_wrap=True)


def key_of(word: str) -> str:
    """The key of an address in any spelling, or of a path. Raises UsageError."""
    if word.startswith("file:"):
        return word
    if looks_like_address(word):
        try:
            return address_key(parse_address(public_address(word)))
        except BadAddress as error:
            raise UsageError(f"{word!r} is no address: {error}", "Name a web address or a file.") from error
    path = _absolute(word)
    # Path.exists() raises for a name that is too long; a path with a NUL makes both raise.
    if "/" in word or "#" in word or os.path.exists(path):  # noqa: PTH110
        return file_address(path)
    raise UsageError(
        f"{word!r} is neither an address nor a file here",
        f"Did you mean https://{word}?" if "." in word else "Name a web address or a file.",
    )


def address_history(word: str, settings: Settings) -> AddressHistory:
    """Everything that the snapshot knows of an address; where it was never offered, of another one that leads there.

    Raises UsageError for a word that is no address and was never given to a run, and where no snapshot can answer.
    """
    with opened_snapshot(settings) as database:
        if not fetch_rows(database, _IS_NEW_ENOUGH):
            raise UsageError(
                f"the snapshot {settings.snapshot} was made by an older Broadsheet",
                "The next run of `broadsheet ingest` brings it up to date.",
            )
        word = _completed(database, word)
        offered = _first_offered(database, _spellings(word))
        key = offered or key_of(word)
        row = None if offered or _host(key) else _row_named(_path_of(key), settings)
        key = row.address if row else key
        identity = str(address_id(printable(key)))
        host = _host(key)
        facts = _facts(database, identity)
        lead = None
        if facts["article"] is None:
            if host:
                lead = _lead(database, key, identity)
            elif facts["outcome"] is None:
                lead = _row_with_file(database, _path_of(key), settings)
        is_by_lead = facts["outcome"] is None and lead is not None
        if is_by_lead and lead:
            facts = _facts(database, lead["address_id"])
        is_unknown = facts["outcome"] is None
        same_host = (
            fetch_rows(database, question("same_host"), {"host": host, "url": key}) if is_unknown and host else []
        )
        passed = (
            fetch_rows(database, question("passed_over"), {"address_id": identity}) if _has_passed(database) else []
        )
        is_forgotten = is_unknown and _is_forgotten(database, identity, settings)
        waiting = _unfinished_with(identity, settings) if is_unknown else []
        inside = _inside(database, key, settings) if is_unknown and not host else None
    return AddressHistory(
        key=key,
        shown=_shown(key, word if is_unknown or is_by_lead else facts["outcome"]["url"]),
        host=host,
        lead=lead,
        is_by_lead=is_by_lead,
        same_host=same_host,
        declared=_declared_for(host, settings) if is_unknown and host else [],
        file=why_no_folder_offers(key) if is_unknown and not host else None,
        passed=passed,
        is_forgotten=is_forgotten,
        waiting=waiting,
        inside=inside if inside and inside["addresses"] else None,
        row=word if row else "",
        **facts,
    )


def _is_forgotten(database: duckdb.DuckDBPyConnection, identity: str, settings: Settings) -> bool:
    """False also where this user may not read the key of the tombstones."""
    try:
        return Tombstones(database, settings).has("address", identity)
    except OSError:
        return False


def _unfinished_with(identity: str, settings: Settings) -> list[str]:
    """Ids of runs that have not ended and are to take the address; none where this user may not look."""
    found = []
    with suppress(OSError):
        for folder in run_folders(settings):
            files = [batch / "candidates.parquet" for batch in batch_folders(folder)]
            with suppress(duckdb.Error):
                if any(has_row(file, f"address_id = {literal(identity)}") for file in files if file.exists()):
                    found.append(folder.name)
    return found


def _has_passed(database: duckdb.DuckDBPyConnection) -> bool:
    """Whether the snapshot was made by a release that lists records that are passed over."""
    return bool(fetch_rows(database, _LISTS_PASSED))


def why_no_folder_offers(key: str) -> str | None:
    """Why a folder that holds this file does not offer it, and what helps; None where nothing speaks against it.

    `key` is a file: address. Foreign bytes are only looked at: 4,096 of them, to tell the type.
    """
    path = _path_of(key)
    try:
        if path.is_dir():
            return "it is a folder: ask for one of the files in it"
        if objection := not_a_file(path):  # opening a named pipe would wait for whoever writes
            return objection
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError) as error:
        for container, part in _parts(str(path)):
            if os.path.isfile(container):  # noqa: PTH113 - Path.is_file() raises for some names
                return f"no run has taken {part} from {container}: broadsheet ingest {shlex.quote(container)} reads it"
        return f"it cannot be read here: {getattr(error, 'strerror', None) or error}"
    if path.name.startswith("."):
        return "folders are read without hidden files: give it a name that does not begin with a dot"
    if suffix(path) in ARTICLE_SUFFIXES:
        return None
    if suffix(path) in {*MANIFEST_SUFFIXES, WARC_SUFFIX}:
        return f"a folder offers no manifests and WARC files: broadsheet ingest {shlex.quote(str(path))} reads it"
    what = foreign_type(head)
    advice = f"it is {what}" if what else "where it is an article, name it .html or .txt"
    return f"a folder passes over files that are no articles by their name ({' '.join(ARTICLE_SUFFIXES)}); {advice}"


def _spellings(word: str) -> list[str]:
    """Addresses under which a run may have recorded what is meant by a word, the most exact first."""
    spellings = [word]
    with suppress(UsageError, ValueError):
        spellings.append(key_of(word))
    if word.startswith("file:"):
        text = word.removeprefix("file:").removeprefix("//")
        spellings.append(file_address(_decoded(text)))
        spellings += [f"{file_address(_decoded(file))}#{part}" for file, part in _parts(text)]
        spellings.append(str(_decoded(text)))
    elif not looks_like_address(word):
        spellings += [f"{file_address(_absolute(file))}#{part}" for file, part in _parts(word)]
        spellings.append(str(_absolute(word)))  # a run records a path that is not there as it was given
    return list(dict.fromkeys(map(printable, spellings)))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """ "list.csv#a#b" -> ("list.csv", "a#b"), ("list.csv#a", "b"): names of files and ids of rows may hold the sign."""
    pieces = text.split("#")
    for number in range(1, len(pieces)):
        yield "#".join(pieces[:number]), "#".join(pieces[number:])


def _absolute(word: str) -> Path:
    return Path(os.path.abspath(os.path.expanduser(word)))  # noqa: PTH111 - leaves `~nobody-here` as it is


def _decoded(text: str) -> Path:
    return Path(os.fsdecode(unquote_to_bytes(os.fsencode(text))))


def _path_of(key: str) -> Path:
    return _decoded(key.removeprefix("file://"))


def _completed(database: duckdb.DuckDBPyConnection, word: str) -> str:
    """The one known address that begins like a word which a table cut off. Raises UsageError where several do."""
    start = printable(word.removesuffix(_CUT_OFF))
    if start == printable(word) or not start:
        return word
    found = [row["url"] for row in fetch_rows(database, _BEGIN_SO, {"start": start})]
    if len(found) > 1:
        raise UsageError(
            f"{len(found):,} addresses begin with {start}",
            "The command that printed it has the whole of it with --json.",
        )
    return found[0] if found else word


def _first_offered(database: duckdb.DuckDBPyConnection, spellings: list[str]) -> str | None:
    by_id = {str(address_id(spelling)): spelling for spelling in spellings}
    offered = {str(row["address_id"]) for row in fetch_rows(database, _WERE_OFFERED, {"ids": list(by_id)})}
    return next((spelling for identity, spelling in by_id.items() if identity in offered), None)


def _facts(database: duckdb.DuckDBPyConnection, identity: str) -> dict[str, Any]:
    return fetch_rows(database, question("why"), {"address_id": identity})[0]


def _lead(database: duckdb.DuckDBPyConnection, key: str, identity: str) -> dict[str, Any] | None:
    """The other address whose page this one is; the question leaves the query out, here it counts."""
    rows = fetch_rows(database, question("leads_here"), {"address_id": identity, "page": key.partition("?")[0]})
    return next((row | {"address_id": str(row["address_id"])} for row in rows if _key(row["here"]) == key), None)


def _row_with_file(database: duckdb.DuckDBPyConnection, path: Path, settings: Settings) -> dict[str, Any] | None:
    """The web address under which a row of a manifest offered this file.

    A loss tells the path in its detail. Of what was loaded only the manifest knows it, which is read again.
    """
    if rows := fetch_rows(database, question("losses_of_file"), {"path": printable(str(path))}):
        return rows[0] | {"address_id": str(rows[0]["address_id"]), "relation": "file"}
    file = file_address(path)
    for offer in _in_time(chain.from_iterable(map(_offers_in, _manifests(database, settings)))):
        if offer.file == file and offer.url:
            identity = str(address_id(printable(offer.address)))
            return {"address_id": identity, "url": offer.url, "relation": "file", "title": None}
    return None


def _row_named(path: Path, settings: Settings) -> Offer | None:
    """What the row `list.csv#5` of a manifest offers, counted as messages count: the rows below the header."""
    for file, number in _parts(str(path)):
        if number.isdecimal() and int(number) and (manifest := _manifest_at(Path(file), settings)):
            return next(islice(_in_time(_offers_in(manifest)), int(number) - 1, None), None)
    return None


def _inside(database: duckdb.DuckDBPyConnection, key: str, settings: Settings) -> dict[str, Any]:
    """How many addresses of a file's rows or records are known, and one of them."""
    manifest = _manifest_at(_path_of(key), settings)
    offers = _in_time(_offers_in(manifest)) if manifest else ()
    rows = [str(address_id(printable(offer.address))) for offer in offers]
    return fetch_rows(database, question("inside_file"), {"file": key, "rows": rows})[0]


def _manifest_at(path: Path, settings: Settings) -> Source | None:
    """The manifest at this path, as it is declared where it is; None where there is none."""
    if suffix(path) not in MANIFEST_SUFFIXES or not os.path.isfile(path):  # noqa: PTH113
        return None
    by_hand = Source(name=printable(str(path)), kind="manifest", location=printable(str(path)))
    declared = sources_if_any(settings.sources_file).values()
    return next((one for one in declared if one.kind == "manifest" and one.location == str(path)), by_hand)


def _in_time(offers: Iterator[Offer]) -> Iterator[Offer]:
    stop_at = time.monotonic() + _LONGEST_READING
    return takewhile(lambda _: time.monotonic() < stop_at, offers)


def _manifests(database: duckdb.DuckDBPyConnection, settings: Settings) -> list[Source]:
    """Manifests that are declared or were given to a run, and are still there."""
    declared = [source for source in sources_if_any(settings.sources_file).values() if source.kind == "manifest"]
    given = [row["input"] for row in fetch_rows(database, "SELECT DISTINCT unnest(inputs) AS input FROM ops.runs")]
    by_hand = [
        Source(name=path, kind="manifest", location=path) for path in given if suffix(Path(path)) in MANIFEST_SUFFIXES
    ]
    known = {source.location: source for source in (*by_hand, *declared)}
    return [source for location, source in known.items() if os.path.isfile(location)]  # noqa: PTH113


def _offers_in(manifest: Source) -> Iterator[Offer]:
    """The rows of a manifest, without its warnings: the run that read it printed them."""
    return offers_in_manifest(manifest, Path(manifest.location), lambda _: None, lambda _: manifest)


def _shown(key: str, url: str) -> str:
    """The key with the scheme of `url`. http and https count as one page, but advice must name the one that answers."""
    is_plain = key.startswith("https://") and url.lower().startswith("http://")
    return f"http://{key.removeprefix('https://')}" if is_plain else ""


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
    """Names of declared sources that are of this host by their homepage or location."""
    return [
        source.name
        for source in sources_if_any(settings.sources_file).values()
        if host in {_host(source.homepage or ""), _host(source.location) if source.is_on_the_web else None}
    ]
