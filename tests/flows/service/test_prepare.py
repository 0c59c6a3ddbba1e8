"""What the log of the preparation says."""

from __future__ import annotations

from flows.service.prepare import words_of

PREFECT = "All deployments deployed\n\tTo execute flow runs, start a worker in a separate terminal\n"


def test_prefects_advice_to_start_a_worker_is_not_passed_on_and_its_failures_are():
    assert words_of(PREFECT, 0) == (
        "all deployments of prefect.yaml are on the server; `broadsheet up` starts the worker that runs them"
    )
    assert words_of("no such flow", 1) == "no such flow"
