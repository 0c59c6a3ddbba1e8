"""The addresses of a batch as keys, for SQL to find articles that are known under another address."""

from __future__ import annotations

import duckdb

from schemas.identity import address_id
from tasks.store.engine import as_json
from tasks.web.addresses import BadAddress, address_key, page_key, parse_address, twin_key, without_trackers

_ADDRESSES = """
SELECT url FROM staged
UNION SELECT final_url FROM staged
UNION SELECT canonical_url FROM read_parquet(getvariable('articles_file'), hive_partitioning = false)
"""


def name_addresses(database: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `address_keys`: one row per web address of a batch: offered,
    redirected to, or named by its pages; and one per file.

    url; address_id of its key; `twin` and `page` (tasks/web/addresses.py); `plain`, the address without trackers;
    is_front, whether it is the front page of its host.
    """
    rows = []
    for (text,) in database.execute(_ADDRESSES).fetchall():
        try:
            url = parse_address(text or "")
        except BadAddress:
            continue
        key = str(address_id(address_key(url)))
        rows.append((text, key, twin_key(url), page_key(url), without_trackers(url), url.raw_path in {"", "/"}))
    # A file has an address of its own. Where a manifest names a web address for it, both are the same article.
    files = database.execute("SELECT DISTINCT file FROM staged WHERE file IS NOT NULL").fetchall()
    rows += [(file, str(address_id(file)), file, file, file, False) for (file,) in files]
    database.execute(
        """
        CREATE OR REPLACE TEMP TABLE address_keys AS
        SELECT r[1] AS url, r[2]::UUID AS address_id, r[3] AS twin, r[4] AS page, r[5] AS plain,
            r[6]::BOOLEAN AS is_front
        FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS r)
        """,
        [as_json(rows)],
    )
