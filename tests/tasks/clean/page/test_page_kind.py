"""What kind of page it is: by its message, by what it says of itself, by the model. A false hold is worse than a false
load.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml.html import fromstring
from trafilatura import load_html

from tasks.clean.metadata.page_metadata import Metadata, metadata_of
from tasks.clean.metadata.structured import said_by
from tasks.clean.page.blocks import blocks_of
from tasks.clean.page.body import PageText, text_of
from tasks.clean.page.kind_features import kind_words, word_features
from tasks.clean.page.page_kind import page_kind
from tasks.clean.page.parse import page_tree

SENTENCE = "The council met on Tuesday and agreed to reopen the harbour after months of work. "


def kind(text: str, title: str = "Harbour reopens", body: str = "", head: str = "", free: bool | None = None) -> str:
    tree = load_html(f"<html><head>{head}</head><body>{body}<p>{text}</p></body></html>")
    read = PageText(paragraphs=[text] if text else [])
    return page_kind(tree, said_by(tree), Metadata(title=title, is_free=free), read)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Try our search.", "404"),
        ("Try our search.", "Page not found"),
        ("Try our search.", "Error 404 | The Courier"),
        ("Try our search.", "404 - Not Found"),
        ("Sorry, the page you are looking for could not be found.", "The Courier"),
        ("The page you requested cannot be found.", "The Courier"),
        ("The page couldn’t be found.", "The Courier"),
        ("This article is no longer available.", "The Courier"),
        ("That story doesn’t exist.", "The Courier"),
        ("Bitte nutzen Sie die Suche.", "Seite nicht gefunden"),
        ("Utilisez la recherche.", "Page introuvable"),
    ],
)
def test_a_short_page_that_says_it_is_not_there_is_a_soft_404(text, title):
    assert kind(text, title) == "soft_404"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (SENTENCE, "404 people rescued from ferry"),
        ("The motion passed by 404 to 23. " + SENTENCE, "Parliament votes"),
        ("The child could not be found on Monday. " + SENTENCE, "Search goes on"),
        ("The ferry is no longer available to islanders. " + SENTENCE, "Ferry cancelled"),
        ("The witness did not exist. " + SENTENCE, "Court"),
        ("Peugeot 404 owners met. " + SENTENCE, "Old cars"),
        ("The page you are looking for could not be found. " + SENTENCE * 10, "How sites say no"),
    ],
)
def test_news_in_which_something_is_missing_is_an_article(text, title):
    assert kind(text, title) == "article"


@pytest.mark.parametrize(
    ("text", "title"),
    [("We and our partners store data.", "Before you continue"), ("We value your privacy. " + SENTENCE, "The Courier")],
)
def test_a_short_page_about_cookies_is_a_consent_page(text, title):
    assert kind(text, title) == "consent"


@pytest.mark.parametrize(
    "page",
    [
        {"text": SENTENCE + "Subscribe to continue reading."},
        {"text": SENTENCE + "This article is reserved for subscribers."},
        {"text": SENTENCE, "body": "<div>Already a subscriber? Log in</div>"},
        {"text": SENTENCE, "free": False},
        {"text": SENTENCE + "Réservé aux abonnés"},
    ],
)
def test_a_short_text_with_an_invitation_to_pay_is_a_stub(page):
    assert kind(**page) == "paywall_stub"


@pytest.mark.parametrize(
    "phrase", ["Subscribe to continue reading.", "We value your privacy.", "Please enable JavaScript."]
)
def test_a_long_text_that_speaks_of_such_things_is_an_article(phrase):
    assert kind(SENTENCE * 10 + phrase, free=True) == "article"


def test_a_page_that_needs_a_browser_is_js_only():
    assert kind("Please enable JavaScript to read this.") == "js_only"
    assert kind("", body="<noscript>You need to enable JavaScript.</noscript>") == "js_only"


def test_a_message_in_a_script_without_spaces_is_as_long_as_its_words():
    # 300 characters of Japanese are as much text as 800 of English: no stub.
    text = "港の再開について市議会は火曜日に議論した。" * 14
    assert kind(text + "Subscribe to continue reading.", free=False) == "article"
    assert kind(text[:100], free=False) == "paywall_stub"


def of_page(body: str, head: str = "", url: str | None = "https://a.example/x", classes: str = "") -> str:
    """The kind of a whole page, its text chosen by the model."""
    tree = page_tree(f"<html lang='en'><head>{head}</head><body class='{classes}'>{body}</body></html>")
    meta, said = metadata_of(tree, url, datetime(2026, 5, 1, tzinfo=UTC))
    return page_kind(tree, said, meta, text_of(tree, meta, said), url)


MENU = (
    "<nav><ul>"
    + "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in ("Home", "News", "Sport"))
    + "</ul></nav>"
)
FOOTER = "<footer><p>© 2026 The Courier</p><a href='/terms'>Terms</a></footer>"
PARAGRAPHS = "".join(f"<p>{SENTENCE} In year {year} nobody had thought of it.</p>" for year in range(1990, 1998))
ARTICLE = f"<article><h1>Harbour reopens</h1>{PARAGRAPHS}</article>"


@pytest.mark.parametrize(
    "page",
    [
        {"body": MENU + ARTICLE + FOOTER},
        {"body": MENU + ARTICLE + FOOTER, "url": None},
        {"body": MENU + ARTICLE + FOOTER, "url": "http://[x"},
        {"body": ARTICLE, "url": "https://a.example/docs/why-the-harbour-reopens-only-in-june"},
        {
            "body": MENU + ARTICLE + "<button>Add to basket</button>",
            "head": (
                '<script type="application/ld+json">{"@type": "Product"}</script>'
                '<meta name="author" content="Ana Ruiz">'
            ),
            "url": "https://a.example/2026/04/the-best-ropes-for-small-boats",
        },
    ],
)
def test_a_page_of_prose_is_an_article(page):
    assert of_page(**page) == "article"


TEASERS = "".join(
    f"<div class='card'><h2><a href='/{number}'>Story {number} of the day</a></h2><span>{number} May</span></div>"
    for number in range(40)
)


def test_an_article_with_teasers_below_is_an_article():
    assert of_page(MENU + ARTICLE + TEASERS + FOOTER) == "article"


TYPED = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-04-30T10:00:00Z"}</script>'


@pytest.mark.parametrize("url", ["https://a.example/", "https://a.example/news/", "https://a.example/tag/harbour"])
def test_a_page_that_calls_itself_an_article_with_a_date_is_one_wherever_it_stands(url):
    assert of_page(MENU + TEASERS, TYPED, url) == "article"


def test_a_front_page_of_nothing_but_linked_headings_is_an_index():
    assert of_page(MENU + TEASERS + FOOTER, url="https://a.example/", classes="home blog") == "index"


SHELF = "".join(
    f"<li class='product'><a href='/products/rope-{number}'>Rope {number}</a><span class='price'>€{number}.50</span>"
    "<button class='add-to-cart'>Add to cart</button></li>"
    for number in range(30)
)


def test_a_shelf_of_a_shop_is_a_product():
    assert (
        of_page(
            f"{MENU}<h1>Ropes</h1><ul class='product-list'>{SHELF}</ul>{FOOTER}",
            '<meta property="og:type" content="product">',
            "https://a.example/collections/ropes",
        )
        == "product"
    )


def test_a_live_blog_is_called_so_however_long():
    head = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Live"}</script>'
    assert kind(SENTENCE * 20, head=head) == "live_blog"


def test_a_page_is_known_by_the_words_of_its_title_and_headings_and_the_beginnings_of_its_texts():
    blocks, _ = blocks_of(
        fromstring(
            "<body><h2>Our 3 offers</h2><p>Add to basket</p><p>You can pay by card in every one of our shops.</p>"
            "</body>"
        )
    )
    assert kind_words("Fine Chairs", blocks) == {
        "=fine", "=chairs", "^our 0", "#our", "#0", "#offers", "^add to", ">you can",
    }  # fmt: skip


def test_the_weights_of_a_pages_words_are_told_by_their_place():
    found = word_features({"=fine", "^add to", "^our 0", "#unknown"}, {"^add to": -3.0, "^our 0": -1.0, "=fine": 0.5})
    assert {name: value for name, value in found.items() if value} == {
        "words=sum": 0.5, "words=mean": 0.5, "words=most": 0.5,
        "words^sum": -4.0, "words^mean": -2.0, "words^least": -3.0,
    }  # fmt: skip


CARDS = "".join(
    f"<div class='card'><span>Coast</span><h3><a href='/n/{number}'>Harbour {number} reopens at last</a></h3>"
    f"<p>{SENTENCE}</p></div>"
    for number in range(12)
)


def test_cards_with_linked_headings_and_a_sentence_each_are_an_index():
    assert of_page(f"{MENU}<main><h1>Coast</h1>{CARDS}</main>{FOOTER}") == "index"


def test_paragraphs_inside_of_a_link_are_no_list_of_links():
    text = "".join(f"<p>{SENTENCE}{SENTENCE}{number}.</p>" for number in range(6))
    assert of_page(f"<main><h1>Harbour reopens</h1><a href='/harbour'>{text}</a></main>") == "article"
