"""`broadsheet sources`: what stands beside each source is what is so now, not how often it was."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from flows.cli.sources import show_sources
from flows.inspect.status import show_status
from tests.histories import History, make

TWICE = """
UPDATE quality.quarantine SET state = 'open';
INSERT INTO ops.addresses BY NAME
SELECT uuid() AS address_id, md5('courier')::UUID AS source_id, 'r' AS last_run_id, [] AS last_payloads, last_status,
    'empty' AS last_reason, now() AS last_seen_at
FROM (SELECT unnest(['refused', 'loaded']) AS last_status);
INSERT INTO ops.outcomes BY NAME
SELECT o.* REPLACE (o.run_id || '-again' AS run_id) FROM ops.outcomes AS o WHERE status IN ('quarantined', 'refused');
"""


def test_held_are_open_holds_and_lost_are_addresses_however_often_each_was_judged(
    tmp_path: Path, empty_warehouse: Path, capfd
):
    settings = make(tmp_path, History(names=("courier",), days=1), {}, empty_warehouse)
    with duckdb.connect(str(settings.snapshot)) as database:
        database.execute(TWICE)
        [(holds, judgements)] = database.execute(
            "SELECT (SELECT count(*) FROM quality.quarantine), held FROM source_health"
        ).fetchall()
    show_sources(settings, as_json=True)
    [row] = json.loads(capfd.readouterr().out)
    assert judgements == 2 * holds > 0
    assert (row["source"], row["held"], row["lost"]) == ("courier", holds, 1)


def test_a_source_that_is_turned_off_is_shown_as_such_and_is_never_late(tmp_path: Path, empty_warehouse: Path, capfd):
    settings = make(tmp_path, History(names=("courier", "wire"), days=1), {}, empty_warehouse)
    declared = ["{name: courier, kind: files, location: a, enabled: false}", "{name: wire, kind: files, location: b}"]
    (tmp_path / "sources.yaml").write_text("sources:\n" + "".join(f"- {line}\n" for line in declared))
    settings = settings.model_copy(update={"sources_file": tmp_path / "sources.yaml"})
    show_sources(settings, as_json=True)
    assert {row["source"]: row["enabled"] for row in json.loads(capfd.readouterr().out)} == {
        "courier": False,
        "wire": True,
    }
    show_sources(settings, as_json=False)
    table = capfd.readouterr().out
    assert "enabled" in table
    assert "declared" not in table, "all are"
    (tmp_path / "sources.yaml").write_text("sources: [{name: courier, kind: files, location: a}]")
    show_sources(settings, as_json=False)
    heads, *lines = capfd.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line[heads.index("declared") :].startswith("no ")] == ["wire"]
    (tmp_path / "sources.yaml").write_text("sources:\n" + "".join(f"- {line}\n" for line in declared))
    assert [line.split()[0] for line in table.splitlines() if " no " in f"{line} "] == ["courier"]
    show_status(settings, as_json=True)
    status = json.loads(capfd.readouterr().out)
    assert status["disabled_sources"] == ["courier"]
    assert "courier" not in [row["source"] for row in status["late"]]
    show_status(settings, as_json=False)
    assert "disabled  courier (`enabled: false`)" in capfd.readouterr().out
