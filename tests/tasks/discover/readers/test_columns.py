"""Columns of a manifest under the names that others give them, and people in whatever form they are said."""

from __future__ import annotations

import pytest

from tasks.discover.readers.columns import as_option, columns_among
from tasks.discover.readers.people_said import people_said


@pytest.mark.parametrize(
    ("names", "theirs"),
    [
        (["URL", " Head Line ", "Pub-Date"], {"url": "URL", "title": " Head Line ", "published": "Pub-Date"}),
        (["link", "url"], {"url": "url"}),
        (["headline", "title", "text"], {"text": "text", "title": "title"}),
        (["filename", "headline"], {"file": "filename", "title": "headline"}),
        (["filename", "url", "maintext"], {"url": "url", "text": "maintext"}),
        (["colour", "size"], {}),
    ],
)
def test_columns_are_known_by_their_common_names(names, theirs):
    assert columns_among(names).theirs == theirs


def test_a_declaration_turns_guessing_off_and_is_found_in_any_case():
    assert columns_among(["Link", "title"], {"url": "link"}).theirs == {"url": "Link"}


def test_the_option_says_what_was_taken_for_what():
    assert as_option({"url": "link", "title": "title"}) == "--columns url=link,title"
    assert as_option({"url": "the link"}) == '--columns "url=the link"'


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ida Marrow; Tom Quill", ("Ida Marrow", "Tom Quill")),
        ([{"name": "Ida Marrow", "url": "/ida"}, "Tom Quill"], ("Ida Marrow", "Tom Quill")),
        ({"name": "Ida Marrow"}, ("Ida Marrow",)),
        ({"first_name": "Ida", "last_name": "Marrow"}, ("Ida Marrow",)),
        ('["Ida Marrow", "Tom Quill"]', ("Ida Marrow", "Tom Quill")),
        ("[{'name': 'Ida Marrow'}]", ("Ida Marrow",)),
        ([["Ida Marrow"], None, ""], ("Ida Marrow",)),
        (["Ida Marrow", "Ida Marrow"], ("Ida Marrow",)),
        (float("nan"), None),
        (None, None),
    ],
)
def test_people_are_read_from_whatever_form_they_are_said_in(value, names):
    assert people_said(value) == names


def test_a_list_that_is_nested_too_deep_is_no_name():
    deep: object = "Ida Marrow"
    for _ in range(50):
        deep = [deep]
    assert people_said(deep) is None
