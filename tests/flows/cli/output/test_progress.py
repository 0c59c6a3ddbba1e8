"""Whoever waits for a site is told that it is the pause between two requests, and for how long."""

from __future__ import annotations

from flows.cli.output.progress import pauses_printed
from tasks.logs import log


def test_a_long_pause_is_told_and_a_short_one_is_not(capfd):
    with pauses_printed():
        log("pace").debug("waiting", extra={"host": "a.example", "seconds": 4.98})
        log("pace").debug("waiting", extra={"host": "a.example", "seconds": 1.9})
    log("pace").debug("waiting", extra={"host": "a.example", "seconds": 60.0})
    assert capfd.readouterr().err == "waiting 5 s, the pause between two requests to a.example\n"
