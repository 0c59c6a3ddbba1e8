"""Candidates -> the batches of a run: what a web server is asked for by its hosts, the rest in its order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from schemas.records import Candidate
from schemas.settings import Settings
from tasks.discover.candidates import is_to_be_fetched
from tasks.discover.lanes import Lanes
from tasks.runs.handover import write_rows

_FIRST_BATCH = 60
"""Candidates in the first batch at most. The batches after it grow threefold, up to the setting batch_size: the later
steps of a run begin early, and a large run has few batches.
"""
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
    size = min(_FIRST_BATCH, settings.batch_size)

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
        if len(local) == size:
            write(local, 0)
            local.clear()
            size = min(3 * size, settings.batch_size)
        if len(web) == _MOST_WAITING:
            deal()
    if local:
        write(local, 0)
    deal()
    return count, fetched_after
