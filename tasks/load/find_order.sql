-- Sort the words of some fresh documents, so that a search reads only a small part of them.
INSERT INTO search.postings (term, document, weight, positions)
SELECT w.term, w.document, sum(w.weight)::INTEGER, list(w.position ORDER BY w.position)
FROM search.fresh_words AS w
WHERE w.document BETWEEN getvariable('first_document') AND getvariable('last_document')
AND w.document IN (SELECT document FROM search.documents)
GROUP BY w.term, w.document
ORDER BY w.term, w.document;

DELETE FROM search.fresh_words WHERE document BETWEEN getvariable('first_document') AND getvariable('last_document');

INSERT INTO search.segments (first_document, last_document, made_at) VALUES (getvariable('first_document'), getvariable('last_document'), now());
