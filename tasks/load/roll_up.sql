-- Results that are older than the setting: what they add up to, day by day, stays. Failures of open holds stay as they are.
CREATE OR REPLACE TEMP TABLE old_batches AS
SELECT run_id, batch, (validated_at AT TIME ZONE 'UTC')::DATE AS day
FROM quality.validation_runs
WHERE validated_at < getvariable('keep_from');

INSERT INTO quality.check_days
SELECT b.day, r.check_id, r.severity, r.action, count(*), count(*) FILTER (WHERE r.status <> 'pass'), sum(r.evaluated), sum(r.unexpected)
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

INSERT INTO quality.failure_days
SELECT day, source_id, check_id, severity, action, count(*) FROM old_failures GROUP BY ALL;

DELETE FROM quality.row_failures AS f
USING old_failures AS o
WHERE o.run_id = f.run_id AND o.position = f.position AND o.check_id = f.check_id;
