"""What a person may name: a path, an address, a source. Each becomes offers; none stops the others."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from schemas.sources import Source
from tasks.discover.addresses import BadAddress, looks_like_address, parse_address
from tasks.discover.files import MANIFEST_SUFFIXES, offers_in_folder, suffix
from tasks.discover.manifest import offers_in_manifest
from tasks.discover.offers import Offer, offered_file, offered_url, refused


def offers(
    inputs: Iterable[str],
    declared: Mapping[str, Source],
    columns: dict[str, str] | None,
    warn: Callable[[str], None],
) -> Iterator[Offer]:
    """Every offer of every input, in order.

    `columns` says which columns of the manifests among the inputs to read (ours -> theirs); None reads all we know.
    """

    def source_named(name: str) -> Source:
        return declared.get(name) or Source(name=name, kind="manifest", location=name)

    def offers_of(source: Source) -> Iterator[Offer]:
        path = Path(source.location)
        if source.kind == "urls":
            yield from _listed_urls(source, path)
        elif not path.exists():
            yield refused(source, str(path), "not_found", f"source {source.name}: there is no {path}")
        elif source.kind == "manifest":
            yield from offers_in_manifest(source, path, warn, source_named)
        elif path.is_dir():
            yield from offers_in_folder(source, path, warn)
        else:
            yield offered_file(source, path)

    for word in inputs:
        path = Path(word).expanduser()
        if looks_like_address(word):
            yield offered_url(_host_source(word), word)
        elif path.exists():
            yield from offers_of(_path_source(Path(os.path.abspath(path)), columns))
        elif word in declared:
            yield from offers_of(declared[word])
        else:
            near = difflib.get_close_matches(word, declared, n=1)
            hint = f"; did you mean the source {near[0]}?" if near else ""
            yield refused(
                Source(name=word, kind="files", location=word),
                word,
                "not_found",
                f"{word}: neither a file or folder nor a declared source{hint}",
            )


def _path_source(path: Path, columns: dict[str, str] | None) -> Source:
    """The source of a path named by hand: a manifest by itself; for a lone file the folder it lies in."""
    if path.is_file() and suffix(path) in MANIFEST_SUFFIXES:
        return Source(name=str(path), kind="manifest", location=str(path), columns=columns)
    folder = path if path.is_dir() else path.parent
    return Source(name=str(folder), kind="files", location=str(path))


def _host_source(address: str) -> Source:
    """The source of an address named by hand: its host."""
    try:
        host = parse_address(address).host or address
    except BadAddress:
        host = address[:200]
    return Source(name=host, kind="urls", location=address)


def _listed_urls(source: Source, path: Path) -> Iterator[Offer]:
    """Addresses of the declaration and of the list file: one a line, `#` begins a comment line."""
    for url in source.urls:
        yield offered_url(source, url)
    if not source.location:
        return
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        yield refused(source, str(path), "not_found", f"source {source.name}: {path}: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        yield refused(source, str(path), "bad_manifest", f"source {source.name}: {path} is not UTF-8: {error}")
        return
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            yield offered_url(source, line)
