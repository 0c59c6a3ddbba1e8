-- What did one article say, version by version?
SELECT v.version, v.title, v.word_count, v.body
FROM article_urls AS u
JOIN article_versions AS v ON v.article_id = u.article_id
WHERE u.url = $url
ORDER BY v.version;
