"""Text as paragraphs, with offsets; the place of a dateline; a first line that is a title."""

from __future__ import annotations

import re

import hypothesis
import pytest
from hypothesis import strategies as st

from tasks.clean.prose import (
    cleaned,
    dateline_place,
    first_line_as_title,
    joined,
    letters_of,
    line,
    paragraphs_of,
    place_of,
    weight_of,
    words_of_text,
)

LONG = "A sentence that goes on and on for quite a while before it ends somewhere. " * 4


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("one\n\ntwo", ["one", "two"]),
        ("one\r\n\r\ntwo\r\n", ["one", "two"]),
        ("one\rmore\r\rtwo", ["one\nmore", "two"]),
        ("one\n \t\u3000\n\n\u00a0\ntwo", ["one", "two"]),
        ("\n\n  one\u00a0\u2009 more  \nline\n\n", ["one more\nline"]),
        ("a verse\nof short\nlines", ["a verse\nof short\nlines"]),
        (
            "a sentence that was broken at a certain width by hand\nand goes on",
            ["a sentence that was broken at a certain width by hand and goes on"],
        ),
        (f"{LONG}\n{LONG}\n{LONG}", [LONG.strip()] * 3),
        (f"{LONG}\n{LONG}", [f"{LONG.strip()}\n{LONG.strip()}"]),
        ("one\u2029two", ["one", "two"]),
        ("page one\x0cpage two", ["page one\npage two"]),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", ["abcdef"]),
        (" \n\n\t\n", []),
        ("", []),
    ],
)
def test_blank_lines_part_paragraphs_and_white_space_is_put_in_order(text, paragraphs):
    assert paragraphs_of(text) == paragraphs


@hypothesis.settings(deadline=None, derandomize=True, max_examples=300)
@hypothesis.given(st.text(max_size=300))
def test_the_offsets_cut_the_paragraphs_out_of_the_body(text):
    paragraphs = paragraphs_of(text)
    body, offsets = joined(paragraphs)
    assert [body[offset["char_start"] : offset["char_end"]] for offset in offsets] == paragraphs


@hypothesis.settings(deadline=None, derandomize=True, max_examples=300)
@hypothesis.given(st.lists(st.text(max_size=60), max_size=5))
def test_a_body_reads_as_the_same_paragraphs_again_and_can_be_stored(texts):
    paragraphs = paragraphs_of("\n\n".join(texts))
    body, _ = joined(paragraphs)
    assert paragraphs_of(body) == paragraphs
    assert body.encode("utf-8").decode("utf-8") == body
    assert "\x00" not in body


def test_offsets_count_code_points_and_paragraphs_are_two_line_breaks_apart():
    assert joined(["😀 a", "b"]) == ("😀 a\n\nb", [{"char_start": 0, "char_end": 3}, {"char_start": 5, "char_end": 6}])


def test_a_lone_surrogate_becomes_the_replacement_character():
    assert cleaned("a\ud800b") == "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "expected"),
    [(" a \n\t b\u00a0c ", "a b c"), ("\x00", None), ("  ", None), ("", None), (None, None)],
)
def test_a_line_has_single_spaces_or_is_nothing(text, expected):
    assert line(text) == expected


@pytest.mark.parametrize(
    ("start", "place"),
    [
        ("LONDON—British Jews", "London"),
        ("LONDON (Reuters) - British shares", "London"),
        ("LONDON -- British shares", "London"),
        ("PARIS (AFP) – Le", "Paris"),
        ("PARIS, 3 May – The", "Paris"),
        ("NEW YORK, May 3 — The", "New York"),
        ("NEW YORK (CNN Business) — The", "New York"),
        ("RIO DE JANEIRO, Sept. 3 (Reuters) - The", "Rio De Janeiro"),
        ("WASHINGTON, May 3, 2024 — The", "Washington"),
        ("GENEVA, 3 May 2024 (AFP) – The", "Geneva"),
        ("WASHINGTON, D.C. (AP) — The", "Washington, D.C."),
        ("SAN JOSÉ, Costa Rica (AP) — The", "San José, Costa Rica"),
        ("KYIV, Ukraine, May 3 (Reuters) - The", "Kyiv, Ukraine"),
        ("ST. JOHN'S, N.L. — The", "St. John's, N.L."),
        ("ST. JOHN’S, N.L. — The", "St. John’s, N.L."),
        ("L'AQUILA, Italy — The", "L'Aquila, Italy"),
        ("  TEL AVIV—The", "Tel Aviv"),
    ],
)
def test_a_dateline_gives_its_place_as_people_write_it(start, place):
    assert dateline_place(f"{start} government said on Tuesday.") == place


