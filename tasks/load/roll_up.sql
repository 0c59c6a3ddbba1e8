-- Replace results that are older than the setting by their sums by day. Failures of open holds stay as they are.
CREATE OR REPLACE TEMP TABLE old_batches AS
SELECT run_id, batch, (validated_at AT TIME ZONE 'UTC')::DATE AS day
FROM quality.validation_runs
WHERE validated_at < getvariable('keep_from');

INSERT INTO quality.check_days BY NAME
SELECT
    b.day,
    r.check_id,
    r.column_name,
    r.severity,
    r.action,
    count(*) AS batches,
    count(*) FILTER (WHERE r.status <> 'pass') AS batches_failed,
    sum(r.evaluated) AS evaluated,
    sum(r.unexpected) AS unexpected,
    count(*) FILTER (WHERE r.status = 'error') AS errors
FROM quality.expectation_results AS r
JOIN old_batches AS b ON b.run_id = r.run_id AND b.batch = r.batch
GROUP BY ALL;

DELETE FROM quality.expectation_results AS r
USING old_batches AS b
WHERE b.run_id = r.run_id AND b.batch = r.batch;

CREATE OR REPLACE TEMP TABLE old_failures AS
SELECT f.run_id, f.position, f.check_id, f.severity, f.action, b.day, o.source_id
FROM quality.row_failures AS f
JOIN old_batches AS b ON b.run_id = f.run_id AND b.batch = f.batch
JOIN ops.outcomes AS o ON o.run_id = f.run_id AND o.position = f.position
WHERE NOT EXISTS (
    SELECT 1 FROM quality.quarantine AS q WHERE q.state = 'open' AND q.run_id = f.run_id AND q.position = f.position
);

INSERT INTO quality.failure_days (day, source_id, check_id, severity, action, articles)
SELECT day, source_id, check_id, severity, action, count(*) FROM old_failures GROUP BY ALL;

DELETE FROM quality.row_failures AS f
USING old_failures AS o
WHERE o.run_id = f.run_id AND o.position = f.position AND o.check_id = f.check_id;

-- Through a temporary table: the view reads the table that is written here, and DuckDB 1.5.5 would read the new rows too.
CREATE OR REPLACE TEMP TABLE old_metrics AS
SELECT * FROM metrics_by_day WHERE day IN (SELECT day FROM old_batches) AND day NOT IN (SELECT day FROM quality.metric_days);

INSERT INTO quality.metric_days (day, metric, batches, articles, total, mean, least, most) FROM old_metrics;

DELETE FROM quality.batch_metrics AS m
USING old_batches AS b
WHERE b.run_id = m.run_id AND b.batch = m.batch;

-- An audit may judge an old day again: then its result replaces the former one, and its number of judgements is added.
CREATE OR REPLACE TEMP TABLE old_audits AS
SELECT
    day,
    source_id,
    check_id,
    arg_max(
        {
            'severity': severity, 'action': action, 'status': status, 'observed': observed, 'lowest': lowest, 'highest': highest,
            'history': history, 'message': message
        },
        run_id
    ) AS word,
    count(*) FILTER (WHERE status <> 'insufficient_history') AS judgements,
    count(*) FILTER (WHERE status = 'fail') AS failures,
    count(*) FILTER (WHERE status = 'error') AS errors
FROM quality.audit_results
WHERE day < (getvariable('keep_from') AT TIME ZONE 'UTC')::DATE OR day IN (SELECT day FROM quality.audit_days)
GROUP BY day, source_id, check_id;

DELETE FROM quality.audit_results WHERE day IN (SELECT day FROM old_audits);

CREATE OR REPLACE TEMP TABLE audited_again AS
SELECT d.day, d.source_id, d.check_id, d.judgements, d.failures, d.errors
FROM quality.audit_days AS d
JOIN old_audits AS o ON o.day = d.day AND o.check_id = d.check_id AND o.source_id IS NOT DISTINCT FROM d.source_id;

DELETE FROM quality.audit_days AS d
USING audited_again AS a
WHERE a.day = d.day AND a.check_id = d.check_id AND a.source_id IS NOT DISTINCT FROM d.source_id;

INSERT INTO quality.audit_days BY NAME
SELECT
    o.day,
    o.source_id,
    o.check_id,
    unnest(o.word),
    o.judgements + coalesce(a.judgements, 0) AS judgements,
    o.failures + coalesce(a.failures, 0) AS failures,
    o.errors + coalesce(a.errors, 0) AS errors
FROM old_audits AS o
LEFT JOIN audited_again AS a ON a.day = o.day AND a.check_id = o.check_id AND a.source_id IS NOT DISTINCT FROM o.source_id;
