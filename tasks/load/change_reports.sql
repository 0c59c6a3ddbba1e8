-- Which reports of changes did the requests of this batch test, and were they true? Before `remembered` takes the new times.
CREATE OR REPLACE TEMP TABLE tested AS
WITH batch AS (
    SELECT
        e.source_id,
        count(*)::INTEGER AS reported,
        (count(*) FILTER (WHERE e.status = 'unchanged'))::INTEGER AS proved_false,
        max(e.fetched_at) AS looked_at
    FROM ended AS e
    JOIN remembered AS a ON a.address_id = e.address_id
    WHERE e.is_web
    AND e.status IN ('loaded', 'unchanged')
    AND e.said_modified > a.asked_at
    AND e.said_modified <= e.fetched_at
    GROUP BY e.source_id
)

SELECT
    b.source_id,
    coalesce(r.reported, 0) + b.reported AS reported,
    coalesce(r.proved_false, 0) + b.proved_false AS proved_false,
    b.looked_at
FROM batch AS b
LEFT JOIN ops.change_reports AS r ON r.source_id = b.source_id;

DELETE FROM ops.change_reports WHERE source_id IN (SELECT source_id FROM tested);

INSERT INTO ops.change_reports (source_id, reported, proved_false, looked_at)
SELECT
    source_id,
    CASE WHEN reported >= 100 THEN reported // 2 ELSE reported END,
    CASE WHEN reported >= 100 THEN proved_false // 2 ELSE proved_false END,
    looked_at
FROM tested;
