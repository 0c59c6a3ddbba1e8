-- Which words of the whole search index can be stemmed, and in which languages do they stand?
SELECT DISTINCT v.language, w.term
FROM (
    SELECT term, document FROM search.postings
    UNION ALL
    SELECT term, document FROM search.fresh_words
) AS w
JOIN search.documents AS d ON d.document = w.document
JOIN article_versions AS v ON v.article_id = d.article_id AND v.version = d.version
WHERE list_contains($languages, v.language)
AND length(w.term) BETWEEN 3 AND 40
AND NOT regexp_matches(w.term, '[0-9' || search_unspaced() || ']')
ORDER BY ALL;
