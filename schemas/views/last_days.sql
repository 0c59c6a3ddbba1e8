-- Which days are "the last 30 days", on the quality page and in every view that says so?
CREATE OR REPLACE VIEW last_days AS
SELECT last_day - 30 AS first_day, last_day - 7 AS first_recent_day, last_day
FROM (
    SELECT make_timestamp(epoch_us(max(started_at)))::DATE AS last_day
    FROM ops.runs
    -- A run with a start in the future is ignored: a clock was wrong.
    WHERE started_at <= now() + INTERVAL 1 HOUR
);
COMMENT ON VIEW last_days IS 'One row: the 30 whole days before the day of the newest run, and that day as far as it goes. The quality page and every view that says "the last 30 days" mean these.';
COMMENT ON COLUMN last_days.first_day IS 'The first of the 30 whole days (UTC).';
COMMENT ON COLUMN last_days.first_recent_day IS 'The first of the last seven whole days.';
COMMENT ON COLUMN last_days.last_day IS 'The day of the newest run, which may not be over.';
