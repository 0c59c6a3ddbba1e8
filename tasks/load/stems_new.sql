-- Which words of the documents just indexed have no stem in their language yet?
SELECT w.language, w.term
FROM (
    SELECT DISTINCT a.language, f.term
    FROM search.fresh_words AS f
    JOIN numbered AS n ON n.document = f.document
    JOIN added AS a ON a.position = n.position
    WHERE f.document >= (SELECT min(document) FROM numbered)
    AND list_contains($languages, a.language)
    AND length(f.term) BETWEEN 3 AND 40
    AND NOT regexp_matches(f.term, '[0-9' || search_unspaced() || ']')
) AS w
WHERE NOT EXISTS (SELECT 1 FROM search.stems AS s WHERE s.term = w.term AND s.language = w.language)
ORDER BY ALL;
