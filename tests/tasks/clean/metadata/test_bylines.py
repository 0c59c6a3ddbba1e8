"""Who wrote it: stated authors first; a site's own name gives way to the people that readers see."""

from __future__ import annotations

import json

import pytest
from trafilatura import load_html

from tasks.clean.metadata.bylines import Authors, authors_of, house_of, shown_names, without_byline
from tasks.clean.metadata.shown import Shown
from tasks.clean.metadata.structured import said_by

TEXT = "<p>The council met on Tuesday and agreed to reopen the harbour.</p>"


def found(byline: str = "", author: object = None, meta: str = "", above: str = "") -> Authors:
    ld = json.dumps({"@type": "NewsArticle", "author": author})
    tree = load_html(
        f'<html><head>{meta}<script type="application/ld+json">{ld}</script></head>'
        f"<body>{above}<h1>Harbour reopens</h1>{byline}{TEXT}</body></html>"
    )
    return authors_of(
        said_by(tree), Shown(tree), house_of("The Courier", ["Courier Media"], "https://www.courier.example/1")
    )


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<span class='byline'>By Ana Ruiz</span>", ["Ana Ruiz"]),
        ("<div class='article-author'>By <a>Ana Ruiz</a> and <a>Tom Okafor</a></div>", ["Ana Ruiz", "Tom Okafor"]),
        ("<div class=byline><span>Ana Ruiz</span><span>Tom Okafor</span></div>", ["Ana Ruiz", "Tom Okafor"]),
        ("<p><span class=author>Ana Ruiz</span>, <span class=author>Tom Okafor</span></p>", ["Ana Ruiz", "Tom Okafor"]),
        ("<div class=author-name><span>Ana</span> <span>Ruiz</span></div>", ["Ana Ruiz"]),
        ("<div class=author>Ana Ruiz<span>Health Editor</span></div>", ["Ana Ruiz"]),
        ("<a rel=author>anaruiz</a>", ["anaruiz"]),
        ("<p>by <a href='/author/amanda/'>Amanda</a> · 3 May</p>", ["Amanda"]),
        ("<p>By Ana Ruiz</p>", ["Ana Ruiz"]),
        ("<p>Von Max Mustermann und Erika Musterfrau</p>", ["Max Mustermann", "Erika Musterfrau"]),
        ("<div class=byline>May 3, 2024</div>", []),
        ("<div class=byline>Read the full report of the port about the storm</div>", []),
        ("<p>By the harbour, people waited</p>", []),
    ],
)
def test_a_byline_that_readers_see_names_the_authors(byline, names):
    assert found(byline).names == names


@pytest.mark.parametrize(
    "other",
    [
        "<aside><h2>Most read</h2><span class=author>Ana Ruiz</span></aside>",
        "<div id=comments><cite class=fn>Ana Ruiz</cite></div>",
        "<footer><a rel=author>Ana Ruiz</a></footer>",
        "<figure><figcaption>By Ana Ruiz</figcaption></figure>",
    ],
)
def test_names_beside_and_below_the_article_are_no_byline(other):
    tree = load_html(f"<html><body><h1>Harbour reopens</h1>{other}{TEXT}</body></html>")
    assert shown_names(Shown(tree)) == []


def test_what_is_stated_for_machines_goes_before_what_is_shown():
    assert found("<p class=byline>By Ana Ruiz</p>", author={"name": "Tom Okafor"}) == Authors(["Tom Okafor"], "json_ld")


@pytest.mark.parametrize(
    "author",
    [{"@type": "Organization", "name": "The Courier"}, {"name": "Courier Media"}, {"name": "courier.example"}, "admin"],
)
def test_the_name_of_the_site_gives_way_to_a_person_that_readers_see(author):
    assert found("<p class=byline>By Ana Ruiz</p>", author=author) == Authors(["Ana Ruiz"], "byline")


def test_the_name_of_the_site_stands_as_an_organisation_where_nobody_else_is_named():
    own = found(author={"@type": "Organization", "name": "The Courier"})
    assert own == Authors(["The Courier"], "json_ld", frozenset(["The Courier"]))


def test_an_agency_is_an_author_and_known_as_an_organisation():
    both = found(author=[{"name": "Ana Ruiz"}, {"@type": "Organization", "name": "AFP"}])
    assert (both.names, both.organisations) == (["Ana Ruiz", "AFP"], frozenset(["AFP"]))
    assert found(author={"name": "dpa"}).organisations == frozenset(["dpa"])


def test_a_longer_list_of_the_same_authors_is_believed():
    meta = '<meta name="author" content="Ana Ruiz, Tom Okafor">'
    assert found(author={"name": "Ana Ruiz"}, meta=meta).names == ["Ana Ruiz", "Tom Okafor"]


def test_names_in_parts_of_json_ld_are_put_together():
    assert found(author={"@type": "Person", "givenName": "Ana", "familyName": "Ruiz"}).names == ["Ana Ruiz"]


def test_a_piece_of_a_page_has_its_byline_too():
    tree = load_html(f"<article><h1>Harbour</h1><p class=byline>By Ana Ruiz</p>{TEXT}</article>")
    assert shown_names(Shown(tree)) == ["Ana Ruiz"]


def test_a_headline_inside_of_what_is_called_a_sidebar_has_its_byline_there():
    tree = load_html(
        f"<html><body><div class='content sidebar'><h1>Harbour</h1><p class=byline>By Ana Ruiz</p>{TEXT}</div></body>"
        "</html>"
    )
    assert authors_of(said_by(tree), Shown(tree), frozenset()).names == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("first", "authors", "stays"),
    [
        ("By Tilda Warrick", ["Tilda Warrick"], False),
        ("Von Max Mustermann und Erika Musterfrau", ["Max Mustermann", "Erika Musterfrau"], False),
        ("By Tilda Warrick", ["Ana Ruiz"], True),
        ("By Tilda Warrick and Tom Okafor", ["Tilda Warrick"], True),
        ("By the harbour wall stands a house.", ["Tilda Warrick"], True),
        ("Tilda Warrick met the council.", ["Tilda Warrick"], True),
    ],
)
def test_a_first_paragraph_that_only_names_the_authors_is_no_text(first: str, authors: list[str], stays: bool):
    rest = ["The council met on Tuesday.", "It agreed to reopen the harbour."]
    assert without_byline([first, *rest], authors) == ([first] if stays else []) + rest
    assert without_byline([first], authors) == [first]
