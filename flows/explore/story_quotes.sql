-- Which words do several articles of this article's story quote? Parameter: the article.
SELECT speaker, words, sources
FROM shared_quotes
WHERE story_id = (SELECT story_id FROM story_reports WHERE article_id = ?)
ORDER BY articles DESC, word_count DESC;
