-- Which versions of articles were loaded in this span of time, each with everything that is known of it?
SELECT
    {{exported_columns}}
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.loaded_at > getvariable('since') AND v.loaded_at <= getvariable('until')
AND (getvariable('source') IS NULL OR s.name = getvariable('source'))
