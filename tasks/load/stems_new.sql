-- Which words do the documents just indexed have, and in which languages?
CREATE OR REPLACE TEMP VIEW indexed_words AS
SELECT a.language, f.term
FROM search.fresh_words AS f
JOIN numbered AS n ON n.document = f.document
JOIN added AS a ON a.position = n.position
WHERE f.document >= (SELECT min(document) FROM numbered);
