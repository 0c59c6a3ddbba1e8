"""What a person may name: a path, an address, a source. Each becomes offers; none stops the others."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

import yarl

from schemas.settings import Settings
from schemas.sources import Kind, Source
from tasks.discover.offers import Offer, offered_file, offered_url, printable, refused
from tasks.discover.readers.feed import offers_in_feed
from tasks.discover.readers.files import MANIFEST_SUFFIXES, WARC_SUFFIX, holds_only_warcs, offers_in_folder, suffix
from tasks.discover.readers.manifest import offers_in_manifest
from tasks.discover.readers.passed import PassedRecords
from tasks.discover.readers.sitemap import offers_in_sitemap
from tasks.discover.readers.url_list import offers_in_url_list
from tasks.discover.readers.visits import Visits
from tasks.discover.readers.warc import is_glob_of_warcs, offers_in_warcs
from tasks.discover.said_changes import without_false_changes
from tasks.feeds.reading import FeedReading
from tasks.files.confined import forbidden, not_a_file
from tasks.web.addresses import BadAddress, looks_like_address, parse_address

_MOST_NAMES = 1000
"""Sources that rows of manifests name, kept at a time: to make one costs more than all else of a row."""
_HOSTS_AT_A_TIME = 8

Found = tuple[list[Offer], list[str]]
"""What a source offers, and what a person should know about it."""
Read = Callable[[Source], Found]


@dataclass(frozen=True)
class Location:
    """A path to read as one source, and what its reader may need: `row_source` gives the source that a row names."""

    source: Source
    path: Path
    settings: Settings
    warn: Callable[[str], None]
    passed: PassedRecords
    row_source: Callable[[str], Source]


def _files(at: Location) -> Iterator[Offer]:
    if at.path.is_dir():
        return offers_in_folder(at.source, at.path, at.warn, at.settings.allow_folders)
    return iter([offered_file(at.source, at.path)])


LISTINGS: dict[Kind, Callable[..., Iterator[Offer]]] = {"feed": offers_in_feed, "sitemap": offers_in_sitemap}
"""Kinds that are asked on the web, or read from a file of that form; several hosts at a time."""
READERS: dict[Kind, Callable[[Location], Iterator[Offer]]] = {
    "files": _files,
    "manifest": lambda at: offers_in_manifest(at.source, at.path, at.warn, at.row_source, at.settings.allow_folders),
    "urls": lambda at: offers_in_url_list(at.source, at.path),
    "warc": lambda at: offers_in_warcs(at.source, at.settings, at.warn, lambda _: at.source, at.path, at.passed),
}
"""Kinds that are read from a path of this machine."""
_FIND_THEIR_PATHS = frozenset({"urls", "warc"})
"""The location may be a pattern, or missing: the reader says what is wrong with it."""


def offers(
    inputs: Iterable[str],
    declared: Mapping[str, Source],
    settings: Settings,
    now: datetime,
    warn: Callable[[str], None],
    *,
    columns: dict[str, str] | None = None,
    visits_of: Callable[[Source], Visits | None] = lambda _: None,
    source: str = "",
    current: Callable[[str], str] = str,
    passed: PassedRecords | None = None,
) -> Iterator[Offer]:
    """Every offer of every input, in order.

    `settings` say how the web is asked, `now` is what dates are judged by, `visits_of` remembers the documents of a
    declared source. `columns` says which columns of the manifests among the inputs to read (ours -> theirs); None reads
    all we know. `source` is the name of the source that paths and addresses are of; empty: each is its own, and a
    manifest may name one in each row. `current` gives the present name for a former name of a source. Records of WARC
    files that are no pages go to `passed`.
    """
    passed = passed or PassedRecords()

    def source_named(manifest: Source, name: str) -> Source:
        return _in_row(one_named(source or current(printable(name))), manifest)

    @lru_cache(_MOST_NAMES)
    def one_named(name: str) -> Source:
        return declared.get(name) or Source(name=name, kind="manifest", location=name)

    def listing(source: Source) -> Found:
        warnings: list[str] = []
        found = LISTINGS[source.kind](source, settings, now, warnings.append, visits_of(source), feeds)
        return without_false_changes(list(found), now), warnings

    def offers_of(source: Source, path: Path) -> Iterator[Offer]:
        if source.kind in LISTINGS:
            found, warnings = listed(source)
            for words in warnings:
                warn(words)
            yield from found
        elif objection := not_a_file(path):
            reason = "blocked_file" if forbidden(path) else "unsupported_type"
            yield refused(source, str(path), reason, f"source {source.name}: {objection}")
        elif source.kind not in _FIND_THEIR_PATHS and not os.path.exists(path):  # noqa: PTH110 - Path's raises
            yield refused(source, str(path), "not_found", f"source {source.name}: there is no {path}")
        else:
            row_source = partial(source_named, source)
            yield from READERS[source.kind](Location(source, path, settings, warn, passed, row_source))

    words, named = list(inputs), partial(_named, source=source, declared=declared)
    lists = [declared[word] for word in dict.fromkeys(words) if _names_a_listing(word, declared)]
    with FeedReading() as feeds, _side_by_side(lists, listing) as listed:
        for word in words:
            path = Path(os.path.abspath(os.path.expanduser(word)))  # noqa: PTH111 - leaves `~nobody-here` as it is
            if word in declared:  # first: whoever means a folder of the same name writes ./name
                yield from offers_of(declared[word], Path(declared[word].location))
            elif holds_warcs(path):
                here = named(Source(name=printable(str(path)), kind="warc", location=printable(str(path))))
                source_of = partial(_whole if source else _host_within, here)
                yield from offers_in_warcs(here, settings, warn, source_of, path, passed)
            elif os.path.exists(path):  # noqa: PTH110 - before addresses: a file may be called "3:2.txt"
                yield from offers_of(named(_path_source(path, columns)), path)
            elif looks_like_address(word):
                yield replace(offered_url(named(_host_source(word)), word), is_by_hand=True)
            else:
                near = difflib.get_close_matches(word, declared, n=1)
                hint = f"; did you mean the source {near[0]}?" if near else ""
                if hint:
                    warn(f"{word} is neither a file or folder nor a declared source{hint}")
                yield refused(
                    Source(name=printable(word), kind="files", location=printable(word)),
                    word,
                    "not_found",
                    f"{word}: neither a file or folder nor a declared source{hint}",
                )


def with_outlet(offered: Iterable[Offer], outlet: str) -> Iterator[Offer]:
    """The offers, each with the outlet unless its manifest names one."""
    for offer in offered:
        yield offer if offer.known.outlet or not outlet else replace(offer, known=replace(offer.known, outlet=outlet))


def _named(one: Source, source: str, declared: Mapping[str, Source]) -> Source:
    """A source given by hand under the name that the call gives it, with what is declared of that name."""
    if not source:
        return one
    known = declared.get(source)
    fields = ("homepage", "language", "country", "timezone")
    return one.model_copy(update={"name": source, **{field: getattr(known, field) for field in fields if known}})


def _in_row(named: Source, manifest: Source) -> Source:
    """The source that a row names, or that of the manifest where the row would reach networks that are open to the
    named one alone: whoever writes a row may be anybody, and its page is asked again under that name.
    """
    reaches_more = {*named.allow_cidrs, *named.allow_ports} - {*manifest.allow_cidrs, *manifest.allow_ports}
    return manifest if reaches_more else named


def _names_a_listing(word: str, declared: Mapping[str, Source]) -> bool:
    return word in declared and declared[word].kind in LISTINGS


def holds_warcs(path: Path) -> bool:
    """Whether it is a WARC file, a glob of them, or a folder that holds some and no article files."""
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir() raises for a name that is too long
        return holds_only_warcs(path)
    return (suffix(path) == WARC_SUFFIX and os.path.isfile(path)) or is_glob_of_warcs(str(path))  # noqa: PTH113


def _path_source(path: Path, columns: dict[str, str] | None) -> Source:
    """The source of a path named by hand: a manifest by itself; for a lone file the folder it lies in."""
    name = printable(str(path))
    if path.is_file() and suffix(path) in MANIFEST_SUFFIXES:
        return Source(name=name, kind="manifest", location=name, columns=columns)
    folder = name if path.is_dir() else printable(str(path.parent))
    return Source(name=folder, kind="files", location=name)


def _host_source(address: str) -> Source:
    """The source of an address named by hand: its host."""
    return Source(name=printable(_host(address) or address[:200]), kind="urls", location=printable(address))


def _whole(collection: Source, _: str) -> Source:
    """The source of whatever is in files that the call calls one source."""
    return collection


def _host_within(collection: Source, address: str) -> Source:
    """The source of an address met in WARC files named by hand: its host, else the files."""
    host = _host(address)
    return collection.model_copy(update={"name": printable(host)}) if host else collection


def _host(address: str) -> str | None:
    try:
        return parse_address(address).host
    except (BadAddress, ValueError):
        return None


@contextmanager
def _side_by_side(sources: Iterable[Source], read: Read) -> Iterator[Read]:
    """Begin to read all these sources, those of one host in turn; gives a function that waits for one of them.

    Threads, as each has an event loop of its own: whoever calls this may be inside one.
    """
    by_host: dict[str | None, list[Source]] = {}
    for source in sources:
        by_host.setdefault(_host_of(source), []).append(source)
    found: dict[str, Future[Found]] = {source.name: Future() for its in by_host.values() for source in its}
    with ThreadPoolExecutor(min(_HOSTS_AT_A_TIME, len(by_host)) or 1, "discover") as threads:
        for its in by_host.values():
            threads.submit(_one_after_the_other, its, read, found)
        yield lambda source: found[source.name].result()


def _host_of(source: Source) -> str | None:
    try:
        return yarl.URL(source.location).host if source.is_on_the_web else None
    except ValueError:
        return None  # reading it will say what is wrong with it


def _one_after_the_other(sources: list[Source], read: Read, found: dict[str, Future[Found]]) -> None:
    for source in sources:
        try:
            found[source.name].set_result(read(source))
        except BaseException as error:  # whatever it is, whoever waits for this source gets it
            found[source.name].set_exception(error)
