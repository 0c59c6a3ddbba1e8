-- Which records of WARC files are of this address and no pages? Newest first. Parameter: address_id.
SELECT reason, warc_file, warc_offset, captured_at, run_id
FROM ops.passed_records
WHERE address_id = $address_id::UUID
ORDER BY captured_at DESC NULLS LAST, warc_file, warc_offset
LIMIT 5;
