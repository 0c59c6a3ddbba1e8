SELECT s.name AS source, count(*) AS articles, sum(v.word_count) AS words
FROM (
    SELECT article_id, max(version) AS version
    FROM article_versions
    WHERE loaded_at <= datetime('now', '-7 days')
    GROUP BY article_id
) AS n
JOIN article_versions AS v ON v.article_id = n.article_id AND v.version = n.version
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
GROUP BY s.name
ORDER BY articles DESC, source;
