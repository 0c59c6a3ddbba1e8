"""One more entry in a file that people keep by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import SourcesFileError, UsageError
from schemas.sources import Source, declared_sources
from tasks.discover.declare_source import declare, free_name, remove_declared, rename_declared, with_entry

NEW = Source(name="Zoë: news", kind="feed", location="https://z.example/rss?a=1&b=#2", language="no")
LINES = """\
- name: 'Zoë: news'
  kind: feed
  location: https://z.example/rss?a=1&b=#2
  language: 'no'
"""


def indented(by: int) -> str:
    return "".join(" " * by + line for line in LINES.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# ours\nsources:\n  - {name: a, kind: files, location: x}  # kept\n\n# the end\n",
            "# ours\nsources:\n  - {name: a, kind: files, location: x}  # kept\n\n# the end\n\n" + indented(2),
        ),
        (
            "sources:\n- name: a\n  kind: files\n  location: x",
            "sources:\n- name: a\n  kind: files\n  location: x\n\n" + LINES,
        ),
        (
            "sources:\n    - {name: a, kind: files, location: x}\n\n# of the other\nother:\n    - 1\n",
            "sources:\n    - {name: a, kind: files, location: x}\n\n"
            + indented(4)
            + "\n# of the other\nother:\n    - 1\n",
        ),
        ("sources: []  # none yet\n", "sources:  # none yet\n\n" + indented(2)),
    ],
    ids=["behind a comment", "at column 0, without a line end", "before another key", "an empty list"],
)
def test_the_entry_stands_at_the_end_of_the_list_and_every_other_line_stays(tmp_path: Path, before: str, after: str):
    file = tmp_path / "sources.yaml"
    file.write_text(before)
    declare(file, NEW)
    assert file.read_text() == after
    assert declared_sources(file)[NEW.name] == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]


def test_a_file_that_is_not_there_is_made(tmp_path: Path):
    declare(tmp_path / "new" / "sources.yaml", NEW)
    assert declared_sources(tmp_path / "new" / "sources.yaml") == {NEW.name: NEW}


def test_line_ends_rights_and_links_stay_as_they_were(tmp_path: Path):
    file = tmp_path / "true.yaml"
    file.write_bytes(b"sources:\r\n  - {name: a, kind: files, location: x}\r\n")
    file.chmod(0o640)
    link = tmp_path / "sources.yaml"
    link.symlink_to(file)
    declare(link, NEW)
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n") == 7


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("sources: [{name: a, kind: files, location: x}]\n", UsageError),
        ("sources:\n  - {name: a, kind: files, location: x}\n...\n", UsageError),
        ("sources:\n  - {name: a, kind: carrier-pigeon, location: x}\n", SourcesFileError),
        ("sources:\n  - {name: a, kind: files, location: x, timezone: Mars/Base}\n", SourcesFileError),
        ("sources: [\n", SourcesFileError),
    ],
)
def test_a_file_without_a_place_for_it_is_not_touched(tmp_path: Path, text: str, error: type[Exception]):
    file = tmp_path / "sources.yaml"
    file.write_text(text)
    with pytest.raises(error):
        declare(file, NEW)
    assert file.read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]


@given(name=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1))
def test_any_printable_name_is_read_back_as_it_is(tmp_path_factory: pytest.TempPathFactory, name: str):
    file = tmp_path_factory.mktemp("any") / "sources.yaml"
    file.write_text(with_entry("", NEW.model_copy(update={"name": name})), encoding="utf-8", newline="")
    assert list(declared_sources(file)) == [name]


def test_a_name_that_is_taken_gets_a_number():
    assert free_name("a", []) == "a"
    assert free_name("a", ["a", "b"]) == "a-2"
    assert free_name("a", ["a", "a-2", "a-3"]) == "a-4"


def test_a_list_without_entries_is_empty_and_one_closed_by_brackets_says_so(tmp_path: Path):
    file = tmp_path / "sources.yaml"
    file.write_text("sources:\n")
    assert declared_sources(file) == {}
    file.write_text("sources: []\n  - {name: a, kind: files, location: x}\n")
    with pytest.raises(SourcesFileError) as error:
        declared_sources(file)
    assert "Take the [] behind `sources:` away" in error.value.cure


@pytest.mark.parametrize(
    ("kind", "cure"),
    [("folder", "Did you mean files?"), ("RSS", "Did you mean feed?"), ("warcs", "Did you mean warc?"),
     ("carrier-pigeon", "Write one of files, manifest, urls, feed, sitemap, warc.")],
)  # fmt: skip
def test_a_kind_that_there_is_not_is_told_by_the_one_that_was_meant(tmp_path: Path, kind: str, cure: str):
    file = tmp_path / "sources.yaml"
    file.write_text(f"sources:\n  - {{name: a, kind: {kind}, location: x}}\n")
    with pytest.raises(SourcesFileError) as error:
        declared_sources(file)
    assert error.value.what.endswith(f"entry 1 (a): there is no kind {kind!r}")
    assert error.value.cure == cure


KEPT_BY_HAND = """# ours
sources:
  # the old one
  - name: "courier"   # its first name
    kind: files
    location: a

  # the other
  - {name: ledger, kind: files, location: b}
extra: 1
"""


def test_a_name_is_changed_where_it_stands_and_nothing_else(tmp_path: Path):
    file = tmp_path / "sources.yaml"
    file.write_text(KEPT_BY_HAND)
    assert rename_declared(file, "courier", "harbour: 2")
    assert file.read_text() == KEPT_BY_HAND.replace('"courier"', "'harbour: 2'")
    assert rename_declared(file, "ledger", "book")
    assert list(declared_sources(file)) == ["harbour: 2", "book"]
    assert not rename_declared(file, "nobody", "somebody")
    assert not rename_declared(tmp_path / "none.yaml", "nobody", "somebody")


def test_an_entry_is_taken_out_with_its_lines_and_comments_stay(tmp_path: Path):
    file = tmp_path / "sources.yaml"
    file.write_text(KEPT_BY_HAND)
    assert remove_declared(file, "courier")
    assert file.read_text() == (
        "# ours\nsources:\n  # the old one\n\n  # the other\n  - {name: ledger, kind: files, location: b}\nextra: 1\n"
    )
    assert remove_declared(file, "ledger")
    assert declared_sources(file) == {}
    assert not remove_declared(file, "ledger")


def test_what_cannot_be_told_from_its_neighbours_is_left_to_a_person(tmp_path: Path):
    file = tmp_path / "sources.yaml"
    file.write_text(text := "sources: [{name: a, kind: files, location: a}, {name: b, kind: files, location: b}]\n")
    with pytest.raises(UsageError, match="was not found, and nothing was written"):
        remove_declared(file, "a")
    assert file.read_text() == text
    assert rename_declared(file, "b", "c")
    assert list(declared_sources(file)) == ["a", "c"]
