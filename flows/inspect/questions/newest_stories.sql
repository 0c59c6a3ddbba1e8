-- Which stories are the newest?
SELECT left(story_id::VARCHAR, 8) AS story, coalesce(title, '(no title)') AS title, articles, source_count AS sources, own_reports, first_source, first_at, hours
FROM story_coverage
ORDER BY last_at DESC, story_id
LIMIT $limit;
