-- What if a site shut us out of most of a day? Variables: source, day.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT run_id, position, address_id AS id FROM ops.outcomes
WHERE source_id = md5(getvariable('source'))::UUID AND recorded_at::DATE >= getvariable('day')::DATE
AND status = 'loaded' AND hash(address_id) % 10 > 2;
UPDATE ops.outcomes AS o SET status = 'failed', reason = 'denied', detail = 'HTTP 403', article_id = NULL, capture_id = NULL
FROM chosen AS c WHERE c.run_id = o.run_id AND c.position = o.position;
UPDATE ops.fetches AS f SET reason = 'denied', http_status = 403
FROM chosen AS c WHERE c.run_id = f.run_id AND c.position = f.position;
