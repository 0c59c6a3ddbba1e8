-- Of how many articles of each source are date, language and author known?
SELECT
    source,
    count(*) AS articles,
    count(published_at) / count(*) AS dated,
    count(language) / count(*) AS with_language,
    count(nullif(authors, '')) / count(*) AS with_author
FROM articles
GROUP BY source
ORDER BY source
