"""Lists of addresses: those that a source declares, and a file with one a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.settings import MEGABYTE
from schemas.sources import Source
from tasks.discover.offers import Offer, offered_url, refused

_MOST_BYTES = 100 * MEGABYTE


def offers_in_url_list(source: Source, path: Path) -> Iterator[Offer]:
    """An offer an address: first the source's `urls`, then the lines of the file at `path`, if the source has one.

    `#` begins a comment line. A file that cannot be read is one offer with its reason.
    """
    for url in source.urls:
        yield offered_url(source, url)
    if not source.location:
        return
    try:
        if path.stat().st_size > _MOST_BYTES:
            words = f"source {source.name}: {path} is larger than {_MOST_BYTES // MEGABYTE} MB: cut it into several"
            yield refused(source, str(path), "too_large", words)
            return
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
