-- How far is the analysis, by language, and what could it not read?
CREATE OR REPLACE VIEW analysis_state AS
SELECT
    v.language,
    coalesce(CASE WHEN d.version = a.current_version THEN d.status END, 'waiting') AS status,
    d.reason,
    count(*) AS articles,
    max(d.analysed_at) AS last_at
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
LEFT JOIN analysis.analysed AS d ON d.article_id = a.article_id
GROUP BY ALL;
COMMENT ON VIEW analysis_state IS 'One row per language and end of the analysis: how many articles.';
COMMENT ON COLUMN analysis_state.language IS 'Language of the text (ISO 639-1).';
COMMENT ON COLUMN analysis_state.status IS 'read, cut, failed, comparing (the last run did not end) or waiting (for the next run).';
COMMENT ON COLUMN analysis_state.reason IS 'Why it is cut or failed.';
COMMENT ON COLUMN analysis_state.articles IS 'Articles.';
COMMENT ON COLUMN analysis_state.last_at IS 'When the last of them was analysed.';
