-- Which addresses are to be asked again by now, and what did their source say of each last?
WITH waiting AS (
    SELECT a.address_id, a.url, a.ask_again_at, s.source_id, s.name, s.kind, s.location
    FROM ops.addresses AS a
    JOIN sources AS s ON s.source_id = a.source_id
    -- Asked in the future: the clock was wrong then, and when it is asked again with it.
    WHERE (a.ask_again_at <= $now OR (a.ask_again_at IS NOT NULL AND a.asked_at > $now))
    AND a.url IS NOT NULL
    -- Without what is hidden of it, it cannot be asked: only whoever named it can name it again.
    AND NOT regexp_matches(a.url, 'hidden-[0-9a-f]{10}')
    AND ($names::VARCHAR[] IS NULL OR list_contains($names::VARCHAR[], s.name))
),

-- A snapshot of an earlier release lacks the columns that came later.
told AS (
    SELECT * FROM claims
    UNION ALL BY NAME
    SELECT NULL::VARCHAR AS published_said, NULL::VARCHAR AS modified_said WHERE false
)

SELECT w.name, w.kind, w.location, w.url, c.title, c.author, c.summary, c.language,
    -- Claims of before dates were kept as they were said are instants.
    coalesce(c.published_said, strftime(c.published_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')) AS published_said,
    coalesce(c.modified_said, strftime(c.modified_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')) AS modified_said
FROM waiting AS w
LEFT JOIN told AS c ON c.address_id = w.address_id AND c.source_id = w.source_id
QUALIFY row_number() OVER (PARTITION BY w.address_id ORDER BY c.seen_at DESC) = 1
ORDER BY w.ask_again_at, w.url;
