-- Which articles may share prose with those of the batch? Those that share keys with them, the most first.
-- A key that $commonest articles have is boilerplate, and would make pairs of all of them.
WITH wanted AS MATERIALIZED (
    SELECT key, article_id FROM batch_copy_keys
), found AS MATERIALIZED (
    -- Keys alone first: unpacking the ids of all rows would cost seven times as much.
    SELECT rowid AS row_number FROM analysis.copy_keys WHERE key IN (SELECT key FROM wanted)
), matched AS MATERIALIZED (
    SELECT key, article_id FROM analysis.copy_keys WHERE rowid IN (SELECT row_number FROM found)
), useful AS (
    SELECT key FROM matched GROUP BY key HAVING count(*) BETWEEN 2 AND $commonest
), pairs AS (
    SELECT one.article_id AS one, other.article_id AS other, count(*) AS shared
    FROM wanted AS one
    JOIN useful USING (key)
    JOIN matched AS other ON other.key = one.key AND other.article_id <> one.article_id
    GROUP BY ALL
)
SELECT one::VARCHAR, other::VARCHAR, shared FROM pairs
WHERE other NOT IN (SELECT article_id FROM batch) OR one < other
QUALIFY row_number() OVER (PARTITION BY one ORDER BY shared DESC, other) <= $nearest
ORDER BY one, shared DESC, other;
