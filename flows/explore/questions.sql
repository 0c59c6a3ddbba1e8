-- versions: Which versions has an article, the newest first?
SELECT version, title, loaded_at, body
FROM article_versions
WHERE article_id = ?
ORDER BY version DESC;

-- story_reports: Which articles report what this article reports, the earliest first? Parameter: the article.
SELECT story_id, article_id, source, title, url, reported_at, agency
FROM story_reports
WHERE story_id = (SELECT story_id FROM story_reports WHERE article_id = ?)
ORDER BY place;

-- story_quotes: Which words do several articles of this article's story quote? Parameter: the article.
SELECT speaker, words, sources
FROM shared_quotes
WHERE story_id = (SELECT story_id FROM story_reports WHERE article_id = ?)
ORDER BY articles DESC, word_count DESC;

-- capture: Where are the raw bytes of an article's current version?
SELECT p.warc_file, p.warc_offset, p.warc_length, p.removed_at
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN capture_places AS p ON p.capture_id = v.capture_id
WHERE a.article_id = ?;
