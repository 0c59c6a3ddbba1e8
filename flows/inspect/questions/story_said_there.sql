-- Which words does one article of this story quote that another says as its own?
SELECT quoted_by, quotation, speaker, said_by, words, word_count
FROM quoted_here_said_there
WHERE story_id = $story
ORDER BY word_count DESC, words, quoted_by;
