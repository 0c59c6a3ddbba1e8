-- Which articles were changed lately, and by how many words?
SELECT a.url, v.version, v.word_count - p.word_count AS words_added, v.loaded_at
FROM article_versions AS v
JOIN article_versions AS p ON p.article_id = v.article_id AND p.version = v.version - 1
JOIN articles AS a ON a.article_id = v.article_id
WHERE v.version > 1
ORDER BY v.loaded_at DESC, a.url
LIMIT 100;
