-- What are the newest stories, who reports each, and which words do several articles quote? Parameter: how many.
SELECT c.*, r.reports, coalesce(q.quotes, []) AS quotes, coalesce(q.shared, 0) AS shared
FROM (SELECT * FROM story_coverage ORDER BY last_at DESC, story_id LIMIT $some) AS c
JOIN (
    SELECT story_id, list({
        'source': source, 'title': title, 'url': url, 'reported_at': reported_at, 'is_copy': is_copy, 'agency': agency
    } ORDER BY place) AS reports
    FROM story_reports
    GROUP BY story_id
) AS r ON r.story_id = c.story_id
LEFT JOIN (
    SELECT story_id, count(*) AS shared, list({
        'speaker': speaker, 'words': words, 'sources': sources, 'articles': articles
    } ORDER BY articles DESC, word_count DESC) AS quotes
    FROM shared_quotes
    GROUP BY story_id
) AS q ON q.story_id = c.story_id
ORDER BY c.last_at DESC, c.story_id;
