"""Who most articles say it is: votes, ties, copies, forms of one name."""

from __future__ import annotations

import pytest

from tasks.analyse.consensus import AgreedSpeaker, Vote, agreed_speaker


def votes(*names: str) -> list[Vote]:
    return [Vote(str(number), name, "person") for number, name in enumerate(names)]


@pytest.mark.parametrize(
    ("names", "agreed"),
    [
        ([], None),
        (["Ann Lee", "John Ray"], None),
        (["Ann Lee"], AgreedSpeaker("Ann Lee", "person", 1, 1)),
        (["Lee", "Ann Lee", "Ann Lee", "John Ray"], AgreedSpeaker("Ann Lee", "person", 3, 4)),
    ],
)
def test_the_most_articles_decide_and_a_tie_decides_nothing(names, agreed):
    assert agreed_speaker(votes(*names), set()) == agreed


def test_copies_have_no_vote_beside_the_article_that_they_copy():
    given = votes("John Ray", "John Ray", "John Ray", "Ann Lee", "Ann Lee")
    assert agreed_speaker(given, {("1", "0"), ("2", "0")}) == AgreedSpeaker("Ann Lee", "person", 2, 3)
    assert agreed_speaker(given, {("1", "elsewhere")}) == AgreedSpeaker("John Ray", "person", 3, 5)


@pytest.mark.parametrize(
    ("speaker", "is_sure"), [((1, 1), False), ((2, 2), True), ((2, 3), False), ((3, 4), True)], ids=str
)
def test_it_is_sure_from_two_votes_and_three_quarters_on(speaker, is_sure):
    assert AgreedSpeaker("Ann Lee", "person", *speaker).is_sure is is_sure
