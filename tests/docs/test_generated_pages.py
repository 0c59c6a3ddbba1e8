"""Pages that are made from code say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["data-model.md", "queries.md", "outcomes.md", "checks.md", "settings.md"])
def test_the_page_is_as_the_code_makes_it(name: str, project: Path):
    spec = importlib.util.spec_from_file_location("generate", project / "docs" / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert (project / "docs" / name).read_text(encoding="utf-8") == generate.PAGES[name]()
