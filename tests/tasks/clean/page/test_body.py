"""The text of a page: which of its blocks are the article, and where it comes from when the page shows none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tasks.clean.metadata.page_metadata import metadata_of
from tasks.clean.page import body
from tasks.clean.page.parse import page_tree

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
TEXT = [
    "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work.",
    "The mayor called it a day for the whole coast, and thanked the crews who had worked through two winters.",
    "Ferries to the islands will sail again from June, said the port, which expects forty thousand passengers.",
    "The quay was damaged by the storm of November 2024; its repair cost nine million.",
]
PROSE = "".join(f"<p>{text}</p>" for text in TEXT)


def text_of(article: str, head: str = "", after: str = "") -> list[str]:
    markup = (
        f"<html lang='en'><head><title>Harbour reopens</title>{head}</head><body><article><h1>Harbour reopens"
        f"</h1>{article}</article>{after}</body></html>"
    )
    tree = page_tree(markup)
    assert tree is not None
    meta, said = metadata_of(tree, None, NOW)
    return body.text_of(tree, meta, said, is_live="LiveBlogPosting" in said.types).paragraphs


def test_paragraphs_quotes_lists_and_tables_are_text_and_the_title_is_not():
    article = (
        f"{PROSE}<blockquote><p>Nobody slept that week, the harbour master told us.</p></blockquote>"
        "<ul><li>The quay was raised by a metre.</li><li>Its lamps were replaced.</li></ul>"
        "<table><tr><th>Ship</th><th>Berth</th></tr><tr><td>Kittiwake</td><td>2</td></tr></table>"
        "<p>The end of it is in June.</p>"
    )
    assert text_of(article) == [
        *TEXT,
        "Nobody slept that week, the harbour master told us.",
        "- The quay was raised by a metre.",
        "- Its lamps were replaced.",
        "| Ship | Berth |",
        "| Kittiwake | 2 |",
        "The end of it is in June.",
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "<p><a href='/1'>Strike is over after seventeen days</a></p>",
        "<h3>Also of interest</h3><ul><li><a href='/1'>Strike is over</a></li><li><a href='/2'>A ferry in trouble</a>"
        "</li></ul>",
        "<figure><img src='a.jpg'><figcaption>The quay in March, seen from the tower of the museum.</figcaption>"
        "</figure>",
        "<p>Read more: Strike is over</p>",
        "<p>Click here to join our WhatsApp channel</p>",
        "<p hidden>This notice is for test readers only.</p>",
    ],
)
def test_what_points_elsewhere_and_captions_are_not_text(furniture):
    middle = PROSE.replace("</p><p>", f"</p>{furniture}<p>", 1)
    assert text_of(middle) == TEXT


def test_comments_are_not_text():
    comments = (
        "<section id='comments' class='comments'><p>At last! I have waited for this for sixteen months, "
        "dear council.</p></section>"
    )
    assert text_of(PROSE, after=comments) == TEXT


def test_the_standfirst_comes_first():
    standfirst = "A day for the whole coast: what sixteen months of work have changed."
    head = f'<meta property="og:description" content="{standfirst}">'
    markup = f"<div class='sub'>{standfirst}</div>"
    assert text_of(f"{markup}<div class='article-body'>{PROSE}</div>", head) == [standfirst, *TEXT]


def test_a_stated_text_that_is_a_teaser_ends_nothing():
    stated = json.dumps({"@type": "NewsArticle", "articleBody": TEXT[0] * 4})
    assert text_of(PROSE, f'<script type="application/ld+json">{stated}</script>') == TEXT


def test_a_page_without_text_has_no_paragraphs():
    assert text_of("") == []


def test_a_list_that_the_text_announces_is_text_though_its_items_are_links():
    winners = "".join(
        f"<li><a href='/t/{at}'>{name}</a></li>" for at, name in enumerate(["Sandholm Yard", "Tarn Weavers"])
    )
    found = text_of(
        f"<p>{TEXT[0]}</p><p>{TEXT[1]}</p><p>Here are the winners:</p><ul>{winners}</ul><p>{TEXT[2]}</p><p>{TEXT[3]}"
        "</p>"
    )
    assert found == [TEXT[0], TEXT[1], "Here are the winners:", "- Sandholm Yard", "- Tarn Weavers", TEXT[2], TEXT[3]]
