-- Which of the indexed words are stemmed, and have no stem in their language yet?
SELECT w.language, w.term
FROM (
    SELECT DISTINCT language, term
    FROM indexed_words
    WHERE list_contains($languages, language)
    AND length(term) BETWEEN 3 AND 40
    AND NOT regexp_matches(term, '[0-9' || search_unspaced() || ']')
) AS w
WHERE NOT EXISTS (SELECT 1 FROM search.stems AS s WHERE s.term = w.term AND s.language = w.language)
ORDER BY ALL;
