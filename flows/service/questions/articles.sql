-- How many articles are there?
SELECT count(*) AS value FROM articles;
