-- How many articles did each source bring each day?
CREATE OR REPLACE VIEW daily_volume AS
SELECT
    s.name AS source,
    (v.loaded_at AT TIME ZONE 'UTC')::DATE AS day,
    count(*) FILTER (WHERE v.version = 1) AS new_articles,
    count(*) FILTER (WHERE v.version > 1) AS revisions
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
GROUP BY ALL;
COMMENT ON VIEW daily_volume IS 'One row per source and day (UTC) of loading: new articles and revisions, whoever loaded them: runs, releases and replays.';
COMMENT ON COLUMN daily_volume.source IS 'Name of the source.';
COMMENT ON COLUMN daily_volume.day IS 'Day (UTC) of loading.';
COMMENT ON COLUMN daily_volume.new_articles IS 'Articles seen for the first time.';
COMMENT ON COLUMN daily_volume.revisions IS 'Further versions of known articles.';
