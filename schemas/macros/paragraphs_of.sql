-- What do these few articles say, paragraph by paragraph? Of twenty found among a million the texts of twenty are read, where a join
-- with paragraph_texts would read them all: rows are found by their ids first, and texts then by the numbers of their rows.
CREATE OR REPLACE MACRO paragraphs_of(article_ids) AS TABLE
WITH wanted AS MATERIALIZED (
    SELECT v.rowid AS row_number
    FROM (SELECT unnest(article_ids)::UUID AS article_id) AS i
    JOIN articles AS a ON a.article_id = i.article_id
    JOIN article_versions AS v ON v.article_id = a.article_id AND v.version - a.current_version = 0
)

SELECT
    t.article_id,
    t.title,
    p.position,
    substring(t.body, p.char_start + 1, p.char_end - p.char_start) AS text
FROM (
    SELECT article_id, version, title, body
    FROM article_versions
    WHERE rowid IN (SELECT row_number FROM wanted)
) AS t
JOIN paragraphs AS p ON p.article_id = t.article_id AND p.version - t.version = 0
ORDER BY t.article_id, p.position;
COMMENT ON MACRO TABLE paragraphs_of IS 'One row per paragraph of the newest versions of these articles: SELECT * FROM paragraphs_of((SELECT list(article_id) FROM search(''harbour'', best := 20))). Of up to fifty it reads only their texts.';
