"""source -> candidates: everything the inputs offer, numbered, known content remembered, cut into batches."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from schemas.identity import address_id, source_id
from schemas.records import Candidate
from schemas.settings import Settings
from schemas.sources import Source, declared_sources
from tasks.discover.inputs import offers
from tasks.discover.memory import memory_of
from tasks.discover.offers import Offer, Record, printable
from tasks.handover import batch_folders, read_note, write_note, write_rows

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Discovered:
    """How much was found, in how many batches, and what a person should know about it."""

    candidates: int
    batches: int
    warnings: list[str] = field(default_factory=list)


def discover(
    run_folder: Path,
    inputs: list[str],
    columns: dict[str, str] | None,
    settings: Settings,
    now: datetime | None = None,
) -> Discovered:
    """Write candidates.parquet for every batch, then discovered.json. Done before: only reads that note.

    `now` is what dates that sources say are judged by; None is the clock of the machine.

    Raises SourcesFileError where a source is named and the sources file cannot be understood.
    """
    note = run_folder / "discovered.json"
    if note.exists():
        return Discovered(**read_note(note))  # type: ignore[arg-type]
    warnings: list[str] = []
    count = number = 0
    with memory_of(settings.snapshot) as last_payloads:
        found = _candidates(
            offers(
                inputs,
                _declared(settings),
                columns,
                lambda words: warnings.append(printable(words)),
                settings,
                now or datetime.now(UTC),
            )
        )
        for number, batch in enumerate(_batched(found, settings.batch_size), 1):
            last = last_payloads(candidate.address_id for candidate in batch)
            folder = run_folder / f"{number:05d}"
            folder.mkdir(exist_ok=True)
            write_rows(folder / "candidates.parquet", Candidate, [_remembered(c, last) for c in batch])
            count += len(batch)
    for stale in batch_folders(run_folder)[number:]:
        # Discovery was cut off before, when the inputs held more: only an unfinished run has such folders.
        shutil.rmtree(stale)
    result = Discovered(count, number, warnings)
    write_note(note, {"candidates": count, "batches": number, "warnings": warnings})
    return result


def _declared(settings: Settings) -> dict[str, Source]:
    return declared_sources(settings.sources_file) if settings.sources_file.exists() else {}


def _candidates(found: Iterable[Offer]) -> Iterator[Candidate]:
    seen: dict[tuple[bytes, str | bytes | Record | None], int] = {}
    ids: dict[str, str] = {}
    for position, offer in enumerate(found):
        address = printable(offer.address)
        identity = address_id(address)
        # The same address with other content is another capture of it (an archive of several days, say).
        first = seen.setdefault((identity.bytes, offer.record or offer.file or _digest(offer.inline)), position)
        reason, detail = offer.reason, offer.detail
        if first != position and reason is None:
            reason, detail = "repeated", f"the same as candidate {first} of this run"
        name = offer.source.name
        yield Candidate(
            position=position,
            source_id=ids.setdefault(name, str(source_id(name))),
            source_name=name,
            source_kind=offer.source.kind,
            source_location=offer.source.location,
            source_homepage=offer.source.homepage,
            source_language=offer.source.language,
            source_country=offer.source.country,
            address=address,
            address_id=str(identity),
            url=offer.url,
            file=offer.file,
            inline=offer.inline,
            inline_type=offer.inline_type,
            known_title=offer.known.title,
            known_authors=list(offer.known.authors) if offer.known.authors else None,
            known_published=offer.known.published,
            known_language=offer.known.language,
            said_title=offer.said.title,
            said_author=offer.said.author,
            said_summary=offer.said.summary,
            said_language=offer.said.language,
            said_published=offer.said.published,
            said_modified=offer.said.modified,
            warc_file=offer.record.warc_file if offer.record else None,
            warc_offset=offer.record.offset if offer.record else None,
            warc_length=offer.record.length if offer.record else None,
            captured_at=offer.record.captured_at if offer.record else None,
            reason=reason,
            detail=detail,
        )


def _digest(content: bytes | None) -> bytes | None:
    return None if content is None else hashlib.sha256(content).digest()


def _remembered(candidate: Candidate, last: dict[str, list[str]]) -> Candidate:
    payloads = last.get(candidate.address_id)
    return replace(candidate, last_payloads=payloads) if payloads else candidate


def _batched(items: Iterator[_T], size: int) -> Iterator[list[_T]]:
    while batch := list(islice(items, size)):
        yield batch