@pytest.mark.parametrize(
    "paragraph",
    [
        "NATO is ready, said its general.",
        "UK-based firms fear the tariff.",
        "COVID-19 is back.",
        "A — B",
        "US - China talks",
        "Paris — the city of light — is dark.",
        "BREAKING — A ferry sank.",
        "EXCLUSIVE - A ferry sank.",
        "BREAKING NEWS — A ferry sank.",
        "CNN — A ferry sank.",
        "F.B.I. — the bureau",
        "The LONDON — Paris line",
        "— LONDON",
        "",
    ],
)
def test_a_sentence_is_no_dateline(paragraph):
    assert dateline_place(paragraph) is None


@pytest.mark.parametrize(
    ("paragraphs", "title"),
    [
        (["Harbour reopens", LONG], "Harbour reopens"),
        (["Harbour reopens.", LONG], None),
        (["Harbour reopens:", LONG], None),
        (["“Harbour reopens.”", LONG], None),
        (["Harbour\nreopens", LONG], None),
        (["Harbour reopens"], None),
        (["Ha", LONG], None),
        (["x" * 121, LONG], None),
        (["Harbour reopens after sixteen months of repairs", "Short text"], None),
        ([], None),
    ],
)
def test_a_short_first_line_without_the_end_of_a_sentence_is_a_title(paragraphs, title):
    assert first_line_as_title(paragraphs) == title


@pytest.mark.parametrize(
    ("paragraphs", "place"),
    [
        (["LIMA — The government said on Tuesday that the port stays open.", "In Lima, ships wait."], "Lima"),
        (["The port stays open.", "LIMA — The government said on Tuesday."], "Lima"),
        (["NASA — The agency will fly again in June.", "It is the third attempt of NASA this year."], None),
        (["NEW YORK — Ships wait.", "What NEW YORK says, others do."], "New York"),
        (["One.", "Two.", "LIMA — Three."], None),
    ],
)
def test_a_word_that_is_always_in_capitals_is_no_place(paragraphs, place):
    assert place_of(paragraphs) == place


@pytest.mark.parametrize(
    ("text", "words", "letters"),
    [
        ("The Mayor's 2nd plan_b, 30%", ["the", "mayor", "s", "2nd", "plan_b", "30"], "themayors2ndplanb30"),
        ("Füchse — „Straße“", ["füchse", "strasse"], "füchsestrasse"),
        ("港が再開。新しい桟橋", ["港が再開", "新しい桟橋"], "港が再開新しい桟橋"),
        ("a\ud800b\u2003c", ["a", "b", "c"], "abc"),
        ("…", [], ""),
    ],
)
def test_words_and_letters_are_without_case_and_marks(text, words, letters):
    assert words_of_text(text) == words
    assert letters_of(text) == letters


@hypothesis.settings(deadline=None, derandomize=True, max_examples=300)
@hypothesis.given(st.text(st.one_of(st.characters(codec="ascii"), st.characters()), max_size=40))
def test_words_and_letters_are_those_of_the_patterns(text):
    assert words_of_text(text) == re.findall(r"\w+", text.casefold())
    assert letters_of(text) == re.sub(r"[\W_]+", "", text.casefold())


def test_a_character_of_a_script_without_spaces_weighs_more():
    assert weight_of("Straße — 12") == 11
    assert weight_of("港 ok") == pytest.approx(4 + 1.8)
    assert weight_of("ท่า") == pytest.approx(3 * 2.8)
