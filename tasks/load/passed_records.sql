-- Which records of WARC files did this run pass over? What an earlier run listed of the same file is not listed again.
INSERT INTO ops.passed_records (run_id, source, warc_file, reason, records, warc_offset, address_id, url, captured_at)
SELECT getvariable('run_id'), p.source_name, p.warc_file, p.reason, p.records, p.warc_offset, p.address_id::UUID, p.url, p.captured_at
FROM read_parquet(getvariable('passed_file'), hive_partitioning = false) AS p
WHERE NOT EXISTS (
    SELECT 1
    FROM ops.passed_records AS known
    WHERE known.warc_file = p.warc_file
    AND known.reason = p.reason
    AND known.warc_offset IS NOT DISTINCT FROM p.warc_offset
);
