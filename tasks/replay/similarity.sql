-- How like their old selves are the texts that would change? Shared runs of four words (of four characters, in
-- languages that are written without spaces) over all of both.
WITH texts AS (
    SELECT
        row_number() OVER () AS number,
        unnest([
            {'is_new': false, 'body': old_body},
            {'is_new': true, 'body': new_body}
        ]) AS t
    FROM compared
    WHERE list_contains([f.field FOR f IN changes], 'body')
),

tokens AS (
    SELECT
        number,
        t.is_new,
        CASE
            WHEN length(t.body) > 20 * len(string_split_regex(t.body, '\s+')) THEN string_split(t.body, '')
            ELSE string_split_regex(lower(t.body), '\s+')
        END AS words
    FROM texts
),

-- Words are put beside their followers as lists: a list that is cut anew for every word takes time with the square of
-- the text's length.
hashes AS (
    SELECT
        number,
        is_new,
        list_transform(
            list_zip(words, words[2:], words[3:], words[4:])[1:greatest(len(words) - 3, 1)], lambda four: hash(four)
        ) AS hashes
    FROM tokens
),

runs AS (
    SELECT
        number,
        list_distinct(flatten(list(hashes) FILTER (WHERE NOT is_new))) AS old_runs,
        list_distinct(flatten(list(hashes) FILTER (WHERE is_new))) AS new_runs
    FROM hashes
    GROUP BY number
),

likeness AS (
    SELECT len(list_intersect(old_runs, new_runs)) / len(list_distinct(list_concat(old_runs, new_runs))) AS likeness
    FROM runs
)

SELECT
    CASE
        WHEN likeness >= 0.99 THEN '0.99 to 1'
        WHEN likeness >= 0.95 THEN '0.95 to 0.99'
        WHEN likeness >= 0.8 THEN '0.8 to 0.95'
        WHEN likeness >= 0.5 THEN '0.5 to 0.8'
        ELSE 'below 0.5'
    END AS likeness,
    count(*) AS texts
FROM likeness
GROUP BY ALL
ORDER BY likeness DESC;
