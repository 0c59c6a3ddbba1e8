-- Store the articles that checks hold, close the holds that are settled, and record the results of the checks.
-- A hold belongs to one capture. If a replay judges the same capture again, the hold stays or is closed; another capture of
-- the same address replaces it.
CREATE OR REPLACE TEMP TABLE answered_holds AS
SELECT
    q.quarantine_id,
    CASE
        WHEN bool_or(j.capture_id = q.quarantine_id AND j.held) THEN 'open'
        WHEN bool_or(j.capture_id = q.quarantine_id) THEN 'passed'
        ELSE 'superseded'
    END AS state
FROM quality.quarantine AS q
JOIN judged AS j ON j.article_id = q.article_id
WHERE q.state = 'open' OR (j.capture_id = q.quarantine_id AND j.held)
GROUP BY q.quarantine_id;

UPDATE quality.quarantine AS q
SET state = a.state
FROM answered_holds AS a
WHERE a.quarantine_id = q.quarantine_id;

UPDATE quality.quarantine AS q
SET
    run_id = getvariable('run_id'),
    position = j.position,
    title = j.title,
    checks = [f.check_id FOR f IN j.failures IF f.action = 'quarantine'],
    record = to_json(j)
FROM judged AS j
WHERE j.held AND j.capture_id = q.quarantine_id;

INSERT INTO quality.quarantine (
    quarantine_id, article_id, source_id, run_id, position, url, title, checks, capture_id, record, state, held_at
)
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
WHERE j.held AND NOT EXISTS (SELECT 1 FROM quality.quarantine AS known WHERE known.quarantine_id = j.capture_id)
ORDER BY j.position;

INSERT INTO quality.hold_events (quarantine_id, state, who, reason, run_id, happened_at)
SELECT
    j.capture_id,
    'open',
    'checks',
    array_to_string([f.check_id FOR f IN j.failures IF f.action = 'quarantine'], ', '),
    getvariable('run_id'),
    getvariable('now')
FROM judged AS j
WHERE j.held
UNION ALL
SELECT quarantine_id, state, 'checks', NULL, getvariable('run_id'), getvariable('now')
FROM answered_holds
WHERE state <> 'open';

INSERT INTO quality.row_failures (run_id, batch, position, article_id, check_id, severity, action, observed, bound)
SELECT
    getvariable('run_id'),
    getvariable('batch'),
    position,
    article_id,
    f.check_id,
    f.severity,
    f.action,
    f.observed,
    f.bound
FROM (SELECT position, article_id, unnest(failures) AS f FROM judged);

INSERT INTO quality.expectation_results (
    run_id, batch, check_id, expectation, column_name, severity, action, status, evaluated, unexpected, message
)
SELECT getvariable('run_id'), getvariable('batch'), * FROM read_parquet(getvariable('results_file'), hive_partitioning = false);

INSERT INTO quality.validation_runs (run_id, batch, suite, articles, held, validated_at)
SELECT
    getvariable('run_id'),
    getvariable('batch'),
    'articles',
    count(*),
    count(*) FILTER (WHERE held),
    getvariable('now')
FROM judged;

INSERT INTO quality.batch_metrics (run_id, batch, metric, value)
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
