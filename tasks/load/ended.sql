-- How did each candidate of this batch end, and when is its address requested again?
CREATE OR REPLACE TEMP TABLE ended AS
WITH ends AS (
    SELECT
        s.*,
        d.reason,
        coalesce(d.detail, CASE WHEN r.status IN ('loaded', 'alias') THEN s.left_empty END) AS detail,
        d.checks,
        d.article_id,
        d.version,
        r.status,
        r.retryable,
        r.families,
        CASE WHEN r.status = 'unchanged' THEN a.last_status ELSE r.status END AS judged_as,
        CASE
            WHEN NOT r.retryable THEN 0
            -- The host asked for a pause before this address had its turn: nothing was sent, so it does not count as an attempt.
            WHEN list_contains(r.families, 'host_busy') AND s.http_status IS NULL THEN coalesce(a.tries, 0)
            -- An address that was given up starts again from the first interval.
            WHEN a.ask_again_at IS NULL THEN 1
            ELSE a.tries + 1
        END AS tries,
        CASE
            WHEN d.reason IN ('new', 'revised') OR (r.status <> 'unchanged' AND a.last_reason IS DISTINCT FROM d.reason)
                THEN s.fetched_at
            ELSE a.changed_at
        END AS changed_at
    FROM staged AS s
    JOIN decisions AS d ON d.position = s.position
    JOIN ops.reasons AS r ON r.reason = d.reason
    LEFT JOIN remembered AS a ON a.address_id = s.address_id
),

waits AS (
    SELECT
        *,
        retryable AND is_web AND tries >= getvariable('most_tries') AS is_given_up,
        CASE
            -- Temporary failures are retried after 10 minutes, then after three times as long each time; failures of
            -- names and certificates start with a longer wait.
            WHEN retryable AND list_contains(families, 'retry_slowly') THEN INTERVAL 24 HOUR
            WHEN retryable THEN to_seconds(least(86400, 600 * 3 ** greatest(tries - 1, 0)))
            -- An article unchanged for an hour is requested again after two more; one unchanged for three days, after a week.
            WHEN is_web AND (judged_as IN ('loaded', 'alias', 'quarantined') OR article_id IS NOT NULL)
                THEN greatest(getvariable('look_again_after'), 2 * (fetched_at - coalesce(changed_at, fetched_at)))
        END AS wait
    FROM ends
)

SELECT
    * EXCLUDE (judged_as, is_given_up, wait, detail, families),
    CASE WHEN is_given_up THEN concat_ws('; ', detail, 'given up after ' || tries || ' tries') ELSE detail END AS detail,
    CASE
        WHEN is_given_up THEN NULL
        WHEN retryable THEN greatest(fetched_at + wait, retry_at)
        WHEN fetched_at + wait <= coalesce(changed_at, fetched_at) + getvariable('look_again_for') THEN fetched_at + wait
    END AS ask_again_at
FROM waits;
