-- Which addresses are to be asked again by now, and what did their source say of each last?
WITH waiting AS (
    SELECT a.address_id, a.url, a.ask_again_at, s.source_id, s.name, s.kind, s.location
    FROM ops.addresses AS a
    JOIN sources AS s ON s.source_id = a.source_id
    WHERE a.ask_again_at <= ?
    AND a.url IS NOT NULL
    -- A manifest offers everything each time, and says more of it than is remembered here.
    AND s.kind IN ('feed', 'sitemap', 'urls')
    AND (?::VARCHAR[] IS NULL OR list_contains(?::VARCHAR[], s.name))
)

SELECT w.name, w.kind, w.location, w.url, c.title, c.author, c.summary, c.language, c.published_at, c.modified_at
FROM waiting AS w
LEFT JOIN claims AS c ON c.address_id = w.address_id AND c.source_id = w.source_id
QUALIFY row_number() OVER (PARTITION BY w.address_id ORDER BY c.seen_at DESC) = 1
ORDER BY w.ask_again_at, w.url;
