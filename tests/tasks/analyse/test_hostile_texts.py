"""Texts that were written to cost: all of them are read."""

from __future__ import annotations

import pytest

from tasks.analyse.reading import MAX_CHARS, read
from tasks.analyse.workers import AnalysedText, Readers, read_article

HOSTILE = {
    "bare marks": '"' * 60_000,
    "opening marks": "“" * 60_000,
    "closing marks": "”" * 60_000,
    "double single marks": "’’" * 30_000,
    "mixed marks": "“‘\"'" * 15_000,
    "marks and letters": '"a" ' * 15_000,
    "verbs": "said and saying and told " * 2_400,
    "verbs and quotations": ("said and saying and told " * 20 + '"x y z" ') * 120,
    "names": " ".join(f"Name{number} Other{number}" for number in range(4_000)),
    "one name": "John Smith " * 5_500,
    "full stops": ". " * 30_000,
    "titles": "Mr. " * 15_000,
    "paragraphs that go on": "\n\n".join(['"He said it.'] * 4_500),
    "one long word": "a" * 60_000,
    "commas": "Ann Lee, " * 7_000 + 'said "it is so."',
    "surrogates": "\ud800 said “x y z” " * 1_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_is_read(kind: str):
    done = read_article(AnalysedText("a", 1, None, HOSTILE[kind], "en"))
    assert done.reading is not None


def test_what_is_longer_than_an_article_is_read_as_far_as_that():
    reading = read("Marian Oduya said: “It is so.” " * 20_000, "en")
    assert reading.reason == "too_long"
    assert max(one.char_end for one in reading.quotations) < MAX_CHARS


def test_an_article_that_takes_too_long_is_named_and_its_neighbours_are_read():
    slow = '"' * MAX_CHARS
    articles = [AnalysedText("one", 1, None, "“Yes,” said Ann Lee.", "en"), AnalysedText("slow", 1, None, slow, "en")]
    with Readers(1, seconds=0.25) as readers:
        list(readers.read(articles[:1]))  # the worker is up
        done = {one.article_id: one for one in readers.read(articles)}
    assert done["one"].reading is not None
    assert done["slow"].reason == "timeout"
