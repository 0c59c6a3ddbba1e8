-- Add new versions to the search index: their words, and one document each in place of the former version.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT
    ((SELECT coalesce(max(document), 0) FROM search.documents) + row_number() OVER (ORDER BY position))::INTEGER AS document,
    position,
    regexp_matches(concat_ws(' ', title, headline, description, body), '[' || search_unspaced() || ']') AS has_unspaced
FROM added;

CREATE OR REPLACE TEMP TABLE spelled AS
SELECT
    document,
    has_unspaced,
    len(title) AS title_end,
    len(title) + len(headline) + len(description) + 3 AS lead_end,
    -- An empty word between two fields, so that no phrase matches across them.
    list_concat(title, [''], headline, [''], description, [''], body) AS words
FROM (
    SELECT
        n.document,
        n.has_unspaced,
        search_words(a.title) AS title,
        search_words(a.headline) AS headline,
        search_words(a.description) AS description,
        search_words(a.body) AS body
    FROM added AS a
    JOIN numbered AS n ON n.position = a.position
);

INSERT INTO search.fresh_words (term, document, position, weight)
SELECT term, document, position, CASE WHEN position <= title_end THEN 4 WHEN position <= lead_end THEN 2 ELSE 1 END
FROM (SELECT unnest(words) AS term, document, generate_subscripts(words, 1) AS position, title_end, lead_end FROM spelled)
WHERE term <> '';

INSERT INTO search.fresh_words (term, document, position, weight)
SELECT pair.term, document, pair.place, CASE WHEN pair.place <= title_end THEN 4 WHEN pair.place <= lead_end THEN 2 ELSE 1 END
FROM (SELECT unnest(search_pairs(words)) AS pair, document, title_end, lead_end FROM spelled WHERE has_unspaced);

-- Insert the new documents before the former ones are deleted: so the highest number is never deleted, and no number is used twice.
INSERT INTO search.documents (document, article_id, version, source_id, published_at, published_on, length)
SELECT n.document, a.article_id, a.version, l.source_id, a.published_at, a.published_on, coalesce(w.length, 0)
FROM added AS a
JOIN numbered AS n ON n.position = a.position
JOIN articles AS l ON l.article_id = a.article_id
LEFT JOIN (
    SELECT document, sum(weight) AS length
    FROM search.fresh_words
    WHERE document > (SELECT coalesce(max(document), 0) FROM search.documents)
    GROUP BY document
) AS w ON w.document = n.document
ORDER BY n.document;

DELETE FROM search.documents AS d
USING (
    SELECT a.article_id, n.document FROM added AS a JOIN numbered AS n ON n.position = a.position WHERE a.version > 1
) AS s
WHERE d.article_id = s.article_id AND d.document < s.document;
