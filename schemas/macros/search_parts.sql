-- What does somebody ask for who types this? Phrases in quotation marks must be there; of the rest any is enough. A run of letters
-- without spaces is one thing to look for, like a phrase.
CREATE OR REPLACE MACRO search_parts(asked) AS TABLE
WITH typed AS (
    SELECT translate(left(asked, 10000), '“”„«»＂', '""""""') AS text
),

pieces AS (
    SELECT true AS is_needed, unnest(regexp_extract_all(text, '"([^"]*)"', 1)) AS piece FROM typed
    UNION ALL
    SELECT false, unnest(
        regexp_extract_all(
            regexp_replace(text, '"[^"]*"', ' ', 'g'),
            '[' || search_unspaced() || '][' || search_unspaced() || '\pM]*|[^' || search_unspaced() || ']+'
        )
    )
    FROM typed
),

parts AS (
    SELECT
        is_needed,
        unnest(
            CASE
                WHEN is_needed OR regexp_matches(piece, '^[' || search_unspaced() || ']') THEN [spelled[1:32]]
                ELSE [[word] FOR word IN spelled]
            END
        ) AS spelled
    FROM (SELECT *, search_words(piece) AS spelled FROM pieces)
)

SELECT (row_number() OVER ())::USMALLINT AS part, is_needed, search_terms(spelled) AS terms
FROM (SELECT DISTINCT * FROM parts WHERE len(spelled) > 0)
LIMIT 32;
COMMENT ON MACRO TABLE search_parts IS 'What is asked for: one row per word or phrase, at most 32 of at most 32 words, and what is looked up for it.';
