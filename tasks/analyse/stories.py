"""Reports of one event, gathered: agglomerative clustering over the nearest articles of the same days.

Two clusters are as near as the mean of their three nearest pairs of articles: one pair alone would chain events
into one another, and the mean of all pairs would part the reports of a long event (compare Jain and Dubes 1988, chapter
3.2).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DAYS = 3
"""Articles further apart are not compared."""
OPEN_DAYS = 7
"""Stories of so many last days are decided again when something new comes; older ones keep what they have."""
STRONGEST = 15
"""Terms of an article by which candidates are found."""
SHARED_TERMS = 2
NEAREST = 25
"""Links kept of an article: an event of hundreds of reports would else cost the square of them."""
FLOOR = 0.1
THRESHOLD = 0.2
PAIRS = 3
COMMONEST = 0.1
"""Share of the articles from which on a term is as common as it gets: in the days of one giant event its words still
count.
"""


@dataclass(frozen=True, slots=True)
class Link:
    """Similarity from 0 to 1 of two articles."""

    one: str
    other: str
    similarity: float


def gather(links: Iterable[Link], settled: Mapping[str, str], threshold: float = THRESHOLD) -> list[list[str]]:
    """Clusters of at least two articles. `settled` names the story of articles that is not decided again: they stay
    together, and two settled stories are never made one.
    """
    clusters: dict[int, list[str]] = {}
    story_of: dict[int, str] = {}
    number_of: dict[str, int] = {}
    by_story: dict[str, int] = {}
    found = list(links)
    for name in sorted({name for link in found for name in (link.one, link.other)} | settled.keys()):
        story = settled.get(name)
        if story is not None and story in by_story:
            number = by_story[story]
            clusters[number].append(name)
        else:
            number = len(clusters)
            clusters[number] = [name]
            if story is not None:
                by_story[story] = number
                story_of[number] = story
        number_of[name] = number
    near = _pairs(found, number_of)
    heap = [
        (-_mean(values, clusters, one, other), one, other)
        for one, rest in near.items()
        for other, values in rest.items()
        if one < other
    ]
    heapq.heapify(heap)
    following = len(clusters)
    while heap:
        score, one, other = heapq.heappop(heap)
        if -score < threshold:
            break
        if one not in clusters or other not in clusters or (one in story_of and other in story_of):
            continue
        if abs(-score - _mean(near[one].get(other, []), clusters, one, other)) > 1e-9:
            continue
        merged, following = following, following + 1
        clusters[merged] = clusters.pop(one) + clusters.pop(other)
        story = story_of.pop(one, None) or story_of.pop(other, None)
        if story is not None:
            story_of[merged] = story
        for third, values in _joined(near, one, other, merged).items():
            heapq.heappush(heap, (-_mean(values, clusters, third, merged), third, merged))
    return sorted((sorted(names) for names in clusters.values() if len(names) > 1), key=lambda names: names[0])


def _pairs(links: list[Link], number_of: dict[str, int]) -> dict[int, dict[int, list[float]]]:
    near: dict[int, dict[int, list[float]]] = {number: {} for number in set(number_of.values())}
    for link in links:
        one, other = number_of[link.one], number_of[link.other]
        if one != other:
            near[one].setdefault(other, []).append(link.similarity)
            near[other].setdefault(one, []).append(link.similarity)
    for rest in near.values():
        for values in rest.values():
            values.sort(reverse=True)
            del values[PAIRS:]
    return near


def _joined(near: dict[int, dict[int, list[float]]], one: int, other: int, merged: int) -> dict[int, list[float]]:
    """The new cluster's nearest pairs; the two old ones are taken out."""
    first, second = near.pop(one), near.pop(other)
    result: dict[int, list[float]] = {}
    for third in (first.keys() | second.keys()) - {one, other}:
        values = sorted(first.get(third, []) + second.get(third, []), reverse=True)[:PAIRS]
        result[third] = values
        near[third].pop(one, None)
        near[third].pop(other, None)
        near[third][merged] = values
    near[merged] = result
    return result


def _mean(values: list[float], clusters: dict[int, list[str]], one: int, other: int) -> float:
    """Pairs that have no link count as 0."""
    return sum(values) / min(PAIRS, len(clusters[one]) * len(clusters[other]))
