-- May a request to this host leave now? Takes the turn if so. One row: seconds to wait (0: taken), seconds that are
-- left of a pause the host asked for, the HTTP status that asked. A time far ahead is a clock that was wrong.
WITH taken AS (
    INSERT INTO broadsheet.host_turns AS turn (host, asked_at, taken_by, leaving_until, crawl_delay, crawl_delay_until)
    VALUES (
        %(host)s, clock_timestamp(), %(token)s, clock_timestamp() + make_interval(secs => %(leaving)s),
        %(crawl_delay)s, clock_timestamp() + interval '1 day'
    )
    ON CONFLICT (host) DO UPDATE SET
        asked_at = clock_timestamp(),
        taken_by = %(token)s,
        leaving_until = clock_timestamp() + make_interval(secs => %(leaving)s),
        crawl_delay = CASE
            WHEN turn.crawl_delay > %(crawl_delay)s AND turn.crawl_delay_until > clock_timestamp() THEN turn.crawl_delay
            ELSE %(crawl_delay)s
        END,
        crawl_delay_until = CASE
            WHEN turn.crawl_delay > %(crawl_delay)s AND turn.crawl_delay_until > clock_timestamp()
            THEN turn.crawl_delay_until
            ELSE clock_timestamp() + interval '1 day'
        END
    WHERE (turn.leaving_until <= clock_timestamp() OR turn.leaving_until > clock_timestamp() + interval '1 day')
        AND (turn.paused_until <= clock_timestamp() OR turn.paused_until > clock_timestamp() + interval '1 day')
        AND (
            turn.asked_at > clock_timestamp() + interval '1 minute'
            OR turn.asked_at + make_interval(secs => greatest(
                %(interval)s, CASE WHEN turn.crawl_delay_until > clock_timestamp() THEN turn.crawl_delay ELSE 0 END
            )) <= clock_timestamp()
        )
    RETURNING host
), there AS (
    SELECT
        extract(epoch FROM asked_at - clock_timestamp()) + greatest(
            %(interval)s, CASE WHEN crawl_delay_until > clock_timestamp() THEN crawl_delay ELSE 0 END
        ) AS of_interval,
        CASE WHEN paused_until BETWEEN clock_timestamp() AND clock_timestamp() + interval '1 day'
            THEN extract(epoch FROM paused_until - clock_timestamp()) ELSE 0 END AS of_pause,
        paused_by
    FROM broadsheet.host_turns
    WHERE host = %(host)s
)
SELECT
    CASE WHEN EXISTS (SELECT 1 FROM taken) THEN 0 ELSE greatest(%(least)s, of_interval, of_pause) END::double precision,
    coalesce(of_pause, 0)::double precision,
    coalesce(paused_by, 0)
FROM (SELECT 1) AS one LEFT JOIN there ON true
