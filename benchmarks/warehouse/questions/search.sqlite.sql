SELECT rowid, bm25(found, 4, 2, 2, 1) AS score FROM found WHERE found MATCH $words ORDER BY score LIMIT 100;
