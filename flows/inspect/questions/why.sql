-- What is known of one address: its article, what holds it, how it ended last, how it was asked for, what a source said of it?
WITH last_ends AS (
    SELECT o.*, r.flow
    FROM ops.outcomes AS o
    LEFT JOIN ops.runs AS r ON r.run_id = o.run_id
    WHERE o.address_id = $address_id
)

SELECT
    (
        SELECT {
            'status': a.last_status, 'reason': a.last_reason, 'run_id': a.last_run_id, 'source': s.name,
            'seen_at': a.last_seen_at, 'asked_at': a.asked_at, 'ask_again_at': a.ask_again_at, 'tries': a.tries
        }
        FROM ops.addresses AS a
        LEFT JOIN sources AS s ON s.source_id = a.source_id
        WHERE a.address_id = $address_id
    ) AS address,
    (
        -- The last that says more than that nothing is new.
        SELECT {
            'url': o.url, 'status': o.status, 'reason': o.reason, 'detail': o.detail, 'checks': o.checks,
            'retryable': o.retryable, 'run_id': o.run_id, 'recorded_at': o.recorded_at
        }
        FROM last_ends AS o
        ORDER BY o.status = 'unchanged' OR o.reason = 'repeated', o.recorded_at DESC, o.position DESC
        LIMIT 1
    ) AS outcome,
    (
        SELECT {
            'article_id': l.article_id, 'url': l.url, 'title': v.title, 'version': v.version, 'status': l.status, 'gone_since': l.gone_since,
            'first_seen_at': l.first_seen_at, 'last_seen_at': l.last_seen_at, 'loaded_at': v.loaded_at,
            'run_id': v.run_id, 'source': s.name, 'flags': v.flags
        }
        FROM articles AS l
        JOIN article_versions AS v ON v.article_id = l.article_id AND v.version = l.current_version
        JOIN sources AS s ON s.source_id = l.source_id
        -- Its own article; else the one that it was last found to be an alias of.
        WHERE l.article_id = $address_id OR l.article_id = (
            SELECT o.article_id FROM last_ends AS o WHERE o.article_id IS NOT NULL ORDER BY o.recorded_at DESC LIMIT 1
        )
        ORDER BY l.article_id = $address_id DESC
        LIMIT 1
    ) AS article,
    (
        SELECT {
            'quarantine_id': q.quarantine_id, 'state': q.state, 'title': q.title, 'held_at': q.held_at,
            'run_id': q.run_id,
            'failures': (
                SELECT list({'check_id': f.check_id, 'observed': f.observed, 'bound': f.bound} ORDER BY f.check_id)
                FROM quality.row_failures AS f
                WHERE f.run_id = q.run_id AND f.position = q.position AND f.action = 'quarantine'
            )
        }
        FROM quality.quarantine AS q
        WHERE q.article_id = $address_id
        ORDER BY q.state = 'open' DESC, q.held_at DESC
        LIMIT 1
    ) AS hold,
    (
        SELECT {
            'fetched_at': f.fetched_at, 'http_status': f.http_status, 'final_url': f.final_url, 'redirects': f.redirects,
            'reason': f.reason
        }
        FROM ops.fetches AS f
        JOIN last_ends AS o ON o.run_id = f.run_id AND o.position = f.position
        ORDER BY f.fetched_at DESC
        LIMIT 1
    ) AS fetch,
    (
        SELECT {'source': s.name, 'title': c.title, 'published_at': c.published_at, 'seen_at': c.seen_at}
        FROM claims AS c
        JOIN sources AS s ON s.source_id = c.source_id
        WHERE c.address_id = $address_id
        ORDER BY c.seen_at DESC
        LIMIT 1
    ) AS claim,
    (SELECT count(DISTINCT run_id) FROM last_ends) AS runs;
