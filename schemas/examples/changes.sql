-- What exactly changed in the article that was corrected last?
SELECT version, change, part, position, text
FROM article_changes((SELECT article_id FROM corrections ORDER BY changed_at DESC, article_id LIMIT 1));
