-- Which captures can be read again by a replay, and what is each of them today?
-- Of an article, the capture of its current version; every open hold; and the last capture of an address that gave no article.
-- What a person discarded is left alone.
CREATE OR REPLACE VIEW replayable AS
WITH last_captures AS (
    SELECT capture_id, address_id, source_id, status, reason
    FROM ops.outcomes
    WHERE capture_id IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY address_id ORDER BY recorded_at DESC, position DESC) = 1
),

chosen AS (
    SELECT v.capture_id, a.article_id AS address_id, a.source_id, 'loaded' AS standing, NULL AS reason, [] AS checks
    FROM articles AS a
    JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
    UNION ALL
    SELECT q.capture_id, q.article_id, q.source_id, 'held', 'failed_checks', q.checks
    FROM quality.quarantine AS q
    WHERE q.state = 'open'
    UNION ALL
    SELECT capture_id, address_id, source_id, status, reason, []
    FROM last_captures
    WHERE status IN ('alias', 'refused', 'failed')
)

SELECT
    c.capture_id,
    c.address_id,
    c.source_id,
    s.name AS source,
    coalesce(a.url, q.url, p.url) AS url,
    c.standing,
    c.reason,
    c.checks,
    v.version,
    coalesce(v.title, q.title) AS title,
    v.language,
    v.section,
    v.published_at,
    v.word_count,
    v.extractor,
    v.extractor_version,
    p.captured_at,
    p.removed_at IS NOT NULL AS is_gone
FROM chosen AS c
JOIN sources AS s ON s.source_id = c.source_id
JOIN capture_places AS p ON p.capture_id = c.capture_id
LEFT JOIN articles AS a ON a.article_id = c.address_id AND c.standing = 'loaded'
LEFT JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
LEFT JOIN quality.quarantine AS q ON q.quarantine_id = c.capture_id AND c.standing = 'held'
-- A capture is one thing: that it could not be read the last time does not take away the article that was made of it.
QUALIFY row_number() OVER (PARTITION BY c.capture_id ORDER BY c.standing <> 'loaded', c.standing <> 'held') = 1;
COMMENT ON VIEW replayable IS 'One row per capture that a replay can read again, with what it is today: loaded, held, alias, refused or failed. Conditions of `broadsheet replay --where` are over its columns.';
COMMENT ON COLUMN replayable.capture_id IS 'The capture.';
COMMENT ON COLUMN replayable.address_id IS 'UUIDv5 of the address; the article_id where there is an article.';
COMMENT ON COLUMN replayable.source_id IS 'The source.';
COMMENT ON COLUMN replayable.source IS 'Name of the source.';
COMMENT ON COLUMN replayable.url IS 'Its address: a web address, or a file''s URI.';
COMMENT ON COLUMN replayable.standing IS 'What it is today: loaded, held, alias, refused or failed.';
COMMENT ON COLUMN replayable.reason IS 'Not loaded: why.';
COMMENT ON COLUMN replayable.checks IS 'Held: the checks that hold it.';
COMMENT ON COLUMN replayable.version IS 'Loaded: number of the version that was made of it.';
COMMENT ON COLUMN replayable.title IS 'Title as the publisher names the article.';
COMMENT ON COLUMN replayable.language IS 'Language of the text (ISO 639-1).';
COMMENT ON COLUMN replayable.section IS 'Section of the outlet.';
COMMENT ON COLUMN replayable.published_at IS 'When it was published (UTC).';
COMMENT ON COLUMN replayable.word_count IS 'Words of the body.';
COMMENT ON COLUMN replayable.extractor IS 'What made text of it.';
COMMENT ON COLUMN replayable.extractor_version IS 'Version of the extractor.';
COMMENT ON COLUMN replayable.captured_at IS 'When the bytes were got.';
COMMENT ON COLUMN replayable.is_gone IS 'Whether retention has removed its bytes.';
