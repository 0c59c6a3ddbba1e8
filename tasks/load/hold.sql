-- Hold what the checks hold, and record what they said.
UPDATE quality.quarantine
SET state = 'superseded'
WHERE state = 'open' AND article_id IN (SELECT article_id FROM judged);

INSERT INTO quality.quarantine
SELECT
    j.capture_id,
    j.article_id,
    j.source_id,
    getvariable('run_id'),
    j.position,
    j.url,
    j.title,
    [f.check_id FOR f IN j.failures IF f.action = 'quarantine'],
    j.capture_id,
    to_json(j),
    'open',
    getvariable('now')
FROM judged AS j
WHERE j.held
ORDER BY j.position;

INSERT INTO quality.row_failures
SELECT
    getvariable('run_id'),
    getvariable('batch'),
    position,
    article_id,
    f.check_id,
    f.severity,
    f.action,
    f.observed
FROM (SELECT position, article_id, unnest(failures) AS f FROM judged);

INSERT INTO quality.expectation_results
SELECT getvariable('run_id'), getvariable('batch'), * FROM read_parquet(getvariable('results_file'));

INSERT INTO quality.validation_runs
SELECT
    getvariable('run_id'),
    getvariable('batch'),
    'articles',
    count(*),
    count(*) FILTER (WHERE held),
    getvariable('now')
FROM judged;

INSERT INTO quality.batch_metrics
SELECT getvariable('run_id'), getvariable('batch'), m.metric, m.value
FROM (
    SELECT
        unnest([
            {'metric': 'articles', 'value': count(*)::DOUBLE},
            {'metric': 'held', 'value': count(*) FILTER (WHERE held)::DOUBLE},
            {'metric': 'mean_characters', 'value': avg(length(body))},
            {'metric': 'share_without_title', 'value': avg((title IS NULL)::INTEGER)},
            {'metric': 'share_without_date', 'value': avg((published_at IS NULL)::INTEGER)},
            {'metric': 'share_without_authors', 'value': avg((len(authors) = 0)::INTEGER)},
            {'metric': 'mean_clean_ms', 'value': avg(elapsed_ms)}
        ]) AS m
    FROM judged
)
WHERE m.value IS NOT NULL;
