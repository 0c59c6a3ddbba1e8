-- Which runs and attempts are older than the settings keep, and which of their outcomes does nobody ask for any more?
-- Asked for is of each address the last outcome, the last that says more than that nothing is new, the last with a capture and the
-- last that led to an article (`broadsheet why`, replay), and what results of checks point to.
CREATE OR REPLACE TEMP TABLE old_runs AS
SELECT run_id, flow
FROM ops.runs
WHERE coalesce(ended_at, started_at) < getvariable('runs_from')
AND status <> 'running'
AND run_id NOT IN (SELECT unnest(getvariable('under_way')::VARCHAR[]));

CREATE OR REPLACE TEMP TABLE old_outcomes AS
WITH ends AS (
    SELECT *, {'at': recorded_at, 'position': position, 'run_id': run_id} AS place FROM ops.outcomes
),

last_ends AS (
    SELECT unnest([
        max(place),
        max(place) FILTER (WHERE status <> 'unchanged' AND reason <> 'repeated'),
        max(place) FILTER (WHERE capture_id IS NOT NULL),
        max(place) FILTER (WHERE article_id IS NOT NULL)
    ]) AS place
    FROM ends
    GROUP BY address_id
),

needed AS (
    SELECT place.run_id AS run_id, place.position AS position FROM last_ends
    UNION
    SELECT run_id, position FROM quality.row_failures
    UNION
    SELECT run_id, position FROM quality.quarantine
)

SELECT o.run_id, o.position, r.flow
FROM ops.outcomes AS o
JOIN old_runs AS r ON r.run_id = o.run_id
ANTI JOIN needed AS n ON n.run_id = o.run_id AND n.position = o.position;

CREATE OR REPLACE TEMP TABLE old_fetches AS
SELECT f.run_id, f.position
FROM ops.fetches AS f
LEFT JOIN old_outcomes AS o ON o.run_id = f.run_id AND o.position = f.position
WHERE o.run_id IS NOT NULL OR f.fetched_at < getvariable('fetches_from');
