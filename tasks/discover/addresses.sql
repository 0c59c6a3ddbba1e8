-- What is known of each of these addresses? A snapshot of an earlier release lacks the columns that came later.
SELECT address_id::VARCHAR, last_payloads, last_status, last_reason, url, asked_at, ask_again_at, answered_url, etag,
    last_modified, answered_at, captured_url, captured_at, changed_at, said_modified, manifest_digest::VARCHAR
FROM (
    SELECT * FROM ops.addresses
    UNION ALL BY NAME
    SELECT NULL::TIMESTAMPTZ AS said_modified, NULL::UUID AS manifest_digest WHERE false
)
WHERE address_id IN (SELECT unnest(from_json(?, '["VARCHAR"]'))::UUID);
