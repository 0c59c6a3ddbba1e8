"""A named pipe in the place of a file that a person writes is said to be one; opening it would wait for ever."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.checks import article_checks
from schemas.errors import BroadsheetError
from schemas.settings import load_settings
from schemas.sources import declared_sources


def _settings(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_CONFIG", str(path))
    load_settings()


@pytest.mark.parametrize(
    "read",
    [_settings, lambda path, _: declared_sources(path), lambda path, _: article_checks(path)],
    ids=["settings", "sources", "checks"],
)
def test_a_named_pipe_is_told_and_not_waited_for(
    read: Callable[[Path, pytest.MonkeyPatch], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BroadsheetError, match="it is a named pipe, no file"):
        read(pipe, monkeypatch)
