-- Which other addresses lead to this page: by a redirect, as its canonical address, as an alias? Compared without the query.
WITH leads AS (
    SELECT u.url AS here, l.url, u.article_id AS address_id, u.relation, v.title, u.first_seen_at AS seen_at
    FROM article_urls AS u
    JOIN articles AS l ON l.article_id = u.article_id
    JOIN article_versions AS v ON v.article_id = l.article_id AND v.version = l.current_version
    UNION ALL
    SELECT f.final_url, o.url, o.address_id, 'redirect', NULL, f.fetched_at
    FROM ops.fetches AS f
    JOIN ops.outcomes AS o ON o.run_id = f.run_id AND o.position = f.position
    WHERE f.redirects > 0
)

-- As it was offered: an article may be known by the address that its page names.
SELECT * REPLACE (
    coalesce((SELECT arg_max(o.url, o.recorded_at) FROM ops.outcomes AS o WHERE o.address_id = leads.address_id), url) AS url
)
FROM leads
WHERE address_id <> $address_id
AND split_part(split_part(replace(here, 'http://', 'https://'), '#', 1), '?', 1) = $page
ORDER BY title IS NULL, seen_at DESC;
