-- What do the found texts consist of, piece by piece, and which pieces are what was asked for? Words, letters of scripts without spaces,
-- and what stands between them. Parameters: articles, words.
WITH wanted AS MATERIALIZED (
    -- By the numbers of their rows, and not by their ids, the texts of a few are read without those of all.
    SELECT v.rowid AS row_number
    FROM (SELECT unnest($articles::UUID[]) AS article_id) AS i
    JOIN articles AS a ON a.article_id = i.article_id
    JOIN article_versions AS v ON v.article_id = a.article_id AND v.version - a.current_version = 0
),

asked AS (
    SELECT list_distinct(flatten(list([term.term FOR term IN terms]))) AS terms FROM search_parts($words)
),

pieces AS (
    SELECT article_id, unnest(pieces) AS piece, generate_subscripts(pieces, 1) AS place
    FROM (
        SELECT
            v.article_id,
            regexp_extract_all(
                v.body,
                '[' || search_unspaced() || ']\pM*'
                || '|[^\pP\pS\pZ\pC' || search_unspaced() || ']+(?:[''’][^\pP\pS\pZ\pC' || search_unspaced() || ']+)*'
                || '|[\pP\pS\pZ\pC]+'
            ) AS pieces
        FROM article_versions AS v
        WHERE v.rowid IN (SELECT row_number FROM wanted)
    )
),

folded AS (
    SELECT *, search_words(piece) AS spelled FROM pieces
)

SELECT
    article_id,
    list(piece ORDER BY place) AS pieces,
    list(
        list_has_any((FROM asked), spelled)
        OR coalesce(list_contains((FROM asked), spelled[1] || following[1]) AND len(spelled) = 1, false)
        OR coalesce(list_contains((FROM asked), former[1] || spelled[1]) AND len(spelled) = 1, false)
        ORDER BY place
    ) AS hits
FROM (SELECT *, lead(spelled) OVER places AS following, lag(spelled) OVER places AS former FROM folded WINDOW places AS (PARTITION BY article_id ORDER BY place))
GROUP BY article_id;
