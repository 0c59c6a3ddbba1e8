"""What kind of page it is. A false hold is worse than a false load."""

from __future__ import annotations

from typing import Any

import pytest
from trafilatura import load_html

from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.metadata.structured import said_by
from tasks.clean.page.page_kind import page_kind

SENTENCE = "The council met on Tuesday and agreed to reopen the harbour after months of work. "


def kind(text: str, title: str = "Harbour reopens", body: str = "", head: str = "", free: bool | None = None) -> str:
    tree = load_html(f"<html><head>{head}</head><body>{body}<p>{text}</p></body></html>")
    return page_kind(tree, said_by(tree), Metadata(title=title, is_free=free), [text] if text else [])


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


TEASERS = "".join(f"<h2><a href='/{number}'>Story {number}</a></h2>" for number in range(24))


def test_many_linked_headings_without_prose_are_an_index():
    assert kind("Latest news.", body=TEASERS) == "index"


def test_an_article_with_teasers_below_is_an_article():
    text = SENTENCE * 4
    tree = load_html(f"<html><body>{f'<p>{text}</p>' * 6}{TEASERS}</body></html>")
    assert page_kind(tree, said_by(tree), Metadata(title="Harbour"), [text] * 6) == "article"


def test_what_states_that_it_is_an_article_is_no_index():
    head = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
    assert kind("Latest news.", body=TEASERS, head=head) == "article"


def looked_at(
    url: str, body: str = "", head: str = "", classes: str = "", text: str = SENTENCE * 12, **meta: Any
) -> str:
    """The kind of a page at an address, with a long text, that nobody signed or dated unless `meta` says so."""
    tree = load_html(f"<html><head>{head}</head><body class='{classes}'>{body}<p>{text}</p></body></html>")
    return page_kind(tree, said_by(tree), Metadata(title="Harbour", **meta), [text] if text else [], url)


@pytest.mark.parametrize(
    "page",
    [
        {"url": "https://forum.a.example/harbour-is-open"},
        {"url": "https://a.example/threads/harbour.123/"},
        {"url": "https://a.example/viewtopic.php?t=1"},
        {"url": "https://a.example/x", "head": '<meta name="generator" content="Discourse 3.4">'},
        {"url": "https://a.example/x", "head": '<script type="application/ld+json">{"@type": "QAPage"}</script>'},
    ],
)
def test_a_forum_is_known_by_its_address_software_or_type(page):
    assert looked_at(**page) == "forum"


PRODUCT = '<script type="application/ld+json">{"@type": "Product"}</script>'


@pytest.mark.parametrize(
    "page",
    [
        {"head": PRODUCT},
        {"head": '<meta property="og:type" content="product">'},
        {"classes": "wp single-product"},
        {"body": "<button>Add to basket</button>"},
    ],
)
def test_what_is_for_sale_is_a_product(page):
    assert looked_at("https://a.example/rope", **page) == "product"


def test_a_signed_review_of_a_product_is_an_article():
    assert (
        looked_at("https://a.example/rope", head=PRODUCT, authors=["Ana Ruiz"], published_from="json_ld") == "article"
    )
    assert looked_at("https://a.example/rope", body="<button>Add to basket</button>", authors=["Ana Ruiz"]) == "article"


@pytest.mark.parametrize(
    "page",
    [
        {"url": "https://a.example/"},
        {"url": "https://a.example/?utm_source=x"},
        {"url": "https://a.example/news/"},
        {"url": "https://a.example/tag/harbour"},
        {"url": "https://a.example/x", "classes": "archive category"},
        {
            "url": "https://a.example/x",
            "head": '<script type="application/ld+json">{"@type": "CollectionPage"}</script>',
        },
    ],
)
def test_front_pages_sections_and_lists_are_an_index(page):
    assert looked_at(**page) == "index"
    assert looked_at(**{**page, "head": "", "url": "https://a.example/x/harbour-reopens", "classes": ""}) == "article"


@pytest.mark.parametrize("url", ["https://a.example/", "https://a.example/news/", "https://a.example/tag/harbour"])
def test_an_article_that_says_when_it_was_published_is_one_wherever_it_stands(url):
    assert looked_at(url, published_from="json_ld", authors=["Ana Ruiz"]) == "article"


@pytest.mark.parametrize(
    "page",
    [
        {"url": "https://docs.a.example/start"},
        {"url": "https://a.example/docs/start"},
        {"url": "https://a.example/x", "head": '<meta name="generator" content="Sphinx 8">'},
        {"url": "https://a.example/x", "body": "<pre>make</pre>" * 5},
        {"url": "https://a.example/x", "body": "<h2>Why us</h2>" * 10},
    ],
)
def test_manuals_and_presentations_that_nobody_signed_or_dated_are_something_else(page):
    assert looked_at(**page) == "other"
    assert looked_at(**page, published_from="shown", authors=["Ana Ruiz"]) == "article"


def test_an_address_that_is_a_sentence_speaks_for_an_article():
    assert looked_at("https://a.example/docs/why-the-harbour-reopens-only-in-june") == "article"


@pytest.mark.parametrize("url", [None, "", "http://[x", "file:///a.html"])
def test_a_page_without_a_web_address_is_judged_by_itself(url):
    assert looked_at(url) == "article"


def test_a_live_blog_is_called_so_however_long():
    head = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Live"}</script>'
    assert kind(SENTENCE * 20, head=head) == "live_blog"
