-- What if a source printed most of a day again under other addresses? Variables: source, day.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT run_id, position, address_id AS id, recorded_at AS moment, url FROM ops.outcomes
WHERE source_id = md5(getvariable('source'))::UUID AND recorded_at::DATE >= getvariable('day')::DATE
AND status = 'loaded' AND hash(address_id) % 10 > 4;
CREATE OR REPLACE TEMP TABLE first_text AS
SELECT min(a.article_id) AS id FROM articles AS a
WHERE a.source_id = md5(getvariable('source'))::UUID AND a.article_id NOT IN (SELECT id FROM chosen);
UPDATE ops.outcomes AS o SET status = 'alias', reason = 'same_text', article_id = (SELECT id FROM first_text)
FROM chosen AS c WHERE c.run_id = o.run_id AND c.position = o.position;
INSERT INTO article_urls SELECT c.url, f.id, 'alias', c.moment FROM chosen AS c, first_text AS f;
