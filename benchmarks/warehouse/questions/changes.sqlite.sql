-- SQLite only hands out the versions: comparing them is left to whoever asks.
SELECT version, title, body
FROM article_versions
WHERE article_id = (
    SELECT v.article_id
    FROM article_versions AS v
    JOIN article_versions AS f ON f.article_id = v.article_id AND f.version = v.version - 1
    WHERE v.version > 1 AND v.content_hash <> f.content_hash AND v.capture_id <> f.capture_id
    ORDER BY v.loaded_at DESC, v.article_id
    LIMIT 1
);
