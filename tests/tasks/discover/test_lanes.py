"""Batches: how large they are, and no host in two that may be fetched at the same time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from schemas.records import Candidate
from schemas.settings import Settings
from tasks.discover.batches import Lanes, write_batches
from tasks.runs.handover import batch_folders, read_rows


@given(st.lists(st.integers(1, 30), max_size=12), st.integers(1, 4), st.integers(1, 7))
def test_every_candidate_is_in_one_batch_and_every_host_in_one_lane(candidate_factory, sizes, lanes, batch_size):
    every = [candidate_factory(f"https://h{host}.example/{n}") for host, size in enumerate(sizes) for n in range(size)]
    dealt = Lanes(lanes, batch_size).batches(every)
    assert Counter(c.url for _, batch in dealt for c in batch) == Counter(c.url for c in every)
    assert all(len(batch) <= batch_size for _, batch in dealt)
    homes = {(c.url.split("/")[2], lane) for lane, batch in dealt for c in batch}
    assert len(homes) == len(sizes)


def test_hosts_take_turns_within_a_batch(candidate_factory):
    every = [candidate_factory(f"https://{host}.example/{n}") for host in "ab" for n in range(3)]
    [(_, batch)] = Lanes(1, 10).batches(every)
    assert [c.url[8] for c in batch] == ["a", "b", "a", "b", "a", "b"]


def test_a_host_keeps_its_lane_when_more_is_dealt_later(candidate_factory):
    lanes = Lanes(3, 10)
    first = {
        c.url[8]: lane
        for lane, batch in lanes.batches([candidate_factory(f"https://{h}.example/1") for h in "abc"])
        for c in batch
    }
    second = {
        c.url[8]: lane
        for lane, batch in lanes.batches([candidate_factory(f"https://{h}.example/2") for h in "cab"])
        for c in batch
    }
    assert first == second
    assert sorted(first.values()) == [0, 1, 2]


def test_known_content_does_not_fill_a_batch(candidate_factory, tmp_path):
    """Most of it is unchanged, so one batch may have much of it; what is new begins with small batches."""
    new = replace(candidate_factory("https://a.example/"), file="file:///a.txt")
    known = replace(new, last_payloads=["0" * 64])
    settled = replace(new, reason="repeated")
    inline = replace(known, file=None, inline=b"words", inline_type="text/plain")
    settings = Settings(home=tmp_path, batch_size=100)

    def sizes(candidates):
        folder = tmp_path / str(len([*tmp_path.iterdir()]))
        folder.mkdir()
        count, _ = write_batches(folder, candidates, settings)
        assert count == len(candidates)
        return [len(read_rows(batch / "candidates.parquet", Candidate)) for batch in batch_folders(folder)]

    assert sizes([new] * 270) == [60, 100, 100, 10]
    assert sizes([inline] * 70) == [60, 10]
    assert sizes([known] * 300 + [settled] * 270) == [500, 70]
    assert sizes([new, known, known] * 70) == [178, 32]
