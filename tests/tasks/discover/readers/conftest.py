"""What tests of several readers share."""

from __future__ import annotations

import pytest

from schemas.records import Candidate, Capture
from schemas.settings import Settings
from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.runs.handover import batch_folders, read_rows


@pytest.fixture
def captured(tmp_path, now):
    """The captures of what discovery finds at a place."""

    def captured(path, settings=None, run_id="run-1"):
        settings = settings or Settings(home=tmp_path / "data", sources_file=tmp_path / "none.yaml")
        run = settings.runs / run_id
        run.mkdir(parents=True)
        discover(run, [str(path)], None, settings, now)
        [batch] = batch_folders(run)
        rows = read_rows(fetch_batch(batch, run_id, settings, lambda: now), Capture)
        return rows, read_rows(batch / "candidates.parquet", Candidate), settings

    return captured


@pytest.fixture
def feed(serve, http, open_to, ask):
    """What a feed with this body offers, fetched from a server."""

    def served(body: bytes, *fields: str):
        server = serve({"/news/feed": http(body, *fields)})
        return ask("feed", server.url("/news/feed"), open_to(server)), server

    return served
