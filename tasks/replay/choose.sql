-- Which captures are read again, and what had their sources said of them? The condition stands in a person's words.
-- What a manifest knew is not in the archive: it is taken from the version, or the hold, that it went into.
SELECT
    r.capture_id::VARCHAR AS capture_id,
    r.address_id::VARCHAR AS address_id,
    r.source_id::VARCHAR AS source_id,
    r.standing,
    r.url,
    s.name AS source_name,
    s.kind AS source_kind,
    s.location AS source_location,
    s.homepage AS source_homepage,
    s.language AS source_language,
    s.country AS source_country,
    s.timezone AS source_timezone,
    c.url AS captured_url,
    c.warc_file,
    c.warc_offset,
    c.warc_length,
    c.payload_sha256,
    c.payload_bytes,
    c.content_type,
    c.http_status,
    c.captured_at,
    c.opt_outs,
    CASE WHEN coalesce(v.title_from, q.record ->> 'title_from') = 'manifest' THEN coalesce(v.title, q.title) END AS known_title,
    CASE
        WHEN v.authors_from = 'manifest' THEN n.names
        WHEN q.record ->> 'authors_from' = 'manifest' THEN (q.record -> '$.authors[*].name')::VARCHAR[]
    END AS known_authors,
    CASE
        WHEN coalesce(v.published_from, q.record ->> 'published_from') = 'manifest'
            -- As it was said: the clock of the place, and how far that is from UTC. A time without a zone is in that of its source.
            THEN left(
                strftime(
                    p.published_at AT TIME ZONE CASE WHEN in_source_zone.is_so THEN s.timezone ELSE 'UTC' END + to_minutes(CASE WHEN p.zone IS NULL THEN 0 ELSE
                        (p.zone[2:3]::INTEGER * 60 + p.zone[5:6]::INTEGER) * CASE WHEN p.zone[1] = '-' THEN -1 ELSE 1 END
                    END),
                    '%Y-%m-%dT%H:%M:%S'
                ),
                CASE
                    -- A time in no known zone is known to the day.
                    WHEN p.precision = 'day' AND p.published_at = date_trunc('day', p.published_at) THEN 10
                    WHEN p.precision = 'minute' THEN 16
                    ELSE 19
                END
            ) || CASE WHEN p.precision = 'day' OR in_source_zone.is_so THEN '' ELSE coalesce(p.zone, 'Z') END
    END AS known_published,
    CASE
        WHEN coalesce(v.language_from, q.record ->> 'language_from') = 'manifest'
            THEN coalesce(v.language, q.record ->> 'language')
    END AS known_language,
    coalesce(v.outlet, q.record ->> 'outlet') AS known_outlet,
    m.claim.title AS said_title,
    m.claim.author AS said_author,
    m.claim.summary AS said_summary,
    m.claim.language AS said_language,
    -- Claims of before dates were kept as they were said are instants.
    coalesce(m.claim.published_said, strftime(m.claim.published_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')) AS said_published,
    coalesce(m.claim.modified_said, strftime(m.claim.modified_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')) AS said_modified
FROM replayable AS r
JOIN captures AS c ON c.capture_id = r.capture_id
JOIN sources AS s ON s.source_id = r.source_id
LEFT JOIN article_versions AS v ON v.article_id = r.address_id AND v.version = r.version
LEFT JOIN quality.quarantine AS q ON q.quarantine_id = r.capture_id AND r.standing = 'held'
CROSS JOIN LATERAL (
    SELECT
        coalesce(v.published_at, (q.record ->> 'published_at')::TIMESTAMPTZ) AS published_at,
        coalesce(v.published_precision, q.record ->> 'published_precision') AS precision,
        coalesce(v.published_zone, q.record ->> 'published_zone') AS zone
) AS p
CROSS JOIN LATERAL (SELECT p.zone IS NULL AND p.precision <> 'day' AND s.timezone IS NOT NULL AS is_so) AS in_source_zone
LEFT JOIN (
    SELECT x.article_id, x.version, list(a.name ORDER BY x.position) AS names
    FROM article_authors AS x
    JOIN authors AS a ON a.author_id = x.author_id
    GROUP BY x.article_id, x.version
) AS n ON n.article_id = v.article_id AND n.version = v.version
-- The claim that stood when the capture was made.
LEFT JOIN (
    SELECT c.capture_id, max_by(k, k.seen_at) AS claim
    FROM claims AS k
    JOIN captures AS c ON c.address_id = k.address_id AND k.seen_at <= c.captured_at
    GROUP BY c.capture_id
) AS m ON m.capture_id = r.capture_id
WHERE NOT r.is_gone
AND ($source = '' OR r.source = $source)
AND ($since IS NULL OR r.captured_at >= $since)
AND r.capture_id IN (SELECT capture_id FROM replayable WHERE /*condition*/)
-- Articles before their aliases: a text that reads otherwise now must be in the tables when its other addresses are read.
ORDER BY r.standing <> 'loaded', r.captured_at, r.capture_id;
