-- How is each story covered: by whom, how many reports are their own, who was first, how long did it go on?
CREATE OR REPLACE VIEW story_coverage AS
SELECT
    story_id,
    arg_min(title, place) AS title,
    count(*) AS articles,
    count(DISTINCT source) AS source_count,
    list(DISTINCT source ORDER BY source) AS sources,
    count(*) FILTER (WHERE NOT is_copy) AS own_reports,
    arg_min(source, place) AS first_source,
    min(reported_at) AS first_at,
    max(reported_at) AS last_at,
    round(date_diff('minute', min(reported_at), max(reported_at)) / 60, 1) AS hours
FROM story_reports
GROUP BY story_id;
COMMENT ON VIEW story_coverage IS 'One row per story that at least two articles report.';
COMMENT ON COLUMN story_coverage.story_id IS 'The story.';
COMMENT ON COLUMN story_coverage.title IS 'Title of its first article.';
COMMENT ON COLUMN story_coverage.articles IS 'Articles that report it.';
COMMENT ON COLUMN story_coverage.source_count IS 'Sources of these.';
COMMENT ON COLUMN story_coverage.sources IS 'Names of these, in order.';
COMMENT ON COLUMN story_coverage.own_reports IS 'Articles that are no copies of an earlier one.';
COMMENT ON COLUMN story_coverage.first_source IS 'Whose article came first.';
COMMENT ON COLUMN story_coverage.first_at IS 'When that was (UTC).';
COMMENT ON COLUMN story_coverage.last_at IS 'When the last one came.';
COMMENT ON COLUMN story_coverage.hours IS 'Hours between the two.';
