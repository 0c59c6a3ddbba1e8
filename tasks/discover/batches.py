"""Candidates -> the batches of a run: what a web server is asked for by its hosts, the rest in its order.

Hosts are dealt to as many lanes as there are batches under way. The batches of a lane are fetched one after the other,
those of different lanes side by side; in a batch the hosts take turns, so that none waits for another.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

import yarl

from schemas.records import Candidate
from schemas.settings import Settings
from tasks.discover.candidates import is_to_be_fetched
from tasks.runs.handover import write_rows

_FIRST_BATCH = 60
"""New candidates in the first batch at most. The batches after it grow threefold, up to the setting batch_size: the
later steps of a run begin early, and a large run has few batches.
"""
_KNOWN_AS_ONE = 5
"""Known content does not count as new. A batch may have this many times the setting batch_size with it: most of it is
unchanged and needs only to be read, and each batch costs the same time to load.
"""
_MOST = 10_000
"""Candidates in any batch."""
_MOST_OF_THE_WEB = 500
"""Candidates in a batch that asks web servers: a run that is cut off asks them again."""
_MOST_WAITING = 20_000
"""Candidates that are kept in memory until they are dealt to batches by their hosts."""


def write_batches(run_folder: Path, found: Iterable[Candidate], settings: Settings) -> tuple[int, list[int]]:
    """Write candidates.parquet of every batch. Gives the number of candidates and, a batch each, the number of the
    batch whose hosts it shares, to be fetched after it; 0 where there is none.
    """
    lanes = Lanes(settings.batches_under_way, min(settings.batch_size, _MOST_OF_THE_WEB))
    last_of_lane: dict[int, int] = {}
    fetched_after: list[int] = []
    local: list[Candidate] = []
    web: list[Candidate] = []
    count = 0
    new = 0
    size = min(_FIRST_BATCH, settings.batch_size)
    most = min(_KNOWN_AS_ONE * settings.batch_size, _MOST)

    def write(batch: list[Candidate], after: int) -> int:
        fetched_after.append(after)
        folder = run_folder / f"{len(fetched_after):05d}"
        folder.mkdir(exist_ok=True)
        write_rows(folder / "candidates.parquet", Candidate, batch)
        return len(fetched_after)

    def deal() -> None:
        for lane, batch in lanes.batches(web):
            last_of_lane[lane] = write(batch, last_of_lane.get(lane, 0))
        web.clear()

    for candidate in found:
        count += 1
        (web if is_to_be_fetched(candidate) else local).append(candidate)
        new += not (_is_known(candidate) or is_to_be_fetched(candidate))
        if new == size or len(local) == most:
            write(local, 0)
            local.clear()
            new, size = 0, min(3 * size, settings.batch_size)
        if len(web) == _MOST_WAITING:
            deal()
    if local:
        write(local, 0)
    deal()
    return count, fetched_after


def _is_known(candidate: Candidate) -> bool:
    """Whether it has its end already, or most likely holds the same bytes as last time. Content that is given inline is
    kept in memory and in the batch's file, so it counts as new.
    """
    return candidate.inline is None and (candidate.reason is not None or bool(candidate.last_payloads))


class Lanes:
    """Which batch fetches which host: no host is ever asked by two batches at the same time."""

    def __init__(self, count: int, batch_size: int) -> None:
        self._load = [0] * count
        self._lane_of: dict[str, int] = {}
        self._batch_size = batch_size

    def batches(self, candidates: Iterable[Candidate]) -> list[tuple[int, list[Candidate]]]:
        """(lane, candidates) for each batch, the lanes in turn. A host keeps its lane over several calls."""
        by_host: dict[str, list[Candidate]] = {}
        for candidate in candidates:
            by_host.setdefault(_host(candidate), []).append(candidate)
        lanes: list[list[list[Candidate]]] = [[] for _ in self._load]
        for host, its in sorted(by_host.items(), key=lambda item: -len(item[1])):
            lane = self._lane_of.setdefault(host, self._load.index(min(self._load)))
            self._load[lane] += len(its)
            lanes[lane].append(its)
        rows = [self._cut(hosts) for hosts in lanes]
        return [(lane, batch) for turn in zip_longest(*rows) for lane, batch in enumerate(turn) if batch is not None]

    def _cut(self, hosts: list[list[Candidate]]) -> list[list[Candidate]]:
        mixed = [candidate for turn in zip_longest(*hosts) for candidate in turn if candidate is not None]
        return [mixed[start : start + self._batch_size] for start in range(0, len(mixed), self._batch_size)]


def _host(candidate: Candidate) -> str:
    return yarl.URL(candidate.url or candidate.address).host or ""
