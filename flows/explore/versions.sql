-- Which versions has an article, the newest first?
SELECT version, title, loaded_at, body
FROM article_versions
WHERE article_id = ?
ORDER BY version DESC;
