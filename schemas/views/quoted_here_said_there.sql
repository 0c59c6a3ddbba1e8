-- Which words does one article quote that another of the same story says as its own?
CREATE OR REPLACE VIEW quoted_here_said_there AS
SELECT
    h.story_id,
    s.name AS quoted_by,
    v.title AS quoted_in,
    substring(v.body, q.char_start + 1, q.char_end - q.char_start) AS quotation,
    p.name AS speaker,
    o.name AS said_by,
    w.title AS said_in,
    substring(w.body, u.char_start + 1, u.char_end - u.char_start) AS words,
    u.words AS word_count,
    u.article_id,
    u.other_id
FROM analysis.said_unquoted AS u
JOIN analysis.quotations AS q ON q.article_id = u.article_id AND q.position = u.position
JOIN articles AS a ON a.article_id = u.article_id AND a.current_version = u.version
JOIN article_versions AS v ON v.article_id = u.article_id AND v.version = u.version
JOIN sources AS s ON s.source_id = a.source_id
JOIN articles AS b ON b.article_id = u.other_id AND b.current_version = u.other_version
JOIN article_versions AS w ON w.article_id = u.other_id AND w.version = u.other_version
JOIN sources AS o ON o.source_id = b.source_id
LEFT JOIN analysis.quotation_speakers AS p ON p.article_id = u.article_id AND p.position = u.position AND p.number = 0
LEFT JOIN analysis.story_articles AS h ON h.article_id = u.article_id;
COMMENT ON VIEW quoted_here_said_there IS 'One row per run of words that stands in quotation marks in one article, and without them in another of the same story: at least four in a row.';
COMMENT ON COLUMN quoted_here_said_there.story_id IS 'The story.';
COMMENT ON COLUMN quoted_here_said_there.quoted_by IS 'Source that quotes.';
COMMENT ON COLUMN quoted_here_said_there.quoted_in IS 'Title of its article.';
COMMENT ON COLUMN quoted_here_said_there.quotation IS 'The quotation there.';
COMMENT ON COLUMN quoted_here_said_there.speaker IS 'Who says it there.';
COMMENT ON COLUMN quoted_here_said_there.said_by IS 'Source that says it as its own.';
COMMENT ON COLUMN quoted_here_said_there.said_in IS 'Title of that article.';
COMMENT ON COLUMN quoted_here_said_there.words IS 'The words as they stand there.';
COMMENT ON COLUMN quoted_here_said_there.word_count IS 'How many they are.';
COMMENT ON COLUMN quoted_here_said_there.article_id IS 'The article that quotes.';
COMMENT ON COLUMN quoted_here_said_there.other_id IS 'The other article.';
