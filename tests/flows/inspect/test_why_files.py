"""`broadsheet why` of files that no source ever offered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.inspect.why import why_no_folder_offers
from tasks.web.addresses import file_address


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("photo.png", b"\x89PNG\r\n", "it is a PNG image"),
        ("notes.log", b"text", "where it is an article, name it .html or .txt"),
        (
            ".draft.html",
            b"<p>",
            "folders are read without hidden files: give it a name that does not begin with a dot",
        ),
        ("dump.jsonl", b"{}", "a folder offers no manifests and WARC files: broadsheet ingest {} reads it"),
        ("page.html", b"<p>", None),
    ],
)
def test_of_a_file_that_a_folder_passes_over_the_reason_is_said(
    tmp_path: Path, name: str, content: bytes, told: str | None
):
    (tmp_path / name).write_bytes(content)
    said = why_no_folder_offers(file_address(tmp_path / name))
    assert said == told if said is None or told is None else said.endswith(told.format(tmp_path / name))


def test_a_named_pipe_is_not_opened(tmp_path: Path):
    os.mkfifo(tmp_path / "page.html")
    assert why_no_folder_offers(file_address(tmp_path / "page.html")).endswith("a named pipe, a socket or a device")
