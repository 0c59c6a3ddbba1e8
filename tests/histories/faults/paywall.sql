-- What if a wall went up, and most articles of a day were teasers? Variables: source, day.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT o.run_id, o.position, o.address_id AS id FROM ops.outcomes AS o
WHERE o.source_id = md5(getvariable('source'))::UUID AND o.recorded_at::DATE >= getvariable('day')::DATE
AND o.status = 'loaded' AND hash(o.address_id) % 10 > 1;
UPDATE article_versions AS v SET word_count = 45, is_free = false, body = v.body[:270] FROM chosen AS c WHERE c.id = v.article_id;
UPDATE paragraphs AS p SET char_end = 270 FROM chosen AS c WHERE c.id = p.article_id;
DELETE FROM chosen;
