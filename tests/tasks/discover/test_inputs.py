"""What a person may name: a path, an address, a source. None stops the others."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from schemas.settings import PROJECT, Settings
from schemas.sources import Kind, Source
from tasks.discover.inputs import LISTINGS, READERS, offers, with_outlet
from tasks.discover.offers import Offer

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def found(*inputs: str, declared: list[Source] | None = None, columns: dict[str, str] | None = None) -> list[Offer]:
    named = {source.name: source for source in declared or []}
    return list(offers(inputs, named, Settings(), AT, lambda _: None, columns=columns))


def test_a_lone_file_belongs_to_the_source_of_its_folder(tmp_path):
    (tmp_path / "a.bin").write_text("words")
    [offer] = found(str(tmp_path / "a.bin"))
    assert (offer.source.name, offer.source.kind, offer.file, offer.reason) == (
        str(tmp_path),
        "files",
        f"file://{tmp_path}/a.bin",
        None,
    )


def test_a_folder_and_a_file_in_it_are_of_one_source(tmp_path):
    (tmp_path / "a.html").write_text("words")
    assert {offer.source.name for offer in found(str(tmp_path), str(tmp_path / "a.html"))} == {str(tmp_path)}


def test_a_manifest_named_by_hand_is_read_with_the_columns_given(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("link,title\nhttps://a.example/1,One\n")
    [offer] = found(str(path), columns={"url": "link"})
    assert (offer.source.name, offer.source.kind, offer.address, offer.known.title) == (
        str(path),
        "manifest",
        "https://a.example/1",
        None,
    )


def test_an_address_named_by_hand_belongs_to_the_source_of_its_host():
    [offer] = found("https://News.Example/1?utm_source=x")
    assert (offer.source.name, offer.source.kind, offer.address, offer.url) == (
        "news.example",
        "urls",
        "https://news.example/1",
        "https://News.Example/1?utm_source=x",
    )


@pytest.mark.parametrize("word", ["ftp://a.example/", "javascript:x", "http://[::1", "http://a.example/\udce9"])
def test_an_address_that_cannot_be_fetched_is_a_bad_url(word):
    assert [offer.reason for offer in found(word)] == ["bad_url"]


@pytest.mark.parametrize(
    "word", ["missing.html", "a" * 5000, "a\0b", "~nobody-of-this-name/x", "caf\udce9", "/etc/passwd/x.html"]
)
def test_what_is_neither_path_nor_address_nor_source_is_not_found(word):
    assert [offer.reason for offer in found(word)] == ["not_found"]


def test_a_source_that_is_nearly_named_is_suggested():
    courier = Source(name="harbour-courier", kind="files", location="/nowhere")
    [offer] = found("harbor-courier", declared=[courier])
    assert offer.detail == (
        "harbor-courier: neither a file or folder nor a declared source; did you mean the source harbour-courier?"
    )


def test_a_file_may_have_a_colon_in_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "city:united.html").write_text("words")
    assert [offer.file for offer in found("city:united.html")] == [f"file://{tmp_path}/city%3Aunited.html"]


def test_a_folder_whose_name_is_not_utf_8_is_a_source_by_a_name_that_is(tmp_path):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    folder.mkdir()
    (folder / "a.html").write_text("words")
    assert [(offer.source.name, offer.file) for offer in found(str(folder))] == [
        (f"{tmp_path}/caf\\udce9", f"file://{tmp_path}/caf%E9/a.html")
    ]


def test_a_declared_source_is_found_by_its_name_and_keeps_what_was_declared(tmp_path):
    (tmp_path / "a.html").write_text("words")
    source = Source(name="courier", kind="files", location=str(tmp_path), language="en", homepage="https://c.example/")
    assert [(offer.source, offer.file) for offer in found("courier", declared=[source])] == [
        (source, f"file://{tmp_path}/a.html")
    ]


def test_a_declared_source_whose_place_is_missing_is_not_found_and_the_next_is_read(tmp_path):
    (tmp_path / "a.html").write_text("words")
    gone = Source(name="gone", kind="files", location=str(tmp_path / "gone"))
    here = Source(name="here", kind="files", location=str(tmp_path))
    offered = found("gone", "here", declared=[gone, here])
    assert [(offer.source.name, offer.reason) for offer in offered] == [("gone", "not_found"), ("here", None)]
    assert offered[0].detail == f"source gone: there is no {tmp_path}/gone"


def test_a_row_of_a_manifest_belongs_to_the_declared_source_that_it_names(tmp_path):
    path = tmp_path / "m.jsonl"
    path.write_text(
        '{"url": "https://a.example/1", "source": "courier"}\n{"url": "https://a.example/2", "source": "new"}\n'
    )
    courier = Source(name="courier", kind="files", location="/nowhere", country="gb")
    offered = found(str(path), declared=[courier])
    assert [(offer.source.name, offer.source.country) for offer in offered] == [("courier", "gb"), ("new", None)]


def test_a_list_of_addresses_has_one_a_line_and_comments(tmp_path):
    path = tmp_path / "urls.txt"
    path.write_bytes(b"\xef\xbb\xbfhttps://a.example/1\r\n\r\n  # of May\r\n https://a.example/2 \r\nnone\r\n")
    source = Source(name="list", kind="urls", location=str(path), urls=("https://a.example/0",))
    assert [(offer.address, offer.reason) for offer in found("list", declared=[source])] == [
        ("https://a.example/0", None),
        ("https://a.example/1", None),
        ("https://a.example/2", None),
        ("none", "bad_url"),
    ]


@pytest.mark.parametrize(("content", "reason"), [(None, "not_found"), (b"https://a.example/caf\xe9", "bad_manifest")])
def test_a_list_of_addresses_that_cannot_be_read_is_refused_beside_the_declared_ones(tmp_path, content, reason):
    path = tmp_path / "urls.txt"
    if content:
        path.write_bytes(content)
    source = Source(name="list", kind="urls", location=str(path), urls=("https://a.example/0",))
    assert [offer.reason for offer in found("list", declared=[source])] == [None, reason]


def test_the_call_says_which_source_files_manifests_and_addresses_are_of(tmp_path):
    (tmp_path / "a.html").write_text("words")
    path = tmp_path / "m.jsonl"
    path.write_text('{"url": "https://a.example/1", "source": "Courier"}\n{"url": "https://a.example/2"}\n')
    named = offers([str(tmp_path / "a.html"), str(path), "https://b.example/3"], {}, Settings(), AT, lambda _: None,
                   source="wire")  # fmt: skip
    assert [(offer.source.name, offer.known.outlet) for offer in with_outlet(named, "The Desk")] == [
        ("wire", "The Desk"), ("wire", "Courier"), ("wire", "The Desk"), ("wire", "The Desk"),
    ]  # fmt: skip


def test_a_manifest_may_name_source_and_outlet_and_an_outlet_alone_is_the_source(tmp_path):
    both, one = tmp_path / "both.csv", tmp_path / "one.csv"
    both.write_text("url,source,outlet\nhttps://a.example/1,wire,The Desk\n")
    one.write_text("url,outlet\nhttps://a.example/2,The Desk\n")
    assert [(offer.source.name, offer.known.outlet) for offer in found(str(both), str(one))] == [
        ("wire", "The Desk"),
        ("The Desk", None),
    ]


def test_a_folder_under_the_name_of_a_declared_source_has_what_was_declared(tmp_path):
    (tmp_path / "a.html").write_text("words")
    wire = Source(name="wire", kind="feed", location="https://w.example/rss", language="de", country="at")
    [offer] = offers([str(tmp_path)], {"wire": wire}, Settings(), AT, lambda _: None, source="wire")
    assert (offer.source.name, offer.source.kind, offer.source.language, offer.source.country) == (
        "wire", "files", "de", "at",
    )  # fmt: skip


def test_every_kind_of_source_has_one_reader():
    assert sorted([*LISTINGS, *READERS]) == sorted(get_args(Kind))


@pytest.mark.parametrize(
    "place",
    ["schemas/comments/main.sql", "schemas/views/asking.sql", "flows/cli/project/sources.yaml", "docs/glossary.md"],
)
def test_lists_of_the_kinds_are_whole(place: str):
    """In the glossary in words of their own, and so only counted there."""
    text = (PROJECT / place).read_text(encoding="utf-8")
    if place == "docs/glossary.md":
        [listed] = re.findall(r"\| source \| where articles come from: (.*?);", text)
        assert len(listed.split(", ")) == len(get_args(Kind))
    else:
        assert f"{', '.join(get_args(Kind)[:-1])} or {get_args(Kind)[-1]}" in text
