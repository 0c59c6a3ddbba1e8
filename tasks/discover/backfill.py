"""source -> candidates of a span, in pieces: what a source lists and nobody ever had.

Sources are read in full, whatever is remembered of their documents, and nothing of this is remembered either: when the
schedule asks a source next, and how often, stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from schemas.errors import UsageError
from schemas.identity import address_id
from schemas.outcomes import REASONS
from schemas.records import PassedRecord
from schemas.settings import Settings
from schemas.sources import declared_sources
from schemas.spans import Span
from tasks.dates import instant_of
from tasks.discover.batches import write_batches
from tasks.discover.candidates import candidates_of, remembered, without_forgotten
from tasks.discover.inputs import offers
from tasks.discover.lookup import Remembered, SnapshotLookup, open_lookup
from tasks.discover.offers import Offer, printable
from tasks.discover.readers.passed import PassedRecords
from tasks.runs.handover import PASSED_FILE, write_rows
from tasks.runs.state import record_discovered
from tasks.store.snapshots import snapshot_to_read

_LOOKED_UP = 500


def require_declared(sources: list[str], settings: Settings) -> list[str]:
    """The names, or those of all declared sources where there are none. Raises UsageError for one that is not
    declared.
    """
    declared = declared_sources(settings.sources_file)
    for name in sources:
        if name not in declared:
            raise UsageError(
                f"{name} is no declared source",
                f"Declare it in {settings.sources_file}, or see `broadsheet sources list`.",
            )
    return sources or list(declared)


def pieces_of(
    source: str,
    span: Span,
    settings: Settings,
    now: datetime,
    size: int,
    warn: Callable[[str], None],
    passed: PassedRecords | None = None,
) -> Iterator[list[Offer]]:
    """What a declared source lists in the span and was never had, at most `size` offers a piece, in its order.

    The snapshot is looked into anew for each piece. Offers of addresses that failed for a passing reason and were given
    up are in it; problems of the source itself are offers with their reason, as always.
    """
    undated = 0

    def in_span() -> Iterator[Offer]:
        nonlocal undated
        for offer in offers(
            [source],
            declared_sources(settings.sources_file),
            settings,
            now,
            lambda words: warn(printable(words)),
            passed=passed,
        ):
            at = _dated(offer)
            undated += at is None and not span.is_everything and not span.undated and offer.reason is None
            if offer.reason or span.holds(at):
                yield offer

    listed = in_span()
    piece: list[Offer] = []
    while some := list(islice(listed, _LOOKED_UP)):
        with open_lookup(snapshot_to_read(settings)) as memory:
            piece += _never_had(some, memory)
        while len(piece) >= size:
            yield piece[:size]
            piece = piece[size:]
    if piece:
        yield piece
    if undated:
        warn(f"source {source}: {undated} addresses without a date were left out; `undated` takes them too")


def write_piece(
    run_folder: Path, piece: list[Offer], settings: Settings, now: datetime, passed: PassedRecords | None = None
) -> int:
    """Write the batches of a run and note them in its state, as discovery does. Returns the number of candidates.

    Records of WARC files that were `passed` over since the last piece are written beside them.
    """
    with open_lookup(snapshot_to_read(settings)) as memory:
        # The schedule may have brought some of it since it was listed.
        kept = _never_had(piece, memory)
        known = memory.addresses(str(address_id(printable(offer.address))) for offer in kept)
        tombstones = memory.tombstones(settings)
        found = (
            remembered(fresh, known.get(fresh.address_id), now, insists=True, is_by_hand=False)
            for _, fresh in without_forgotten(candidates_of(kept), tombstones)
        )
        count, fetched_after = write_batches(run_folder, found, settings)
    write_rows(run_folder / PASSED_FILE, PassedRecord, passed.taken(tombstones) if passed else [])
    record_discovered(run_folder, {"candidates": count, "fetched_after": fetched_after, "warnings": []})
    return count


def _never_had(some: list[Offer], memory: SnapshotLookup) -> list[Offer]:
    known = memory.addresses(str(address_id(printable(offer.address))) for offer in some)
    return [offer for offer in some if _is_due(offer, known.get(str(address_id(printable(offer.address)))))]


def _is_due(offer: Offer, known: Remembered | None) -> bool:
    # A WARC file may hold several captures of one address: which of them are known, their bytes decide later.
    if known is None or offer.record is not None or offer.reason:
        return True
    return known.status == "failed" and known.ask_again_at is None and REASONS[known.reason].retryable


def _dated(offer: Offer) -> datetime | None:
    """When it was published, as the source says; a record of a WARC file when it was captured."""
    if said := offer.said.published or offer.said.modified:
        return instant_of(said)
    return offer.record.captured_at if offer.record else None
