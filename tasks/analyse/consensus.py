"""Who said an utterance: the person that most articles that quote it name; the copies of a text have one vote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

LEAST_VOTES = 2
LEAST_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Vote:
    """One article names one speaker for its wording of an utterance."""

    article: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class AgreedSpeaker:
    """`votes` of `voters` articles name this speaker; a copy has no vote where the article that it copies has one."""

    name: str
    kind: str
    votes: int
    voters: int

    @property
    def is_sure(self) -> bool:
        """Whether it may stand in for what single articles say: LEAST_VOTES, and LEAST_SHARE of all."""
        return self.votes >= LEAST_VOTES and self.votes >= LEAST_SHARE * self.voters


def name_key(name: str) -> str:
    """What tells two speakers apart: the last word, in lower case ("Ann Lee" and "Mayor Lee" are one)."""
    return name.rsplit(maxsplit=1)[-1].lower()


def agreed_speaker(votes: Iterable[Vote], copies: Collection[tuple[str, str]]) -> AgreedSpeaker | None:
    """The speaker with the most votes, by the form of the name that most articles use; None without a vote.

    `copies` are pairs of articles, the later one first. Two with equally many votes agree on nobody.
    """
    given = list(votes)
    voting = {vote.article for vote in given}
    copied = {later for later, earlier in copies if earlier in voting and later != earlier}
    by_key: dict[str, dict[str, Vote]] = defaultdict(dict)
    for vote in given:
        if vote.article not in copied:
            by_key[name_key(vote.name)].setdefault(vote.article, vote)
    ordered = sorted(by_key.values(), key=len, reverse=True)
    if not ordered or (len(ordered) > 1 and len(ordered[0]) == len(ordered[1])):
        return None
    forms = [vote.name for vote in ordered[0].values()]
    name = max(sorted(set(forms)), key=lambda form: (forms.count(form), len(form)))
    kind = next(vote.kind for vote in ordered[0].values() if vote.name == name)
    return AgreedSpeaker(name, kind, len(ordered[0]), len(voting - copied))
