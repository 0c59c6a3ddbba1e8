"""What the words of a short text and of the names around it say."""

from __future__ import annotations

import math

from tasks.clean.page.lexicon import OWN, Lexicon, TextWeights, Weights
from tasks.clean.prose import words_of_text

LEXICON = Lexicon(
    {"read": 1.0, "read more": -2.0, "0": -1.0}
    | {"^read": 3.0, "$more": 0.5, "=read more": 4.0}
    | {".teaser": -2.5, ".text": 1.5}
)


def weights_of(text: str) -> TextWeights:
    return LEXICON.text(text, words_of_text(text))


def test_a_text_is_judged_as_a_whole_by_its_ends_and_by_its_words_and_pairs():
    found = weights_of("Read more!")
    assert (found.whole, found.edge_least, found.edge_most, found.edge_total) == (4.0, 0.5, 3.0, 3.5)
    assert (found.known, found.mean, found.least, found.most) == (2.0, -0.5, -2.0, 1.0)


def test_a_repeated_pair_counts_once_and_a_pair_needs_its_order():
    assert weights_of("read more, read more").known == 2.0
    assert weights_of("more to read").known == 1.0


def test_all_numbers_are_one_word():
    assert weights_of("17 people").least == -1.0


def test_nothing_is_said_of_long_texts_and_of_unknown_words():
    for text in ("read more " * 40, "harbour"):
        assert math.isnan(weights_of(text).whole)
        assert weights_of(text)[1:] == (0.0,) * 7


def test_names_are_judged_by_their_words():
    assert LEXICON.names(OWN, "teaser__text other") == Weights(-1.0, -2.5, 1.5)
    assert LEXICON.names(OWN, "") == Weights()
