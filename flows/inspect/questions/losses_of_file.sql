-- Under which other addresses was this file lost? The detail of such an outcome begins with its path, or says that it is not there. Parameter: path.
SELECT address_id, url, NULL AS title
FROM ops.outcomes
WHERE (starts_with(detail, $path || ': ') OR detail = 'there is no ' || $path) AND regexp_matches(url, '^https?://', 'i')
ORDER BY recorded_at DESC
LIMIT 1;
