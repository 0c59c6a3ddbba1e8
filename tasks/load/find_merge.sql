-- Merge the postings of several segments into one, without those of former versions.
CREATE OR REPLACE TEMP TABLE merged AS
SELECT *
FROM search.postings
WHERE document BETWEEN getvariable('first_document') AND getvariable('last_document')
AND document IN (SELECT document FROM search.documents);

DELETE FROM search.postings WHERE document BETWEEN getvariable('first_document') AND getvariable('last_document');

INSERT INTO search.postings (term, document, weight, positions) SELECT * FROM merged ORDER BY term, document;

DROP TABLE merged;

DELETE FROM search.segments WHERE first_document BETWEEN getvariable('first_document') AND getvariable('last_document');

INSERT INTO search.segments (first_document, last_document, made_at) VALUES (getvariable('first_document'), getvariable('last_document'), now());
