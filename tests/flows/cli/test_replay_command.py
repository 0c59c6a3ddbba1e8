"""Held articles judged again by the command: the archive is read through the whole flow, without the network."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]

STRICT = """
checks:
  - id: text_very_long
    expectation: ExpectColumnValuesToBeBetween
    arguments: {column: body_characters, min_value: 100000}
    severity: critical
    action: quarantine
    reason: A rule that no honest article meets, to be relaxed later.
"""


def test_what_a_stricter_check_held_is_let_in_by_retry_and_by_release(command, page, tmp_path: Path):
    for name in ("quay", "lock"):
        (tmp_path / f"{name}.html").write_text(page(f"The {name}", f"The {name}"))
    (tmp_path / "strict.yaml").write_text(STRICT)
    files = [str(tmp_path / f"{name}.html") for name in ("quay", "lock")]
    held = command("ingest", *files, BROADSHEET_CHECKS_FILE=str(tmp_path / "strict.yaml"))
    # Words go to stderr, and the funnel names each loss.
    assert (held.code, held.out) == (3, "")
    assert [" ".join(line.split()) for line in held.err.splitlines()][1:] == [
        "articles",
        "discovered 2",
        "fetched 2",
        "cleaned 2",
        "validated 0",
        "loaded 0",
        "",
        "quarantined · failed_checks 2 failed at least one check that holds articles back",
    ]
    runs = command("status", "--json").json["runs"]
    assert [(run["status"], run["loaded"], run["quarantined"]) for run in runs] == [("completed_with_quarantine", 0, 2)]
    holds = {row["title"]: row["quarantine_id"] for row in command("quarantine", "list", "--json").json}

    shown = command("quarantine", "show", holds["The lock"][:8])
    assert f"raw capture            {command.home / 'archive'}" in shown.out
    assert "should be at least 100000" in shown.out
    released = command("quarantine", "release", holds["The lock"], "--by", "ana", "--reason", "it is long enough")
    assert (released.code, "new" in released.out) == (0, True)

    retried = command("quarantine", "retry", "--check", "text_very_long", "--json")
    assert (retried.code, retried.json["outcomes"]) == (0, {"loaded": {"new": 1}})
    assert command.rows("SELECT title FROM latest_articles ORDER BY title") == [
        {"title": "The lock"},
        {"title": "The quay"},
    ]
    assert command("quarantine", "retry").err == "nothing to read again\n"
