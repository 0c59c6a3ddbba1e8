-- How many articles did each source publish, day by day, on the last 30 days that it published on?
SELECT source, published_on AS day, count(*) AS articles, median(word_count)::INTEGER AS median_words
FROM latest_articles
WHERE published_on IS NOT NULL
GROUP BY source, published_on
QUALIFY row_number() OVER (PARTITION BY source ORDER BY published_on DESC) <= 30
ORDER BY source, day;
