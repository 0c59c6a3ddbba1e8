"""What kind of page it is. A false hold is worse than a false load."""

from __future__ import annotations

import pytest
from trafilatura import load_html

from tasks.clean.metadata import Metadata
from tasks.clean.page_kind import page_kind
from tasks.clean.structured import said_by

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


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="article">',
        '<script type="application/ld+json">{"@type": "NewsArticle"}</script>',
    ],
)
def test_what_calls_itself_an_article_is_no_index(head):
    assert kind("Latest news.", body=TEASERS, head=head) == "article"


def test_a_live_blog_is_called_so_however_long():
    head = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Live"}</script>'
    assert kind(SENTENCE * 20, head=head) == "live_blog"
