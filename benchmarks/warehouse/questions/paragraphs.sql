-- What do the paragraphs of one article say?
SELECT p.position, substring(v.body, p.char_start + 1, p.char_end - p.char_start) AS text
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN paragraphs AS p ON p.article_id = v.article_id AND p.version = v.version
WHERE a.url = $url
ORDER BY p.position;
