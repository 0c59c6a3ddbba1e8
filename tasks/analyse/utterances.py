"""The same spoken words in several articles: quotations gathered around their longest wording.

Short quotations ("again and again") are in many long ones, so they are never a bridge: each quotation belongs to the
one longest wording that has its words, and two long ones are never joined by a short one that both contain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasks.analyse.shingles import hashes

LEAST_WORDS = 3
"""Shorter quotations are compared with nothing."""
LEAST_WORDS_ANYWHERE = 8
"""From so many words on they are compared with those of all articles, below only with those of the same story."""
KEY_SIZE = 5
KEY_WINDOW = 4
NEARLY = 0.8
"""Share of a quotation's three-word sequences that must be in the longer one: editors change a word."""
_SEQUENCE = 3
_LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """A quotation: `name` stands for it, `article` for where it is, `at` orders articles in time."""

    name: str
    article: str
    at: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """`longest` and `members` are names of quotations; `longest` is a member, and the members are of at least two
    articles.
    """

    longest: str
    members: list[str]


def quotation_keys(words: tuple[str, ...] | list[str]) -> list[int]:
    """Hashes by which two quotations that share LEAST_WORDS_ANYWHERE words in a row always find one another.

    Of every KEY_WINDOW sequences of KEY_SIZE words in a row the smallest hash is taken (winnowing: Schleimer, Wilkerson
    and Aiken 2003). Empty for shorter ones.
    """
    if len(words) < LEAST_WORDS_ANYWHERE:
        return []
    values = hashes(words, KEY_SIZE)
    return sorted({min(values[place : place + KEY_WINDOW]) for place in range(max(1, len(values) - KEY_WINDOW + 1))})


def is_name(text: str) -> bool:
    """Whether quoted words are a name ("State of the Union"): few words, and all but the short ones with a capital."""
    words = text.split()
    return len(words) <= _LONGEST_NAME and all(word[0].isupper() or len(word) <= 3 for word in words)


def says_the_same(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Whether the words of one are in the other: in a row, or from LEAST_WORDS_ANYWHERE words on nearly so."""
    if len(shorter) < LEAST_WORDS:
        return False
    if len(shorter) < LEAST_WORDS_ANYWHERE:
        return _in_a_row(shorter, longer)
    own = _sequences(shorter)
    return len(own & _sequences(longer)) >= NEARLY * len(own)


def _in_a_row(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    count = len(shorter)
    return any(longer[place : place + count] == shorter for place in range(len(longer) - count + 1))


def _sequences(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {words[place : place + _SEQUENCE] for place in range(len(words) - _SEQUENCE + 1)}


def gather(quotations: Iterable[QuotedWords], stories: Mapping[str, str]) -> list[Utterance]:
    """Utterances of at least two articles. `stories` names the story of articles that have one."""
    longest_first = sorted(quotations, key=lambda one: (-len(one.words), one.at, one.name))
    by_sequence: dict[tuple[str, ...], list[int]] = {}
    members: dict[int, list[int]] = {}
    for place, one in enumerate(longest_first):
        if len(one.words) < LEAST_WORDS:
            continue
        sequences = _sequences(one.words)
        # The rarest sequence of a quotation that is contained is enough; where words were changed, any may be missing.
        counts: dict[int, int] = {}
        for sequence in sequences:
            for other in by_sequence.get(sequence, ()):
                counts[other] = counts.get(other, 0) + 1
        best = _best(one, place, longest_first, counts, members, stories)
        if best is not None:
            members[best].append(place)
            continue
        members[place] = [place]
        for sequence in sequences:
            found = by_sequence.setdefault(sequence, [])
            if len(found) < _MOST_AROUND:
                found.append(place)
    return [
        Utterance(longest_first[first].name, [longest_first[place].name for place in places])
        for first, places in members.items()
        if len({longest_first[place].article for place in places}) > 1
    ]


_MOST_AROUND = 60
"""Longest wordings that are looked at for one sequence of words: "of the united" is in more than anybody needs."""


def _best(
    one: QuotedWords,
    place: int,
    longest_first: list[QuotedWords],
    counts: dict[int, int],
    members: dict[int, list[int]],
    stories: Mapping[str, str],
) -> int | None:
    story = stories.get(one.article)
    for other in sorted(counts, key=lambda number: (-counts[number], number)):
        longer = longest_first[other]
        is_same_story = longer.article == one.article or (story is not None and stories.get(longer.article) == story)
        if len(one.words) < LEAST_WORDS_ANYWHERE and not is_same_story:
            continue
        if other in members and other != place and says_the_same(one.words, longer.words):
            return other
    return None
