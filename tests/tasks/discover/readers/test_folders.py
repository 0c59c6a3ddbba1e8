"""Folders: every article file below, in a stable order; what is passed over is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemas.sources import Source
from tasks.discover.readers.files import offers_in_folder, suffix


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("words")


def listed(folder: Path) -> tuple[list[tuple[str | None, str | None]], list[str]]:
    """Each offer as its path below the folder and its reason, and the warnings."""
    warnings: list[str] = []
    source = Source(name="here", kind="files", location=str(folder))
    found = list(offers_in_folder(source, folder, warnings.append))
    prefix = folder.as_uri() + "/"
    return [(offer.file and offer.file.removeprefix(prefix), offer.reason) for offer in found], warnings


def test_files_come_in_order_of_their_names_those_of_a_folder_before_its_sub_folders(folder):
    put(folder, "b/1.html", "b/a/2.html", "z.md", "a.txt", "B.html", "a/9.htm", "a/10.htm")
    found = ["B.html", "a.txt", "z.md", "a/10.htm", "a/9.htm", "b/1.html", "b/a/2.html"]
    assert listed(folder) == ([(name, None) for name in found], [])


def test_article_files_are_known_by_their_ending_in_any_case_and_gzipped(folder):
    put(folder, "a.html", "b.HTM", "c.xhtml", "d.txt", "e.md", "f.html.gz", "g.Txt.GZ", "h.mhtml", "i.mht")
    names = ["a.html", "b.HTM", "c.xhtml", "d.txt", "e.md", "f.html.gz", "g.Txt.GZ", "h.mhtml", "i.mht"]
    assert listed(folder) == ([(name, None) for name in names], [])


def test_hidden_files_and_folders_are_passed_over_without_a_word(folder):
    put(folder, "a.html", ".b.html", ".git/c.html", "d/.e/f.html")
    assert listed(folder) == ([("a.html", None)], [])


def test_other_files_are_counted_in_one_warning_most_frequent_first(folder):
    put(folder, "a.html", "b.rtf", "c.rtf", "sub/d.jpg", "LICENSE")
    warning = f"{folder}: 4 files that are no articles by their name were passed over: 2 .rtf, 1 no ending, 1 .jpg"
    assert listed(folder) == ([("a.html", None)], [warning])


def test_a_manifest_among_the_files_is_named_in_a_warning_and_not_read(folder):
    put(folder, "a.html", "list.jsonl")
    warning = f"{folder}: 1 manifest(s) not read, name them to read them: {folder}/list.jsonl"
    assert listed(folder) == ([("a.html", None)], [warning])


def test_a_folder_without_article_files_is_refused_by_name(folder):
    put(folder, "a.rtf")
    found, warnings = listed(folder)
    assert found == [(None, "nothing_inside")]
    assert warnings == [f"{folder}: 1 files that are no articles by their name were passed over: 1 .rtf"]


def test_an_empty_folder_is_refused(folder):
    assert listed(folder) == ([(None, "nothing_inside")], [])


def test_a_sub_folder_that_cannot_be_listed_is_refused_and_its_neighbours_are_read(folder):
    # Deeper than the system's longest path: unlike permissions, that stops the superuser too.
    put(folder, "a.html", "z.html")
    here = os.open(folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert listed(folder) == ([("a.html", None), ("z.html", None), (None, "unreadable")], [])


def test_links_to_folders_are_not_followed_so_a_loop_ends(folder):
    put(folder, "a/b.html")
    (folder / "a" / "up").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    assert listed(folder) == (
        [("a/b.html", None)],
        [f"{folder}: 1 files that are no articles by their name were passed over: 1 no ending"],
    )


def test_a_link_to_a_file_and_a_broken_link_are_offered_for_fetching_to_judge(folder):
    put(folder, "a.html")
    (folder / "b.html").symlink_to("a.html")
    (folder / "c.html").symlink_to("nowhere.html")
    assert listed(folder) == ([("a.html", None), ("b.html", None), ("c.html", None)], [])


def test_a_name_that_is_not_utf_8_is_offered_as_its_bytes(folder):
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.html")).write_text("words")
    assert listed(folder) == ([("caf%E9.html", None)], [])


def test_the_ending_is_the_last_before_gz():
    names = ["page.HTML.gz", "page.tar.gz", "a.b.txt", "page", ".html", "a.gz"]
    assert [suffix(Path(name)) for name in names] == [".html", ".tar", ".txt", "", "", ""]
