-- Which articles report what this article reports, the earliest first? Parameter: the article.
SELECT article_id, source, title, url, reported_at, is_copy, agency
FROM story_reports
WHERE story_id = (SELECT story_id FROM story_reports WHERE article_id = ?)
ORDER BY place;
