"""The documentation as a site: it builds without a warning, loads nothing from elsewhere, and knows every command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from flows.cli.main import app


@pytest.fixture(scope="module")
def site(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [Path(sys.executable).with_name("mkdocs"), "build", "--site-dir", folder],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_site_loads_nothing_from_elsewhere(site: Path):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 10
    loaded = [
        (page.name, found)
        for page in pages
        for found in re.findall(
            r"<(?:script|img|iframe)[^>]* src=\"(https?:[^\"]+)|"
            r"<link[^>]*rel=\"(?:stylesheet|preconnect)\"[^>]*href=\"(https?:[^\"]+)",
            page.read_text(encoding="utf-8"),
        )
    ]
    assert loaded == []


def test_every_command_stands_in_the_documentation(project: Path):
    pages = [project / "README.md", *(project / "docs").rglob("*.md")]
    text = " ".join(page.read_text(encoding="utf-8") for page in pages)
    names = list(commands(typer.main.get_command(app), "broadsheet"))
    assert len(names) > 10
    assert [name for name in names if not re.search(rf"{name}\b", text)] == []


def commands(command: object, name: str) -> Iterator[str]:
    """`broadsheet ingest`, `broadsheet quarantine list` and so on."""
    if inside := getattr(command, "commands", None):
        for inner, of_it in inside.items():
            yield from commands(of_it, f"{name} {inner}")
    else:
        yield name
