-- What is known of each of these addresses?
SELECT address_id::VARCHAR, last_payloads, last_status, last_reason, url, asked_at, ask_again_at, answered_url, etag,
    last_modified, answered_at, captured_url, captured_at
FROM ops.addresses
WHERE address_id IN (SELECT unnest(?::UUID[]));
