-- Which words does the whole search index have, and in which languages?
CREATE OR REPLACE TEMP VIEW indexed_words AS
SELECT v.language, w.term
FROM (
    SELECT term, document FROM search.postings
    UNION ALL
    SELECT term, document FROM search.fresh_words
) AS w
JOIN search.documents AS d ON d.document = w.document
JOIN article_versions AS v ON v.article_id = d.article_id AND v.version = d.version;
