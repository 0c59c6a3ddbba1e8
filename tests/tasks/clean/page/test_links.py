"""Links that stand in the text of an article, not around it."""

from __future__ import annotations

from trafilatura import load_html

from tasks.clean.page.blocks import blocks_of
from tasks.clean.page.links import links_of

BODY = "The council met on Tuesday and read the report before it agreed to reopen the harbour."


def links_in(tree, body: str, base: str | None) -> list[dict[str, str]]:
    """Of the blocks that went into the body."""
    text = [block for block in blocks_of(tree)[0] if block.text in body]
    return links_of([(block.text, anchor) for block in text for anchor in block.anchors], base)


def found(markup: str, base: str | None = "https://a.example/news/1", body: str = BODY) -> list[tuple[str, str]]:
    tree = load_html(f"<html><body>{markup}</body></html>")
    return [(link["url"], link["anchor"]) for link in links_in(tree, body, base)]


def sentence(href: str, anchor: str = "the report") -> str:
    return f"<p>{BODY.replace('the report', f'<a href={href!r}>{anchor}</a>')}</p>"


def test_a_link_in_the_text_is_absolute_with_its_host_and_words():
    tree = load_html(f"<html><body>{sentence('../report?id=1#p2', 'the <b>report</b>')}</body></html>")
    assert links_in(tree, BODY, "https://a.example/news/1") == [
        {"url": "https://a.example/report?id=1#p2", "host": "a.example", "anchor": "the report"}
    ]


def test_menus_teasers_and_lists_around_the_text_are_no_links_of_it():
    around = (
        '<nav><a href="/x">the report</a></nav><ul><li><a href="/y">the report</a></li></ul><a href="/z">the report</a>'
    )
    other = '<p>Something that is not in the body says <a href="/v">the report</a> as well.</p>'
    assert found(around + other) == []


def test_what_is_no_web_address_is_no_link():
    hrefs = ["#part", "javascript:x()", "mailto:a@a.example", "tel:1", "data:,x", "ftp://a.example/", "http://[bad", ""]
    assert [found(sentence(href)) for href in hrefs] == [[]] * 8


def test_without_an_address_of_the_page_only_absolute_links_are_known():
    assert found(sentence("/report") + sentence("https://b.example/r"), base=None) == [
        ("https://b.example/r", "the report")
    ]


def test_an_address_counts_once_and_five_hundred_are_enough():
    assert found(sentence("/r") * 3) == [("https://a.example/r", "the report")]
    assert len(found("".join(sentence(f"/{number}") for number in range(600)))) == 500


def test_a_link_without_words_is_none():
    assert found(sentence("/r", "<img src=x>"), body=BODY.replace("the report", "")) == []
