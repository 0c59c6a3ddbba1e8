"""Which batch fetches which host: no host is ever asked by two batches at the same time.

Hosts are dealt to as many lanes as there are batches under way. The batches of a lane are fetched one after the other,
those of different lanes side by side; in a batch the hosts take turns, so that none waits for another.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

import yarl

from schemas.records import Candidate


class Lanes:
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
