-- How many articles of each source were known a week ago, and how many words had they then?
SELECT source, count(*) AS articles, sum(word_count)::BIGINT AS words
FROM articles_as_of(now() - INTERVAL 7 DAY)
GROUP BY source
ORDER BY articles DESC, source;
