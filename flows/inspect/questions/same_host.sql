-- What is known of a host: which sources offer addresses of it, how many, and which of these are most like this one?
SELECT
    s.name AS source,
    count(DISTINCT o.address_id) AS addresses,
    max(o.recorded_at) AS last_offered_at,
    max_by(o.url, jaro_winkler_similarity(o.url, $url)) AS nearest,
    max(jaro_winkler_similarity(o.url, $url)) AS likeness
FROM ops.outcomes AS o
JOIN sources AS s ON s.source_id = o.source_id
WHERE regexp_extract(lower(o.url), '^https?://(?:[^/@]*@)?([^/:?#]+)', 1) = $host
GROUP BY s.name
ORDER BY addresses DESC, s.name;
