-- What if a source had nothing new for four days? Variables: source, day (the last whole one). It offers what is known.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT run_id, position, address_id AS id FROM ops.outcomes
WHERE source_id = md5(getvariable('source'))::UUID AND recorded_at::DATE > getvariable('day')::DATE - 4;
UPDATE ops.outcomes AS o
SET status = 'unchanged', reason = 'not_due', article_id = NULL, capture_id = NULL, checks = []
FROM chosen AS c WHERE c.run_id = o.run_id AND c.position = o.position;
DELETE FROM ops.fetches AS f USING chosen AS c WHERE c.run_id = f.run_id AND c.position = f.position;
DELETE FROM quality.row_failures AS f USING chosen AS c WHERE c.run_id = f.run_id AND c.position = f.position;
DELETE FROM quality.quarantine AS q USING chosen AS c WHERE c.id = q.quarantine_id;
