-- Which spoken words do several articles quote, and whose are they? One row per utterance, in its longest wording.
-- The speaker is the one that most articles name; of copies only the first has a vote.
CREATE OR REPLACE VIEW shared_quotes AS
WITH quoted AS (
    SELECT
        m.utterance_id,
        list(DISTINCT s.name ORDER BY s.name) AS sources,
        min(coalesce(v.published_at, a.first_seen_at)) AS first_at,
        arg_min(s.name, coalesce(v.published_at, a.first_seen_at)) AS first_source
    FROM analysis.utterance_quotations AS m
    JOIN articles AS a ON a.article_id = m.article_id
    JOIN article_versions AS v ON v.article_id = m.article_id AND v.version = m.version
    JOIN sources AS s ON s.source_id = a.source_id
    GROUP BY m.utterance_id
)
SELECT
    u.utterance_id,
    t.story_id,
    c.name AS speaker,
    c.kind AS speaker_kind,
    c.votes AS speaker_votes,
    c.voters AS speaker_voters,
    substring(v.body, q.char_start + 1, q.char_end - q.char_start) AS words,
    u.words AS word_count,
    u.articles,
    len(w.sources) AS source_count,
    w.sources,
    w.first_source,
    w.first_at
FROM analysis.utterances AS u
JOIN analysis.quotations AS q ON q.article_id = u.article_id AND q.position = u.position
JOIN article_versions AS v ON v.article_id = u.article_id AND v.version = u.version
JOIN quoted AS w ON w.utterance_id = u.utterance_id
LEFT JOIN analysis.utterance_speakers AS c ON c.utterance_id = u.utterance_id
LEFT JOIN analysis.story_articles AS t ON t.article_id = u.article_id;
COMMENT ON VIEW shared_quotes IS 'One row per utterance that at least two articles quote, in their longest wording, with the speaker that most of them name.';
COMMENT ON COLUMN shared_quotes.utterance_id IS 'The utterance; analysis.utterance_quotations has every quotation of it.';
COMMENT ON COLUMN shared_quotes.story_id IS 'The story of the article with the longest wording.';
COMMENT ON COLUMN shared_quotes.speaker IS 'Who most articles say it is; copies have no vote of their own. Null where two have equally many votes.';
COMMENT ON COLUMN shared_quotes.speaker_kind IS 'person, organisation, group, document or unnamed.';
COMMENT ON COLUMN shared_quotes.speaker_votes IS 'Articles, without copies, that name this speaker.';
COMMENT ON COLUMN shared_quotes.speaker_voters IS 'Articles, without copies, that name any speaker.';
COMMENT ON COLUMN shared_quotes.words IS 'The words in their longest wording.';
COMMENT ON COLUMN shared_quotes.word_count IS 'How many they are.';
COMMENT ON COLUMN shared_quotes.articles IS 'Articles that quote of it.';
COMMENT ON COLUMN shared_quotes.source_count IS 'Sources of these.';
COMMENT ON COLUMN shared_quotes.sources IS 'Names of these, in order.';
COMMENT ON COLUMN shared_quotes.first_source IS 'Which of them was first.';
COMMENT ON COLUMN shared_quotes.first_at IS 'When that was.';
