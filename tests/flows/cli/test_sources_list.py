"""`broadsheet sources`: what stands beside each source is what is so now, not how often it was."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from flows.cli.sources import show_sources
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
