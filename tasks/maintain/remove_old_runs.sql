-- What old_runs.sql found goes; what it adds up to, day by day, stays.
INSERT INTO ops.outcome_days (day, source_id, flow, status, reason, candidates, last_recorded_at)
SELECT (o.recorded_at AT TIME ZONE 'UTC')::DATE, o.source_id, x.flow, o.status, o.reason, count(*), max(o.recorded_at)
FROM ops.outcomes AS o
JOIN old_outcomes AS x ON x.run_id = o.run_id AND x.position = o.position
GROUP BY ALL;

DELETE FROM ops.fetches AS f
USING old_fetches AS x
WHERE x.run_id = f.run_id AND x.position = f.position;

DELETE FROM ops.outcomes AS o
USING old_outcomes AS x
WHERE x.run_id = o.run_id AND x.position = o.position;

DELETE FROM ops.batches WHERE run_id IN (SELECT run_id FROM old_runs);
DELETE FROM ops.run_events WHERE run_id IN (SELECT run_id FROM old_runs);
DELETE FROM ops.step_times WHERE run_id IN (SELECT run_id FROM old_runs);
DELETE FROM ops.asks WHERE run_id IN (SELECT run_id FROM old_runs);
DELETE FROM ops.runs WHERE run_id IN (SELECT run_id FROM old_runs);
