-- How did the requests to the sources of this run end, and which of their documents were received completely?
DELETE FROM ops.source_states WHERE source_id IN (SELECT source_id::UUID FROM read_parquet(getvariable('states_file'), hive_partitioning = false));

INSERT INTO ops.source_states (
    source_id, asked_at, next_ask_at, interval_seconds, status, reason, detail, failures, items, known_items,
    most_per_hour
)
SELECT source_id::UUID, asked_at, next_ask_at, interval_seconds, status, reason, detail, failures, items, known_items, most_per_hour
FROM read_parquet(getvariable('states_file'), hive_partitioning = false);

-- A run that was cut off while it ended is ended a second time.
DELETE FROM ops.asks WHERE run_id = getvariable('run_id');

INSERT INTO ops.asks (run_id, source_id, asked_at, status, reason, items, known_items)
SELECT getvariable('run_id'), source_id::UUID, asked_at, status, reason, items, known_items
FROM read_parquet(getvariable('states_file'), hive_partitioning = false);

DELETE FROM ops.documents
WHERE EXISTS (
    SELECT 1
    FROM read_parquet(getvariable('documents_file'), hive_partitioning = false) AS r
    WHERE r.source_id::UUID = ops.documents.source_id AND r.url = ops.documents.url
);

INSERT INTO ops.documents (source_id, url, answered_url, answered_at, sha256, etag, last_modified)
SELECT source_id::UUID, url, answered_url, answered_at, sha256, etag, last_modified
FROM read_parquet(getvariable('documents_file'), hive_partitioning = false);
