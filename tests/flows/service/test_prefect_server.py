"""Where no Prefect server is named, a temporary one comes and goes with the command."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]


def test_a_run_without_a_server_brings_its_own_and_leaves_nothing_behind(process, page, tmp_path: Path):
    (tmp_path / "a.html").write_text(page("Quay to be rebuilt", "The quay"))
    # Its database is the session's, which is made already: making one takes 20 s.
    answer = process("ingest", str(tmp_path / "a.html"), "--json", PREFECT_API_URL="")
    assert answer.code == 0, answer.err
    assert answer.json["outcomes"] == {"loaded": {"new": 1}}
    assert answer.err == "starting Prefect …\n"
    for _ in range(100):
        if not process.still_running():
            return
        time.sleep(0.1)
    raise AssertionError(process.still_running())
