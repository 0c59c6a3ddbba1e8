"""Markup becomes a tree as the extractor wants it, also where libxml2 alone would lose the page."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from tasks.clean.page.parse import page_tree

BODY = "<head><title>A</title></head><body><p>One <b>two</b></p><p>Three</p></body>"


@pytest.mark.parametrize(
    "markup",
    [
        f"<html>{BODY}</html>",
        f"<!DOCTYPE html>\n<html lang='en'>{BODY}</html>",
        f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1.dtd">{BODY}',
        f"<!DOCTYPE html/>\n<html>{BODY}</html>",
        f"<!doctype html>\n<html lang='en' />{BODY}</html>",
        f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">{BODY}</html>',
        f"<html><!-- a comment -->{BODY}</html>",
        BODY,
    ],
)
def test_pages_of_all_doctypes_have_their_paragraphs(markup):
    tree = page_tree(markup)
    assert tree is not None
    assert ["".join(p.itertext()) for p in tree.iter("p")] == ["One two", "Three"]


@pytest.mark.parametrize("text", ["No markup at all, just words", "<p>One block</p>", "<!-- nothing -->", ""])
def test_what_is_no_page_has_no_tree(text):
    assert page_tree(text) is None


def test_every_element_has_one_class_so_that_none_is_looked_up_in_python():
    tree = page_tree("<html><body><form><input><select></select></form><p>One</p></body></html>")
    assert tree is not None
    assert {type(element) for element in tree.iter()} == {HtmlElement}


def test_parts_that_react_streams_stand_where_its_scripts_put_them():
    tree = page_tree(
        "<html><body><p>One</p><template id='B:0'></template><p>Four</p>"
        '<div hidden id="S:0"><p>Two</p><template id="P:1"></template></div><div hidden id="S:1"><p>Three</p></div>'
        "</body></html>"
    )
    assert tree is not None
    assert [p.text for p in tree.iter("p")] == ["One", "Two", "Three", "Four"]
    assert [each for each in tree.iter() if each.get("hidden") is not None] == []


def test_a_streamed_part_without_a_place_is_shown_where_it_stands():
    tree = page_tree('<html><body><p>One</p><div hidden id="S:0"><p>Two</p></div></body></html>')
    assert tree is not None
    assert [(div.get("hidden"), div[0].text) for div in tree.iter("div")] == [(None, "Two")]
