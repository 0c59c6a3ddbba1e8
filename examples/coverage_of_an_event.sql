-- Who wrote about an event, when first, how much, and how long after the first of all? Put your own words in the first lines.
WITH event AS (
    SELECT article_id, source, title, word_count, coalesce(published_at, first_seen_at) AS told_at
    FROM latest_articles
    WHERE regexp_matches(concat_ws(' ', title, body), '\b(astrolabe|boathouse)\b', 'i')
)

SELECT
    source,
    count(*) AS articles,
    sum(word_count)::BIGINT AS words,
    min(told_at) AS first_at,
    date_diff('minute', (SELECT min(told_at) FROM event), min(told_at)) AS minutes_behind,
    arg_min(title, told_at) AS first_title
FROM event
GROUP BY source
ORDER BY first_at;
