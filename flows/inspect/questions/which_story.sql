-- Which story is meant by the beginning of its id, or by an article's id or address?
SELECT story_id::VARCHAR AS story_id FROM analysis.stories WHERE length($which) >= 6 AND starts_with(story_id::VARCHAR, lower($which))
UNION
SELECT s.story_id::VARCHAR
FROM articles AS a
LEFT JOIN analysis.story_articles AS s ON s.article_id = a.article_id
WHERE (length($which) >= 6 AND starts_with(a.article_id::VARCHAR, lower($which)))
    OR a.url = $which OR a.canonical_url = $which
    OR a.article_id IN (SELECT article_id FROM article_urls WHERE url = $which);
