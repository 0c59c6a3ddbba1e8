-- Is the warehouse consistent: do the sums add up, is every row there once, and does every reference exist?
WITH keys AS (
    SELECT article_id, version FROM article_versions
),

parts AS (
    SELECT DISTINCT article_id, version FROM article_authors
    UNION
    SELECT DISTINCT article_id, version FROM article_tags
    UNION
    SELECT DISTINCT article_id, version FROM links
    UNION
    SELECT DISTINCT article_id, version FROM paragraphs
),

outcomes AS (
    SELECT run_id, count(*) AS outcomes FROM ops.outcomes GROUP BY run_id
)

SELECT
    (
        SELECT count(*)
        FROM ops.runs AS r
        LEFT JOIN outcomes AS o ON o.run_id = r.run_id
        WHERE r.ended_at IS NOT NULL AND r.discovered <> coalesce(o.outcomes, 0)
    ) AS runs_that_do_not_add_up,
    (SELECT count(*) FROM ops.runs WHERE ended_at IS NULL AND started_at < $now::TIMESTAMPTZ - INTERVAL 1 DAY) AS runs_without_an_end,
    (SELECT count(*) - count(DISTINCT (run_id, batch)) FROM ops.batches) AS batches_loaded_twice,
    (SELECT count(*) - count(DISTINCT (run_id, position)) FROM ops.outcomes) AS candidates_with_two_outcomes,
    (SELECT count(*) FROM article_versions AS v ANTI JOIN articles AS a ON a.article_id = v.article_id) AS versions_without_article,
    (
        SELECT count(*)
        FROM articles AS a
        ANTI JOIN keys AS v ON v.article_id = a.article_id AND v.version = a.current_version
    ) AS articles_without_version,
    (SELECT count(*) - count(DISTINCT (article_id, version)) FROM keys) AS versions_repeated,
    (SELECT count(*) FROM article_versions AS v ANTI JOIN captures AS c ON c.capture_id = v.capture_id) AS versions_without_capture,
    (SELECT count(*) FROM articles AS a ANTI JOIN sources AS s ON s.source_id = a.source_id) AS articles_without_source,
    (
        SELECT count(*) FROM parts AS p ANTI JOIN keys AS v ON v.article_id = p.article_id AND v.version = p.version
    ) AS parts_without_version,
    (
        -- Only texts of the judged day: reading every text every night would take too long.
        SELECT count(*)
        FROM paragraphs AS p
        JOIN article_versions AS v ON v.article_id = p.article_id AND v.version = p.version
        WHERE (v.loaded_at AT TIME ZONE 'UTC')::DATE = $last AND (p.char_end > length(v.body) OR p.char_start >= p.char_end)
    ) AS paragraphs_outside_text,
    (
        SELECT count(*)
        FROM quality.quarantine AS q
        LEFT JOIN capture_places AS p ON p.capture_id = q.capture_id
        WHERE q.state = 'open' AND (p.capture_id IS NULL OR p.removed_at IS NOT NULL)
    ) AS holds_without_capture,
    (
        SELECT count(*) FROM quality.quarantine WHERE state = 'open' AND held_at < $now::TIMESTAMPTZ - INTERVAL 30 DAY
    ) AS holds_unanswered_30_days;
