"""A Prefect server that goes away is told as that, and not as a fault of ours."""

from __future__ import annotations

import pytest

import flows.cli.process_exit
from flows.cli.run_flow import result_without_server
from schemas.errors import BroadsheetError


def raising(error: Exception):
    def run():
        raise error

    return run


def test_one_that_is_gone_before_the_run_begins_is_told_with_what_helps(settings, monkeypatch):
    monkeypatch.setattr(flows.cli.process_exit, "_waits_for_threads", True)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    with pytest.raises(BroadsheetError) as told:
        result_without_server(raising(RuntimeError("Failed to reach API at http://127.0.0.1:4200/api/")), settings)
    assert (told.value.what, told.value.cure) == (
        "the Prefect server at http://127.0.0.1:4200/api went away before the run began",
        "Nothing was begun: run again.",
    )


def test_what_else_is_wrong_stays_what_it_is(settings):
    with pytest.raises(RuntimeError, match="something else"):
        result_without_server(raising(RuntimeError("something else")), settings)
