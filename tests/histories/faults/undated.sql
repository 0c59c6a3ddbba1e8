-- What if a source lost its dates? Variables: source, day.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT run_id, position, address_id AS id FROM ops.outcomes
WHERE source_id = md5(getvariable('source'))::UUID AND recorded_at::DATE >= getvariable('day')::DATE
AND status = 'loaded' AND hash(address_id) % 10 > 1;
UPDATE article_versions AS v SET published_at = NULL, published_precision = NULL, flags = ['has_date']
FROM chosen AS c WHERE c.id = v.article_id;
INSERT INTO quality.row_failures
SELECT run_id, 1, position, id, 'has_date', 'warning', 'flag', NULL, 'present' FROM chosen;
DELETE FROM chosen;
