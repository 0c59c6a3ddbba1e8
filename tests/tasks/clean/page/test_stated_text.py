"""Pages whose text stands in their JSON-LD only."""

from __future__ import annotations

import pytest

from tasks.clean.metadata.structured import Said
from tasks.clean.page.stated_text import stated_paragraphs

TEXTS = [
    "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work on the outer quay.",
    "The mayor, Ana Ruiz, called it a day for the whole coast & thanked the crews who had worked through two winters.",
    "Ferries to the islands will sail again from June, said the port.",
]


@pytest.mark.parametrize(
    "body",
    [
        "\n\n".join(TEXTS),
        "\r\n".join(TEXTS).replace("\r\n", "\r\n\r\n"),
        "".join(f"<p>{text}</p>" for text in TEXTS).replace("&", "&amp;"),
        "<br><br>".join(TEXTS),
        "".join(f"&lt;p&gt;{text}&lt;/p&gt;" for text in TEXTS),
        "<p><a href='/x'>The</a>" + "</p><p>".join(TEXTS)[3:],
    ],
)
@pytest.mark.parametrize("own", [[], ["Please wait."], [" ".join(TEXTS)]])
def test_a_stated_text_has_its_paragraphs(body, own):
    assert stated_paragraphs(Said(article={"articleBody": body}), own) == TEXTS


@pytest.mark.parametrize("value", [None, "", "A short teaser.", ["x" * 300], 7])
def test_what_is_no_text_states_nothing(value):
    assert stated_paragraphs(Said(article={"articleBody": value}), []) is None


def test_the_text_that_readers_see_stands_where_there_is_one():
    own = ["The council met on Tuesday, a report in many more words than the teaser has, and of other words too. " * 2]
    assert stated_paragraphs(Said(article={"articleBody": "\n\n".join(TEXTS)}), own) is None


def test_a_stated_paragraph_that_runs_shown_ones_together_gives_way_to_them():
    stated = " ".join(TEXTS[:2]) + "\n\n" + TEXTS[2] + "\n\n" + "Tickets cost 12 euros. " * 10
    assert stated_paragraphs(Said(article={"articleBody": stated}), TEXTS[:2]) == [
        *TEXTS,
        ("Tickets cost 12 euros. " * 10).strip(),
    ]


def test_a_live_blog_keeps_what_it_shows_and_adds_the_older_entries():
    entries = [{"headline": "Reopened", "articleBody": " ".join(TEXTS[:2])}, {"articleBody": "Older. " + TEXTS[2] * 3}]
    said = Said(article={"liveBlogUpdate": entries})
    assert stated_paragraphs(said, ["Reopened", *TEXTS[:2]]) == ["Reopened", *TEXTS[:2], "Older. " + TEXTS[2] * 3]
