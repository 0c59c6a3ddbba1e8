-- Which titles stand in more than one source, who had each first, and how long before the last?
SELECT
    any_value(title) AS title,
    count(DISTINCT source) AS sources,
    arg_min(source, coalesce(published_at, first_seen_at)) AS first_source,
    min(coalesce(published_at, first_seen_at)) AS first_at,
    max(coalesce(published_at, first_seen_at)) - min(coalesce(published_at, first_seen_at)) AS apart
FROM latest_articles
WHERE title IS NOT NULL
GROUP BY lower(strip_accents(title))
HAVING count(DISTINCT source) > 1
ORDER BY sources DESC, first_at;
