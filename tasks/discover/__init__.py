"""source -> candidates: what the inputs offer and what is due again, numbered, compared with what is known, cut into
batches.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Container, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

from schemas.private_parts import without_secrets
from schemas.records import Candidate, DocumentRead, PassedRecord, SourceState
from schemas.settings import Settings
from schemas.sources import sources_if_any
from tasks.discover.ask_plan import AskPlan, plan_and_claim
from tasks.discover.batches import write_batches
from tasks.discover.candidates import candidates_of, remembered, without_forgotten
from tasks.discover.inputs import offers, with_outlet
from tasks.discover.lookup import SnapshotLookup
from tasks.discover.offers import Offer, printable
from tasks.discover.readers.passed import PassedRecords
from tasks.runs.handover import PASSED_FILE, batch_folders, write_rows
from tasks.runs.state import is_discovered, read_part, record_discovered

_LOOKED_UP = 2_000
"""Candidates that are looked up at a time, and so kept in memory with what is given inline of them."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """How much was found, in how many batches, and what a person should know about it."""

    candidates: int
    fetched_after: list[int]
    """A batch each: the number of the batch whose hosts it shares, to be fetched after it; 0 where there is none."""
    warnings: list[str] = field(default_factory=list)
    sources_asked: int = 0
    """Declared sources among the inputs, without those whose time has not come."""

    @property
    def batches(self) -> int:
        return len(self.fetched_after)


def discover(
    run_folder: Path,
    inputs: list[str],
    columns: dict[str, str] | None,
    settings: Settings,
    now: datetime | None = None,
    *,
    source: str = "",
    outlet: str = "",
    due_only: bool = False,
    again: bool = False,
    is_named: bool = False,
    renew: Callable[[], object] | None = None,
) -> Discovered:
    """Write candidates.parquet for every batch, the states of the sources that were asked, then note it in the state of
    the run.

    `due_only`: of the declared sources only those whose time has come, with every address whose time has come, whatever
    offered it. `again`: everything that is offered is asked for in full, due or not. `now` decides what is due and
    which dates can be; None is the clock of the machine. What another run is asking is left out with a warning, or,
    where somebody `is_named` it, waited for. Where it was done before, it only reads that note. `renew` brings the
    snapshot up to date once no other run can end: where several machines share a warehouse.

    `source` is the source that paths and addresses among the inputs are of, `outlet` where their articles appeared.

    Raises SourcesFileError where a source is named and the sources file cannot be understood, SourceBusy where the
    other run takes longer than the setting source_wait_seconds.
    """
    if is_discovered(run_folder):
        return Discovered(**read_part(run_folder, "discovered"))
    now = now or datetime.now(UTC)
    warnings: list[str] = []

    def warn(words: str) -> None:
        warnings.append(without_secrets(printable(words)))

    declared = sources_if_any(settings.sources_file)

    def asked_of(memory: SnapshotLookup, taken: Container[str]) -> AskPlan:
        return AskPlan(memory, declared, inputs, now, due_only=due_only, insists=again, taken=taken)

    passed = PassedRecords()
    with ExitStack() as stack:
        memory, asked = plan_and_claim(run_folder, asked_of, stack, settings, waits=is_named, warn=warn, renew=renew)
        source = asked.names.current(source)
        offered = offers(
            asked.inputs,
            asked.declared,
            settings,
            now,
            warn,
            columns=columns,
            visits_of=asked.visits_of,
            source=source,
            current=asked.names.current,
            passed=passed,
        )
        found = candidates_of(chain(with_outlet(offered, outlet), asked.coming_back()), asked.names.identity)
        tombstones = memory.tombstones(settings)
        found = without_forgotten(found, tombstones)
        known = _remembered(found, memory, asked, now, insists=again)
        count, fetched_after = write_batches(run_folder, known, settings)
    for stale in batch_folders(run_folder)[len(fetched_after) :]:
        # Discovery was cut off before, when the inputs held more: only an unfinished run has such folders.
        shutil.rmtree(stale)
    states, documents = asked.ended(warn)
    write_rows(run_folder / PASSED_FILE, PassedRecord, passed.taken(tombstones))
    write_rows(run_folder / "source_states.parquet", SourceState, states)
    write_rows(run_folder / "documents.parquet", DocumentRead, documents)
    found_in_all = Discovered(count, fetched_after, warnings, len(states))
    record_discovered(run_folder, asdict(found_in_all))
    return found_in_all


def _remembered(
    found: Iterator[tuple[Offer, Candidate]], memory: SnapshotLookup, asked: AskPlan, now: datetime, *, insists: bool
) -> Iterator[Candidate]:
    """Looked up by the thousand: each question reads the ids of all addresses that are known."""
    put_off: set[str] = set()
    disbelieved = memory.disbelieved()
    while some := list(islice(found, _LOOKED_UP)):
        known = memory.addresses(candidate.address_id for _, candidate in some)
        for offer, fresh in some:
            before = known.get(fresh.address_id)
            asked.note(offer, is_known=before is not None)
            # Whoever offered it first knew no reason to ask now; this source may.
            may_ask = fresh.reason == "repeated" and fresh.address_id in put_off
            candidate = replace(fresh, reason=None, detail=None) if may_ask else fresh
            candidate = remembered(
                candidate,
                before,
                now,
                insists=insists,
                is_by_hand=offer.is_by_hand,
                is_believed=fresh.source_id not in disbelieved,
            )
            (put_off.add if candidate.reason == "not_due" else put_off.discard)(candidate.address_id)
            yield candidate
