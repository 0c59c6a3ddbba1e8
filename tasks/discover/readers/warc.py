"""WARC files, also as WACZ, .warc.zst and ARC: a file, a folder or a glob of them.

Each page that they hold is an offer. Pages are pointed to, not copied.
"""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from schemas.contents import MEDIA_TYPES
from schemas.settings import MEGABYTE, Settings
from schemas.sources import Source
from tasks.discover.offers import Offer, WarcRecord, offered_url, refused
from tasks.discover.readers.files import WARC_SUFFIX, suffix
from tasks.discover.readers.passed import PassedRecords
from tasks.discover.readers.warc_places import Damage, Listed, NoWarc
from tasks.discover.readers.warc_records import records_in
from tasks.files.confined import Confined, not_a_file
from tasks.web.addresses import file_address

_HEAD_BYTES = 100_000
"""What a record's HTTP head may add to its payload."""
_SAYS_NOTHING = frozenset(
    [
        None,
        "html",
        "text",
        "application/octet-stream",
        "binary/octet-stream",
        "application/force-download",
        "application/download",
        "application/x-download",
        "application/unknown",
        "unknown/unknown",
        "content/unknown",
        "*/*",
    ]
)
"""Types that do not tell a page from anything else."""
_GLOB = frozenset("*?[")


def is_glob_of_warcs(path: str) -> bool:
    return not _GLOB.isdisjoint(path) and suffix(Path(path)) == WARC_SUFFIX


def offers_in_warcs(
    source: Source,
    settings: Settings,
    warn: Callable[[str], None],
    source_of: Callable[[str], Source],
    location: Path,
    passed: PassedRecords,
) -> Iterator[Offer]:
    """An offer a page in every WARC file at a location; `source_of` a page's address is whom it belongs to.

    Damage is an offer, as is a file that is no WARC. Other records go to `passed`, and are counted in one warning.
    """
    others = Counter[str]()
    found = False
    files = _files(location)
    confined = Confined(location, settings.allow_folders) if location.is_dir() else None
    for path in files:
        if objection := not_a_file(path) or (confined and confined.objection(path)):
            found = True
            yield refused(source, file_address(path), "blocked_file", objection)
            continue
        try:
            for record in records_in(path):
                if isinstance(record, Listed) and (other := _other_than_page(record)):
                    others[other] += 1
                    passed.note(source.name, path, record, other)
                    continue
                found = True
                yield _offer(path, record, source, source_of, settings)
        except NoWarc as error:
            found = True
            yield refused(source, file_address(path), "bad_manifest", f"{path}: {error}")
        except OSError as error:
            found = True
            yield refused(source, file_address(path), "unreadable", f"{path}: {error.strerror or error}")
    if others:
        kinds = ", ".join(f"{count} {kind}" for kind, count in others.most_common(8))
        warn(f"{location}: {others.total()} records that are no pages were passed over: {kinds} (ops.passed_records)")
    if not files:
        yield refused(source, str(location), "not_found", f"source {source.name}: no WARC file at {location}")
    elif not found:
        yield refused(source, str(location), "nothing_inside", f"{location}: no page in {len(files)} WARC files")


def _files(path: Path) -> list[Path]:
    """In the order of their names, which in most collections is that of time."""
    if path.is_dir():
        below = (entry for entry in path.rglob("*") if suffix(entry) == WARC_SUFFIX and entry.is_file())
        return sorted(
            entry for entry in below if not any(part.startswith(".") for part in entry.relative_to(path).parts)
        )
    if path.exists():
        return [path]
    return sorted(Path(name) for name in glob.glob(str(path), recursive=True))  # noqa: PTH207 - the pattern is absolute


def _offer(
    path: Path,
    record: Listed | Damage,
    source: Source,
    source_of: Callable[[str], Source],
    settings: Settings,
) -> Offer:
    here = f"{file_address(path)}#{record.offset}"
    if isinstance(record, Damage):
        return refused(source, here, "read_error", f"{path}, at byte {record.offset}: {record.words}")
    if record.kind == "unknown" and not record.uri:
        return refused(source, here, "read_error", f"{path}, at byte {record.offset}: a record without a whole head")
    if not record.uri:
        return refused(source, here, "read_error", f"{path}, at byte {record.offset}: a record without an address")
    if record.content_length > settings.max_file_mb * MEGABYTE + _HEAD_BYTES:
        size = record.content_length / MEGABYTE
        detail = (
            f"{path}, at byte {record.offset}: {size:.1f} MB, the limit is {settings.max_file_mb:g} (setting"
            f" max_file_mb)"
        )
        return refused(source_of(record.uri), record.uri, "too_large", detail)
    place = WarcRecord(str(path), record.offset, record.length, record.captured_at)
    if record.uri.startswith("file:"):
        return Offer(source=source, address=record.uri, record=place)
    offer = offered_url(source_of(record.uri), record.uri)
    return offer if offer.reason else replace(offer, record=place, secret_url=None)


def _other_than_page(record: Listed) -> str | None:
    """What the record is in words, where it is not a page."""
    if record.kind == "unknown" and not record.uri:
        return None  # a record without a whole head, which is damage
    if record.kind == "response":
        if not record.is_http:
            return "response without HTTP"
        if record.http_status is None:
            return None  # a damaged HTTP head: whoever reads the whole record will say so
        if record.http_status not in {200, 203}:
            return f"response with HTTP {record.http_status}"
    elif record.kind != "resource":
        return record.kind
    if not record.uri:
        return None
    scheme = record.uri.partition(":")[0].lower()
    if scheme not in {"http", "https", "file"}:
        return f"{record.kind} at {scheme}:"  # what a recorder notes of itself
    # What has no type, or one that says nothing, is looked at by whoever cleans it.
    if record.content_type in MEDIA_TYPES or record.content_type in _SAYS_NOTHING:
        return None
    return f"{record.kind} of type {record.content_type or 'unknown'}"
