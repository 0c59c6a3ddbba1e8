"""Lanes: no host in two batches that may be fetched at the same time."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tasks.discover.batches import Lanes


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
