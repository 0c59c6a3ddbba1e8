-- Who says what in which article? One row per quotation and speaker; what is quoted inside a quotation is left out.
-- Where most of the articles that quote the same words name another speaker, theirs is taken.
CREATE OR REPLACE VIEW who_said_what AS
WITH agreed AS (
    SELECT m.article_id, m.position, o.utterance_id, o.name, o.kind
    FROM analysis.utterance_quotations AS m
    JOIN analysis.utterance_speakers AS o ON o.utterance_id = m.utterance_id
    WHERE o.is_sure AND NOT EXISTS (
        SELECT 1 FROM analysis.quotation_speakers AS s
        WHERE s.article_id = m.article_id AND s.position = m.position AND s.number = 1
    )
)
SELECT
    q.article_id,
    q.position,
    s.name AS source,
    a.url,
    v.title,
    coalesce(v.published_at, a.first_seen_at) AS reported_at,
    t.story_id,
    CASE WHEN o.utterance_id IS NULL THEN p.name ELSE o.name END AS speaker,
    CASE WHEN o.utterance_id IS NULL THEN p.kind ELSE o.kind END AS speaker_kind,
    q.verb,
    q.kind,
    substring(v.body, q.char_start + 1, q.char_end - q.char_start) AS words,
    q.words AS word_count,
    substring(v.body, q.speaker_start + 1, q.speaker_end - q.speaker_start) AS speaker_as_written,
    CASE WHEN o.utterance_id IS NULL THEN q.rule ELSE 'consensus' END AS rule,
    CASE WHEN o.utterance_id IS NULL THEN q.precision END AS precision
FROM analysis.quotations AS q
JOIN articles AS a ON a.article_id = q.article_id AND a.current_version = q.version
JOIN article_versions AS v ON v.article_id = q.article_id AND v.version = q.version
JOIN sources AS s ON s.source_id = a.source_id
LEFT JOIN analysis.quotation_speakers AS p ON p.article_id = q.article_id AND p.position = q.position
LEFT JOIN agreed AS o
    ON o.article_id = q.article_id
    AND o.position = q.position
    AND lower(split_part(coalesce(p.name, ''), ' ', -1)) <> lower(split_part(o.name, ' ', -1))
LEFT JOIN analysis.story_articles AS t ON t.article_id = q.article_id
WHERE q.nested_in IS NULL;
COMMENT ON VIEW who_said_what IS 'One row per quotation and speaker, with the words; two rows where two people say it together.';
COMMENT ON COLUMN who_said_what.article_id IS 'The article.';
COMMENT ON COLUMN who_said_what.position IS 'Number of the quotation in the article, from 0.';
COMMENT ON COLUMN who_said_what.source IS 'Name of the source.';
COMMENT ON COLUMN who_said_what.url IS 'Address of the article.';
COMMENT ON COLUMN who_said_what.title IS 'Its title.';
COMMENT ON COLUMN who_said_what.reported_at IS 'When it was published, else first seen (UTC).';
COMMENT ON COLUMN who_said_what.story_id IS 'The story that it reports, if others report it too.';
COMMENT ON COLUMN who_said_what.speaker IS 'Name of the speaker, he and she resolved; null where nobody is named, or no rule is sure enough.';
COMMENT ON COLUMN who_said_what.speaker_kind IS 'person, organisation, group, document or unnamed.';
COMMENT ON COLUMN who_said_what.verb IS 'Verb that reports it: say, write, accuse.';
COMMENT ON COLUMN who_said_what.kind IS 'direct, partial, slogan, scare or title.';
COMMENT ON COLUMN who_said_what.words IS 'The quoted words, without the marks.';
COMMENT ON COLUMN who_said_what.word_count IS 'How many they are.';
COMMENT ON COLUMN who_said_what.speaker_as_written IS 'The speaker as the article has it: "she", "the mayor".';
COMMENT ON COLUMN who_said_what.rule IS 'Which rule found the speaker; consensus: at least three quarters of the articles that quote the words name this speaker, and this article another or none.';
COMMENT ON COLUMN who_said_what.precision IS 'Share of speakers that this rule names rightly, as measured.';
