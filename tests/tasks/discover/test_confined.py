"""A source leads to files of its own folder only, and to nothing that waits or that the kernel shows as files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from schemas.settings import Settings
from tasks.fetch.files import read_local_file


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("a secret")
    (folder / "one.txt").write_text("one")
    return folder


@pytest.mark.parametrize(
    "file",
    [
        "../secret.txt",
        "/etc/passwd",
        "/proc/self/environ",
        "one/../../secret.txt",
        "link.txt",
        "/dev/stdin",
        "/sys/kernel",
    ],
)
def test_a_row_of_a_manifest_does_not_lead_out_of_its_folder(ask, desk, file):
    (desk / "link.txt").symlink_to("../secret.txt")
    (desk / "m.jsonl").write_text(json.dumps({"file": file}) + '\n{"file": "one.txt"}\n')
    found = ask("manifest", desk / "m.jsonl")
    assert [offer.reason for offer in found.offers] == ["blocked_file", None]
    assert found.offers[1].file == (desk / "one.txt").as_uri()


def test_the_setting_opens_a_folder_but_never_those_of_the_kernel(ask, desk, tmp_path):
    (desk / "m.jsonl").write_text('{"file": "../secret.txt"}\n{"file": "/proc/self/environ"}\n{"file": "/dev/null"}\n')
    found = ask("manifest", desk / "m.jsonl", Settings(home=tmp_path / "home", allow_folders=(str(tmp_path), "/")))
    assert [offer.reason for offer in found.offers] == [None, "blocked_file", "blocked_file"]


def test_a_link_in_a_folder_does_not_lead_out_of_it(ask, desk):
    (desk / "inside.txt").symlink_to("one.txt")
    (desk / "out.txt").symlink_to("../secret.txt")
    (desk / "memory.txt").symlink_to("/proc/self/environ")
    found = ask("files", desk)
    assert {Path(offer.address).name: offer.reason for offer in found.offers} == {
        "inside.txt": None, "memory.txt": "blocked_file", "one.txt": None, "out.txt": "blocked_file",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["manifest", "feed", "sitemap", "urls", "files", "warc", None])
def test_a_named_pipe_is_refused_at_once(ask, desk, kind):
    pipe = desk / {"manifest": "m.jsonl", "warc": "w.warc"}.get(kind, "pipe.html")
    os.mkfifo(pipe)
    [offer] = ask(kind, pipe).offers
    assert offer.reason == "unsupported_type"
    assert "named pipe" in offer.detail


@pytest.mark.parametrize("kind", ["manifest", "feed", "sitemap", "urls", "files", "warc", None])
def test_a_source_is_never_a_file_of_the_kernel(ask, kind):
    [offer] = ask(kind, "/proc/self/environ").offers
    assert offer.reason == "blocked_file"


def test_a_file_that_became_a_link_to_the_kernels_after_discovery_is_not_read(desk):
    (desk / "one.txt").unlink()
    (desk / "one.txt").symlink_to("/proc/self/environ")
    assert read_local_file((desk / "one.txt").as_uri(), 10).reason.code == "blocked_file"
