"""What a page says of itself for machines."""

from __future__ import annotations

import json

import pytest
from trafilatura import load_html

from tasks.clean.metadata.structured import Said, said_by

ARTICLE = {"@type": "NewsArticle", "headline": "Harbour reopens", "author": {"@type": "Person", "name": "Ana Ruiz"}}
ORGANISATION = {"@type": "Organization", "name": "The Courier", "@id": "#courier"}


def said(*scripts: object, head: str = "") -> Said:
    """What a page says whose JSON-LD scripts hold these values, or texts as they are."""
    texts = [script if isinstance(script, str) else json.dumps(script) for script in scripts]
    marked = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    return said_by(load_html(f"<html><head>{head}{marked}</head><body><p>words</p></body></html>"))


@pytest.mark.parametrize(
    "scripts",
    [
        [ARTICLE],
        [[ORGANISATION, ARTICLE]],
        [{"@context": "https://schema.org", "@graph": [ORGANISATION, ARTICLE]}],
        [[[ARTICLE]]],
        [ORGANISATION, ARTICLE],
        ["{broken", ARTICLE],
        ["", ARTICLE],
        ["null", ARTICLE],
        [{"@type": "WebPage", "mainEntity": ARTICLE}],
        [{"@type": "ItemList", "item": ARTICLE}],
        [{"@type": "NewsArticle", "headline": "Only a teaser"}, ARTICLE],
        [ARTICLE, {"@type": "NewsArticle", "headline": "Only a teaser"}],
    ],
)
def test_the_article_is_found_wherever_it_stands(scripts):
    assert said(*scripts).article == ARTICLE


@pytest.mark.parametrize(
    "kind", ["schema:NewsArticle", ["http://schema.org/NewsArticle"], "https://schema.org#NewsArticle"]
)
def test_a_type_is_known_with_its_vocabulary(kind):
    assert said(ARTICLE | {"@type": kind}).text("headline") == "Harbour reopens"


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "Harbour reopens",}',
        '{"@type": "NewsArticle", "headline": "Harbour\nreopens"}',
        '{"@type": "NewsArticle", "headline": "Harbour\treopens"};',
        '<!-- {"@type": "NewsArticle", "headline": "Harbour reopens"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Harbour reopens"}\n//]]>',
        '{"@type": ["NewsArticle", "Thing"], "headline": ["Harbour reopens", "Other"]}',
        '{"@type": "https://schema.org/NewsArticle", "headline": " Harbour  reopens "}',
        '{"@type": "NewsArticle", "headline": "Harbour&nbsp;reopens"}',
    ],
)
def test_simple_faults_in_the_json_are_mended(text):
    assert said(text).text("headline") == "Harbour reopens"


@pytest.mark.parametrize(
    "text", ["{", "[1, 2", "words", "{'@type': 'NewsArticle'}", "[" * 10_000, "3", '"x"', '{"@type": 3}']
)
def test_json_that_cannot_be_mended_says_nothing(text):
    assert (said(text).article, said(text).types) == ({}, set())


def test_an_object_that_holds_itself_by_reference_ends():
    loop = {"@type": "NewsArticle", "@id": "#a", "headline": "x", "author": {"@id": "#a"}}
    assert said(loop).names("author") == []


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ana Ruiz", ["Ana Ruiz"]),
        ({"name": "Ana Ruiz"}, ["Ana Ruiz"]),
        ({"@type": "Person", "name": ["Ana Ruiz", "Tom Okafor"]}, ["Ana Ruiz", "Tom Okafor"]),
        ([{"name": "Ana Ruiz"}, "Tom Okafor", None, 3, {}], ["Ana Ruiz", "Tom Okafor"]),
        ({"@id": "#ana"}, ["Ana Ruiz"]),
        ([{"@id": "#ana"}, {"@id": "#nobody"}], ["Ana Ruiz"]),
        ({"name": "  Ana&nbsp;Ruiz "}, ["Ana Ruiz"]),
        ({"name": {"@value": "x"}}, []),
        (None, []),
        (7, []),
        ("", []),
        ([[[[["too deep"]]]]], []),
    ],
)
def test_names_are_texts_objects_references_or_lists_of_these(author, names):
    ana = {"@type": "Person", "@id": "#ana", "name": "Ana Ruiz"}
    assert said({"@graph": [ana, {**ARTICLE, "author": author}]}).names("author") == names


def test_a_reference_may_come_before_what_it_refers_to_and_from_another_script():
    article = {**ARTICLE, "author": {"@id": "#ana"}}
    assert said(article, {"@type": "Person", "@id": "#ana", "name": "Ana Ruiz"}).names("author") == ["Ana Ruiz"]


def test_all_types_of_the_page_are_known():
    page = {"@graph": [ORGANISATION, {"@type": ["WebPage", "https://schema.org/FAQPage"]}, ARTICLE]}
    assert said(page).types == {"Organization", "WebPage", "FAQPage", "NewsArticle"}


def test_meta_elements_are_known_by_lower_case_name_in_their_order():
    head = (
        '<meta property="OG:Title" content="One"><meta name="og:title" content="Two">'
        '<meta itemprop="datePublished" content="D">'
        '<meta name="empty" content=""><meta content="nameless"><meta charset="utf-8">'
    )
    assert said(head=head).meta == {"og:title": ["One", "Two"], "datepublished": ["D"]}


def test_the_first_meta_element_that_says_something_counts():
    head = '<meta name="a" content=" "><meta name="b" content=" B \n b "><meta name="b" content="C">'
    assert said(head=head).first("nothing", "a", "b") == "B b"


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "Harbour reopens", "datePublished": "2024-05-01", "author": {"name": '
        '"A "B" C"}}',
        '{"@type": "NewsArticle",\n"headline": "Harbour reopens",\n"datePublished": "2024-05-01",\n"articleBody": '
        '"cut o',
        '{"@context": "x", "@type": "NewsArticle", "headline": "Harbour reopens", "datePublished": "2024-05-01", '
        '"image": }',
    ],
)
def test_of_json_that_is_broken_for_good_the_plain_texts_of_an_article_are_read(text):
    page = said(text)
    assert (page.text("headline"), page.text("datePublished"), page.types) == (
        "Harbour reopens",
        "2024-05-01",
        {"NewsArticle"},
    )


def test_the_author_of_json_that_is_cut_off_is_read():
    broken = (
        '{"@type": "NewsArticle", "headline": "Harbour reopens", "author": [{"@type": "Person", "name": '
        '"Ana Ruiz"}], "articleBody": "cut o'
    )
    found = said_by(
        load_html(f'<html><body><script type="application/ld+json">{broken}</script><p>x</p></body></html>')
    )
    assert found.names("author") == ["Ana Ruiz"]
