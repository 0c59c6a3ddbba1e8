-- What if a source were read in the wrong encoding for a day? Variables: source, day.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT run_id, position, address_id AS id, recorded_at AS moment, url FROM ops.outcomes
WHERE source_id = md5(getvariable('source'))::UUID AND recorded_at::DATE >= getvariable('day')::DATE
AND status = 'loaded' AND hash(address_id) % 10 > 3;
UPDATE ops.outcomes AS o
SET status = 'quarantined', reason = 'failed_checks', checks = ['text_without_mojibake'], article_id = NULL
FROM chosen AS c WHERE c.run_id = o.run_id AND c.position = o.position;
INSERT INTO quality.row_failures
SELECT run_id, 1, position, id, 'text_without_mojibake', 'critical', 'quarantine', '0.031', 'at most 0.002' FROM chosen;
INSERT INTO quality.quarantine
SELECT id, id, md5(getvariable('source'))::UUID, run_id, position, url, 'FÃ¤rjan gÃ¥r igen frÃ¥n i dag', ['text_without_mojibake'], id,
    NULL, 'open', moment
FROM chosen;
UPDATE quality.expectation_results AS r SET status = 'fail', unexpected = n.failed
FROM (SELECT run_id, count(*) AS failed FROM chosen GROUP BY run_id) AS n
WHERE n.run_id = r.run_id AND r.check_id = 'text_without_mojibake';
UPDATE quality.validation_runs AS r SET held = held + n.failed
FROM (SELECT run_id, count(*) AS failed FROM chosen GROUP BY run_id) AS n WHERE n.run_id = r.run_id;
