"""Title and headline: without the site's name, without kickers, each from where it is said best."""

from __future__ import annotations

import json

import pytest
from trafilatura import load_html

from tasks.clean.metadata.structured import said_by
from tasks.clean.metadata.titles import Titles, tidy, titles_of

URL = "https://www.courier.example/news/1"


def titles(
    head: str = "", body: str = "", headline: str = "", og: str = "", site: str | None = "The Courier"
) -> Titles:
    ld = json.dumps({"@type": "NewsArticle", "headline": headline}) if headline else "{}"
    meta = f"<meta property='og:title' content='{og}'>" if og else ""
    page = (
        f'<html><head>{meta}{head}<script type="application/ld+json">{ld}</script></head><body>{body}<p>x</p>'
        "</body></html>"
    )
    tree = load_html(page)
    return titles_of(said_by(tree), tree, site, URL)


def test_a_title_that_is_shown_as_it_is_stated_keeps_the_name_of_the_site_that_begins_it():
    whole = "Metro - how the line was saved"
    assert titles(og=whole, body=f"<h1>{whole}</h1>", site="Metro").title == whole
    assert titles(og=whole, body="<h1>How the line was saved</h1>", site="Metro").title == "how the line was saved"


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("Har\u00adbour\u200b re\u200copens", "Harbour reopens"),
        ("بازسازی می\u200cشود", "بازسازی می\u200cشود"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("\U0001f469\u200d\U0001f4bb at work", "\U0001f469\u200d\U0001f4bb at work"),
    ],
)
def test_joiners_stay_where_they_are_spelling(written, tidied):
    assert tidy(written) == tidied


@pytest.mark.parametrize(
    "og",
    [
        "Harbour reopens after storm | The Courier",
        "Harbour reopens after storm - Courier",
        "Harbour reopens after storm – courier.example",
        "The Courier | Harbour reopens after storm",
        "Harbour\u00ad reopens after storm",
        "Harbour reopens after storm",
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_title(og):
    assert titles(og=og).title == "Harbour reopens after storm"


@pytest.mark.parametrize("og", ["Rise – and fall", "Sea | Land", "Harbour - what now?"])
def test_a_dash_inside_a_title_stays(og):
    assert titles(og=og).title == og


def test_what_stands_behind_the_headline_is_cut_off_though_the_site_is_unknown():
    found = titles(
        og="Harbour reopens after storm - Ports Daily", body="<h1>Harbour reopens after storm</h1>", site=None
    )
    assert (found.title, found.headline) == ("Harbour reopens after storm", "Harbour reopens after storm")


def test_a_title_that_is_only_the_name_of_the_site_is_none():
    assert titles(og="The Courier", body="<h1>Harbour reopens</h1>").title == "Harbour reopens"


@pytest.mark.parametrize(
    ("heading", "headline"),
    [
        ("<h1><span class='article__kicker'>Ports</span> Harbour reopens</h1>", "Harbour reopens"),
        ("<h1><small class=overline>Ports<b>:</b></small><span>Harbour</span> reopens</h1>", "Harbour reopens"),
        ("<h1><span class='label'>Harbour reopens</span></h1>", "Harbour reopens"),
        ("<h1>Har<wbr>bour reopens</h1>", "Harbour reopens"),
    ],
)
def test_a_kicker_is_no_part_of_the_headline(heading, headline):
    assert titles(body=heading, og="Harbour is open").headline == headline


def test_the_headline_is_of_other_words_than_the_title_where_the_page_has_both():
    assert titles(og="Ports: harbour open", headline="Harbour reopens", body="<h1>Ports: harbour open</h1>") == Titles(
        "Ports: harbour open", "open_graph", "Harbour reopens"
    )


@pytest.mark.parametrize(
    ("element", "title"),
    [
        (
            "Ports - Harbour reopens after the long storm of May - The Courier",
            "Harbour reopens after the long storm of May",
        ),
        ("Harbour reopens – and closes", "Harbour reopens – and closes"),
        ("嵐のあとで港が再び開いた！-港新聞", "嵐のあとで港が再び開いた！"),
    ],
)
def test_a_title_element_is_its_longest_part_where_parts_surround_it(element, title):
    assert titles(head=f"<title>{element}</title>").title == title


def test_a_title_that_its_own_quotation_mark_cut_off_goes_on_in_the_title_element():
    head = (
        '<meta property="og:title" content="Senator calls harbour "ready"">'
        "<title>Senator calls harbour &quot;ready&quot;</title>"
    )
    assert titles(head=head).title == 'Senator calls harbour "ready"'


def test_titles_are_unescaped_twice_and_invisible_characters_dropped():
    assert tidy(" Fish &amp;amp; chips\u200b ") == "Fish & chips"
    assert tidy(None) is None


def test_a_title_of_the_site_is_not_that_of_the_article():
    head = "<title>Harbour reopens after storm - The Courier</title>"
    body = "<h1>Harbour reopens after storm</h1>"
    assert titles(head, body, og="The Courier - News from the coast").title == "Harbour reopens after storm"


def test_a_section_before_the_headline_goes_with_the_name_of_the_site_behind_it():
    body = "<h1>Harbour reopens after storm</h1>"
    assert (
        titles(body=body, og="News - Harbour reopens after storm - The Courier").title == "Harbour reopens after storm"
    )


def test_a_whole_text_is_no_title():
    text = "Harbour reopens after storm. " + "The council met on Tuesday and agreed to it. " * 20
    assert titles(body="<h1>Harbour reopens</h1>", og=text).title == "Harbour reopens"
