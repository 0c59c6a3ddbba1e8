"""Markdown with front matter: the block is metadata, the rest is words."""

from __future__ import annotations

import pytest

from tasks.clean.front_matter import first_heading, links, plain, split, texts


@pytest.mark.parametrize(
    ("text", "values", "rest"),
    [
        ("---\ntitle: One\n---\nText\n", {"title": "One"}, "Text\n"),
        ("\ufeff---\nTitle: One\n...\nText", {"title": "One"}, "Text"),
        ("---  \ntitle: One\n---  \n", {"title": "One"}, ""),
        ("---\n---\nText", {}, "Text"),
        ("---\ntitle: [\n---\nText", {}, "---\ntitle: [\n---\nText"),
        ("---\n- a\n- b\n---\nText", {}, "---\n- a\n- b\n---\nText"),
        ("---\ntitle: One\nText", {}, "---\ntitle: One\nText"),
        ("Text\n---\ntitle: One\n---\n", {}, "Text\n---\ntitle: One\n---\n"),
        ("", {}, ""),
    ],
)
def test_the_block_at_the_beginning_is_values_and_the_rest_is_text(text, values, rest):
    assert split(text) == (values, rest)


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("12:30", ["12:30"]),
        ("No", ["No"]),
        ("1984", ["1984"]),
        ("007", ["007"]),
        ("2024-13-45", ["2024-13-45"]),
        ("2024-05-01 10:00:00 +02:00", ["2024-05-01 10:00:00 +02:00"]),
        ('"One: two"', ["One: two"]),
        ("[a, [b, c], null]", ["a", "b", "c"]),
        ("null", []),
        ("~", []),
        ("", []),
        ("{a: b}", []),
        ("!!python/object/apply:os.system [x]", ["x"]),
    ],
)
def test_values_are_texts_as_they_were_written(yaml, value):
    values, _ = split(f"---\nx: {yaml}\n---\n")
    assert texts(values["x"]) == value


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**bold** and *soft* and _soft_ and __bold__ and `code`", "bold and soft and soft and bold and code"),
        ('a [link](https://a.example/x) and [one](/y "title")', "a link and one"),
        ("before ![picture](p.png) after", "before  after"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("* item", "* item"),
        ("# Title #\ntext", "\nTitle\n\ntext"),
        ("#hashtag", "#hashtag"),
    ],
)
def test_marks_are_taken_away_and_words_are_kept(markdown, words):
    assert plain(markdown) == words


def test_the_first_heading_is_of_the_first_level():
    assert [first_heading(text) for text in ("## Two\n# One #\n", "One\n===", "")] == ["One", None, None]


def test_links_are_addresses_with_their_words_and_pictures_are_none():
    markdown = '[a](https://a.example/) ![b](b.png) [c d](/c "t") [](https://e.example/)'
    assert links(markdown) == [("https://a.example/", "a"), ("/c", "c d")]


def _billion_laughs(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "yaml",
    [
        _billion_laughs(40),
        "a: &a [*a]",
        "author: &one Ida Holm\neditor: *one",
        "a: " + "[" * 5000 + "]" * 5000,
        "- " * 5000,
        "? " * 5000,
        "".join(f"k{n}: v\n" for n in range(20_000)),
    ],
    ids=["aliases of aliases", "an alias of itself", "an alias", "brackets", "lists", "keys", "long"],
)
def test_values_that_repeat_nest_or_never_end_are_no_front_matter(yaml):
    text = f"---\n{yaml}\n---\nText\n"
    assert split(text) == ({}, text)
