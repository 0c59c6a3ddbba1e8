-- Body, time, agency and outermost quotations of these articles, in the version that was analysed.
SELECT
    d.article_id::VARCHAR AS article_id,
    d.version,
    a.source_id::VARCHAR AS source_id,
    coalesce(v.published_at, a.first_seen_at) AS reported_at,
    d.agency,
    v.body,
    coalesce(q.positions, []) AS positions,
    coalesce(q.starts, []) AS starts,
    coalesce(q.ends, []) AS ends,
    coalesce(q.kinds, []) AS kinds
FROM (SELECT unnest($articles)::UUID AS article_id) AS w
JOIN analysis.analysed AS d USING (article_id)
JOIN articles AS a USING (article_id)
JOIN article_versions AS v ON v.article_id = d.article_id AND v.version = d.version
LEFT JOIN (
    SELECT
        article_id,
        list(position ORDER BY position) AS positions,
        list(char_start ORDER BY position) AS starts,
        list(char_end ORDER BY position) AS ends,
        list(kind ORDER BY position) AS kinds
    FROM analysis.quotations
    WHERE nested_in IS NULL AND article_id IN (SELECT unnest($articles)::UUID)
    GROUP BY article_id
) AS q USING (article_id);
