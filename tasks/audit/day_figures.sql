-- What did each source deliver on each day? Only ingest runs count: the source has no part in replays and releases.
-- A day on which the source was not asked and offered nothing has no row, unless it is the last one, the one that is judged.
WITH ingests AS (
    -- What a run brings belongs to the day on which it began, also if it was cut off and ended later.
    SELECT run_id, (started_at AT TIME ZONE 'UTC')::DATE AS day, inputs, ended_at IS NULL AS is_open
    FROM ops.runs
    WHERE flow = 'ingest' AND (started_at AT TIME ZONE 'UTC')::DATE BETWEEN $first AND $last
),

ends AS (
    SELECT o.*, i.day FROM ops.outcomes AS o JOIN ingests AS i ON i.run_id = o.run_id
),

offered AS (
    SELECT
        source_id,
        day,
        count(*) AS candidates,
        count(*) FILTER (WHERE status = 'loaded') AS articles,
        count(*) FILTER (WHERE status = 'quarantined') AS held,
        count(*) FILTER (WHERE status IN ('refused', 'failed')) AS lost,
        count(*) FILTER (WHERE capture_id IS NOT NULL) AS captured,
        count(*) FILTER (WHERE capture_id IS NOT NULL AND status NOT IN ('refused', 'failed')) AS cleaned,
        count(*) FILTER (WHERE reason LIKE 'clean\_%' ESCAPE '\') AS clean_failed,
        count(*) FILTER (WHERE reason = 'same_text') AS aliases,
        count(*) FILTER (WHERE reason = 'revised') AS revised
    FROM ends
    GROUP BY source_id, day
),

asked AS (
    SELECT
        e.source_id,
        e.day,
        count(*) AS fetches,
        count(*) FILTER (WHERE list_contains(r.families, 'network')) AS network,
        count(*) FILTER (WHERE list_contains(r.families, 'denied')) AS denied,
        count(*) FILTER (WHERE f.reason = 'gone') AS gone,
        count(*) FILTER (WHERE list_contains(r.families, 'server')) AS server
    FROM ops.fetches AS f
    JOIN ends AS e ON e.run_id = f.run_id AND e.position = f.position
    LEFT JOIN ops.reasons AS r ON r.reason = f.reason
    GROUP BY e.source_id, e.day
),

versions AS (
    SELECT
        a.source_id,
        i.day,
        v.*,
        p.paragraphs,
        p.characters,
        coalesce(l.links, 0) AS links,
        EXISTS (SELECT 1 FROM article_authors AS n WHERE n.article_id = v.article_id AND n.version = v.version) AS has_authors
    FROM article_versions AS v
    JOIN ingests AS i ON i.run_id = v.run_id
    JOIN articles AS a ON a.article_id = v.article_id
    LEFT JOIN (
        SELECT article_id, version, count(*) AS paragraphs, max(char_end) AS characters FROM paragraphs GROUP BY ALL
    ) AS p ON p.article_id = v.article_id AND p.version = v.version
    LEFT JOIN (
        SELECT article_id, version, count(*) AS links FROM links GROUP BY ALL
    ) AS l ON l.article_id = v.article_id AND l.version = v.version
),

main_languages AS (
    SELECT source_id, mode(language) AS language FROM versions GROUP BY source_id
),

written AS (
    SELECT
        v.source_id,
        v.day,
        max(v.loaded_at) AS last_loaded_at,
        avg((v.title IS NULL)::INTEGER) AS without_title_share,
        avg((v.published_at IS NULL)::INTEGER) AS without_date_share,
        avg((NOT v.has_authors)::INTEGER) AS without_authors_share,
        avg((v.language IS NULL)::INTEGER) AS without_language_share,
        avg((v.description IS NULL)::INTEGER) AS without_description_share,
        avg((v.language = m.language)::INTEGER) AS main_language_share,
        median(v.characters) AS median_characters,
        quantile_cont(v.characters, 0.05) AS short_text_characters,
        avg(v.paragraphs) AS mean_paragraphs,
        avg(v.links) AS mean_links,
        avg((len(v.flags) > 0)::INTEGER) AS flag_share,
        median(epoch(v.loaded_at - v.published_at) / 3600) FILTER (
            -- Articles from before the first run of their source are an archive that was read later; they are not late.
            WHERE v.version = 1 AND v.published_precision <> 'day' AND v.published_at <= v.loaded_at
            -- A difference: as a comparison it would become a part of the join (see latency_by_day).
            AND epoch_us(v.published_at) - epoch_us(s.first_seen_at) >= 0
        ) AS delay_hours
    FROM versions AS v
    JOIN main_languages AS m ON m.source_id = v.source_id
    JOIN sources AS s ON s.source_id = v.source_id
    GROUP BY v.source_id, v.day
),

asks AS (
    SELECT source_id, (asked_at AT TIME ZONE 'UTC')::DATE AS day, bool_and(status = 'failed') AS all_failed
    FROM ops.asks
    WHERE (asked_at AT TIME ZONE 'UTC')::DATE BETWEEN $first AND $last
    GROUP BY source_id, day
),

days AS (
    SELECT source_id, day FROM offered
    UNION
    SELECT source_id, day FROM asks WHERE source_id IN (SELECT source_id FROM offered)
    UNION
    SELECT DISTINCT source_id, $last::DATE FROM offered
)

SELECT
    d.source_id::VARCHAR AS source_id,
    s.name AS source,
    d.day,
    -- An outage: nothing could be fetched, so the day is no measure for others.
    coalesce(o.lost = o.candidates, q.all_failed, false) AS is_outage,
    -- Some of it may not have come yet, so it is not to be counted.
    EXISTS (
        SELECT 1 FROM ingests AS i WHERE i.is_open AND i.day = d.day AND (i.inputs = [] OR list_contains(i.inputs, s.name))
    ) AS is_unfinished,
    greatest(0, epoch(
        least(d.day::TIMESTAMPTZ + INTERVAL 1 DAY, $now::TIMESTAMPTZ)
        - max(w.last_loaded_at) OVER (PARTITION BY d.source_id ORDER BY d.day)
    )) / 3600 AS hours_since_loaded,
    coalesce(o.candidates, 0) AS candidates,
    coalesce(k.fetches, 0) AS fetches,
    coalesce(o.captured, 0) AS captures,
    coalesce(o.cleaned, 0) AS judged,
    coalesce(o.articles, 0) AS articles,
    o.held / nullif(o.cleaned, 0) AS held_share,
    o.lost / o.candidates AS lost_share,
    k.network / k.fetches AS network_failure_share,
    k.denied / k.fetches AS denied_share,
    k.gone / k.fetches AS gone_share,
    k.server / k.fetches AS server_failure_share,
    o.cleaned / nullif(o.captured, 0) AS extraction_yield,
    o.clean_failed / nullif(o.captured, 0) AS clean_failure_share,
    o.aliases / nullif(o.cleaned, 0) AS alias_share,
    o.revised / nullif(o.articles, 0) AS revision_share,
    w.* EXCLUDE (source_id, day, last_loaded_at)
FROM days AS d
JOIN sources AS s ON s.source_id = d.source_id
LEFT JOIN offered AS o ON o.source_id = d.source_id AND o.day = d.day
LEFT JOIN asks AS q ON q.source_id = d.source_id AND q.day = d.day
LEFT JOIN asked AS k ON k.source_id = d.source_id AND k.day = d.day
LEFT JOIN written AS w ON w.source_id = d.source_id AND w.day = d.day
ORDER BY source, d.day;
