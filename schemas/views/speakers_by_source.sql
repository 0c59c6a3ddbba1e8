-- Whom does each source quote, and how much?
CREATE OR REPLACE VIEW speakers_by_source AS
SELECT
    s.name AS source,
    p.name AS speaker,
    p.kind AS speaker_kind,
    count(*) AS quotations,
    sum(q.words) AS words,
    count(DISTINCT q.article_id) AS articles,
    min(coalesce(v.published_at, a.first_seen_at)) AS first_at,
    max(coalesce(v.published_at, a.first_seen_at)) AS last_at
FROM analysis.quotation_speakers AS p
JOIN analysis.quotations AS q ON q.article_id = p.article_id AND q.position = p.position
JOIN articles AS a ON a.article_id = q.article_id AND a.current_version = q.version
JOIN article_versions AS v ON v.article_id = q.article_id AND v.version = q.version
JOIN sources AS s ON s.source_id = a.source_id
WHERE p.name IS NOT NULL
GROUP BY s.name, p.name, p.kind;
COMMENT ON VIEW speakers_by_source IS 'One row per source and speaker: how often and how much the source quotes them.';
COMMENT ON COLUMN speakers_by_source.source IS 'Name of the source.';
COMMENT ON COLUMN speakers_by_source.speaker IS 'Name of the speaker, as the articles have it in full.';
COMMENT ON COLUMN speakers_by_source.speaker_kind IS 'person, organisation or group.';
COMMENT ON COLUMN speakers_by_source.quotations IS 'Quotations.';
COMMENT ON COLUMN speakers_by_source.words IS 'Their words.';
COMMENT ON COLUMN speakers_by_source.articles IS 'Articles that have them.';
COMMENT ON COLUMN speakers_by_source.first_at IS 'The first of these (UTC).';
COMMENT ON COLUMN speakers_by_source.last_at IS 'The last of these.';
