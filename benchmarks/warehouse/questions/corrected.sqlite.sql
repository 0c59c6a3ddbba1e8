SELECT v.loaded_at AS changed_at, s.name AS source, v.title, v.version, julianday(v.loaded_at) - julianday(v.published_at) AS days,
    v.title IS NOT f.title AS is_title_changed, v.word_count - f.word_count AS words_added
FROM article_versions AS v
JOIN article_versions AS f ON f.article_id = v.article_id AND f.version = v.version - 1
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.version > 1 AND v.content_hash <> f.content_hash AND v.capture_id <> f.capture_id
ORDER BY changed_at DESC
LIMIT 20;
