-- Which sources bring less than they used to: nothing for twice as long as their longest pause so far?
WITH days AS (
    SELECT DISTINCT source, coalesce(published_on, (first_seen_at AT TIME ZONE 'UTC')::DATE) AS day
    FROM latest_articles
),

pauses AS (
    SELECT source, day, day - lag(day) OVER (PARTITION BY source ORDER BY day) AS pause
    FROM days
)

SELECT
    source,
    max(day) AS last_day,
    max(pause) AS longest_pause_days,
    current_date - max(day) AS silent_for_days
FROM pauses
GROUP BY source
HAVING current_date - max(day) > 2 * coalesce(max(pause), 1)
ORDER BY silent_for_days DESC;
