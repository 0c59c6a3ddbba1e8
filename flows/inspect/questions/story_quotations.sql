-- What do the articles of this story quote together?
SELECT speaker, words, word_count, articles, sources, first_source
FROM shared_quotes
WHERE story_id = $story
ORDER BY articles DESC, word_count DESC, words;
