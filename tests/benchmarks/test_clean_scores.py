"""Scores of cleaning, on cases small enough to work out by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.clean.corpus import Page
from benchmarks.clean.scores import body_f1, overlap, same_day, same_instant, same_language, score, share, shingles


def page(**known) -> Page:
    return Page(id="1", file=Path("1.html"), url="https://a.example/1", source="set", **known)


def test_shingles_are_runs_of_four_words_counted():
    assert shingles("one two three four, five") == Counter(
        {("one", "two", "three", "four"): 1, ("two", "three", "four", "five"): 1}
    )


def test_a_text_of_fewer_than_four_words_is_one_shingle_and_none_has_none():
    assert shingles("one two") == Counter({("one", "two"): 1})
    assert shingles(" … ") == Counter()


def test_precision_is_the_share_of_what_was_found_and_recall_of_what_is_true():
    # Truth: abcd bcde. Found: abcd bcde cdef defg.
    assert overlap("a b c d e", "a b c d e f g") == (0.5, 1.0)
    assert overlap("a b c d e f g", "a b c d e") == (1.0, 0.5)


def test_what_is_repeated_counts_as_often_as_it_is_true():
    # Found: abcd twice and the three shingles between; of these five one is true.
    assert overlap("a b c d", "a b c d a b c d") == (0.2, 1.0)


def test_an_empty_reading_has_no_precision_and_finds_nothing():
    assert overlap("a b c d", "") == (None, 0.0)


def test_f1_is_the_harmonic_mean_of_means_over_pages():
    truth = page(body="a b c d e")
    scores = [score(truth, {"body": "a b c d e f g"}), score(truth, {"body": "a b c d e"}), score(truth, {})]
    # Precision (0.5 + 1) / 2, the empty page has none; recall (1 + 1 + 0) / 3.
    assert body_f1(scores) == pytest.approx(2 * 0.75 * (2 / 3) / (0.75 + 2 / 3))


def test_segments_are_counted_over_the_set():
    truth = page(must=("the harbour", "sixteen months"), must_not=("Read more", "Menu"))
    scores = [
        score(truth, {"body": "the\n harbour  … Read more"}),
        score(truth, {"body": "the harbour, sixteen months"}),
    ]
    assert [(each.hits, each.misses, each.intruders) for each in scores] == [(1, 1, 1), (2, 0, 0)]
    # Three hits, one miss, one intruder: precision 3/4, recall 3/4.
    assert body_f1(scores) == 0.75


def test_segments_do_not_count_where_the_whole_text_is_known():
    scored = score(page(body="a b c d", must=("x",)), {"body": "a b c d"})
    assert (scored.hits, scored.misses, scored.precision) == (0, 0, 1.0)


@pytest.mark.parametrize(
    ("reading", "right"),
    [
        ({"title": "harbour re-opens: “at last”"}, True),
        ({"title": "Something else", "headline": "Harbour re-opens – at last"}, True),
        ({"title": "Harbour re-opens: at last | The Courier"}, False),
        ({}, False),
    ],
)
def test_a_title_is_right_by_its_words_and_a_headline_will_do(reading, right):
    assert score(page(title="Harbour re-opens: 'at last'"), reading).title is right


@pytest.mark.parametrize(
    ("authors", "right"),
    [
        (["Tom Okafor", "ANA RUIZ"], True),
        (["Ana Ruiz"], False),
        (["Ana Ruiz", "Tom Okafor", "AFP"], False),
        (None, False),
        (["Ana Ruiz", "", "Tom Okafor"], True),
    ],
)
def test_authors_are_right_as_a_set(authors, right):
    assert score(page(authors=("Ana Ruiz", "Tom Okafor")), {"authors": authors}).authors is right


def test_fields_without_truth_are_not_scored():
    scored = score(page(), {"title": "A", "authors": ["B"], "published": "2024-05-01", "language": "en"})
    assert (scored.title, scored.authors, scored.day, scored.instant, scored.language) == (None,) * 5
    assert share([scored], "title") is None
    assert body_f1([scored]) is None


@pytest.mark.parametrize(
    ("truth", "found", "precision", "right"),
    [
        ("2024-05-01", "2024-05-01", None, True),
        ("2024-05-01", "2024-05-02", None, False),
        ("2024-05-01", None, None, False),
        ("2024-05-01 00:30:00+02:00", "2024-04-30T22:30:00+00:00", "second", True),
        ("2024-05-01 00:30:00+02:00", "2024-05-01", None, True),
        ("2024-05-01 00:30:00+02:00", "2024-05-01T00:00:00+00:00", "day", True),
        ("2024-05-01", "2024-05-01T23:00:00+00:00", "second", True),
    ],
)
def test_days_are_compared_in_the_zone_of_the_truth(truth, found, precision, right):
    assert same_day(truth, found, precision) is right


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ("2024-04-30T22:30:40+00:00", True),
        ("2024-05-01T00:30:10+02:00", True),
        ("2024-05-01T00:30:10", False),
        ("2024-05-01", False),
        (None, False),
        ("yesterday, 12:30", False),
    ],
)
def test_instants_are_right_to_the_minute(found, right):
    assert same_instant("2024-05-01 00:30:10+02:00", found) is right


@pytest.mark.parametrize(
    ("found", "right"), [("en", True), ("en_GB", True), ("EN-us", True), ("eng", False), (None, False)]
)
def test_a_language_is_right_whatever_the_country(found, right):
    assert same_language("en", found) is right


def test_the_two_norwegians_are_one():
    assert same_language("no", "nb")


@pytest.mark.parametrize(
    ("reading", "loaded"),
    [
        ({"kind": "article"}, True),
        ({"kind": "index", "held": "index"}, False),
        ({}, True),
        ({"kind": "no_text", "held": "no_text"}, False),
    ],
)
def test_a_page_is_loaded_unless_it_is_held_and_a_reader_that_holds_nothing_loads_all(reading, loaded):
    assert score(page(), reading).loaded is loaded
