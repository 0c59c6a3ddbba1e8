-- What would each capture that was read again become, beside what it is today?
CREATE OR REPLACE TEMP TABLE compared AS
WITH read_again AS (
    SELECT
        c.address_id::UUID AS article_id,
        k.capture_id::UUID AS capture_id,
        c.url IS NOT NULL AS is_web,
        coalesce(c.url, c.address) AS url,
        c.source_name AS source,
        a.*,
        coalesce(v.held, false) AND NOT EXISTS (
            SELECT 1 FROM quality.quarantine AS q WHERE q.quarantine_id = k.capture_id::UUID AND q.state = 'released'
        ) AS held,
        [f.check_id FOR f IN v.failures IF f.action = 'quarantine'] AS checks
    FROM read_parquet(getvariable('candidates_files'), hive_partitioning = false) AS c
    JOIN read_parquet(getvariable('captures_files'), hive_partitioning = false) AS k ON k.position = c.position
    JOIN read_parquet(getvariable('articles_files'), hive_partitioning = false) AS a ON a.position = c.position
    LEFT JOIN read_parquet(getvariable('verdicts_files'), hive_partitioning = false) AS v ON v.position = c.position
),

-- A person has one spelling in the tables: the one that was read first.
names_again AS (
    SELECT u.capture_id, list_sort(list(DISTINCT coalesce(p.name, u.author.name))) AS names
    FROM (SELECT capture_id, unnest(authors) AS author FROM read_again) AS u
    LEFT JOIN authors AS p ON p.author_id = u.author.author_id::UUID
    GROUP BY u.capture_id
)

SELECT
    n.url,
    n.source,
    CASE WHEN r.standing IN ('refused', 'failed') THEN r.reason ELSE r.standing END AS was,
    CASE
        WHEN n.reason IS NOT NULL THEN n.reason
        WHEN n.held THEN 'held'
        WHEN r.standing = 'alias' THEN 'alias'
        ELSE 'loaded'
    END AS becomes,
    n.checks,
    old.body AS old_body,
    n.body AS new_body,
    CASE
        WHEN old.article_id IS NOT NULL AND n.reason IS NULL
            THEN list_filter(
                [
                    {{changes}},
                    {'field': 'authors', 'old': coalesce(list_sort(w.names), [])::VARCHAR,
                        'new': coalesce(again.names, [])::VARCHAR},
                    {'field': 'tags', 'old': coalesce(t.tags, [])::VARCHAR, 'new': coalesce(list_sort(list_distinct([lower(u.name) FOR u IN n.tags])), [])::VARCHAR}
                ],
                lambda f: f.old IS DISTINCT FROM f.new
            )
        ELSE []
    END AS changes
FROM read_again AS n
JOIN replayable AS r ON r.capture_id = n.capture_id
LEFT JOIN names_again AS again ON again.capture_id = n.capture_id
LEFT JOIN articles AS a ON a.article_id = n.article_id AND r.standing = 'loaded'
LEFT JOIN article_versions AS old ON old.article_id = a.article_id AND old.version = a.current_version
LEFT JOIN (
    SELECT x.article_id, x.version, list(p.name) AS names
    FROM article_authors AS x
    JOIN authors AS p ON p.author_id = x.author_id
    GROUP BY x.article_id, x.version
) AS w ON w.article_id = old.article_id AND w.version = old.version
LEFT JOIN (
    SELECT x.article_id, x.version, list(lower(p.name) ORDER BY lower(p.name)) AS tags
    FROM article_tags AS x
    JOIN tags AS p ON p.tag_id = x.tag_id
    GROUP BY x.article_id, x.version
) AS t ON t.article_id = old.article_id AND t.version = old.version;
