-- How many articles did each source publish, day by day, on the last 30 days that it published on?
SELECT source, published_at::DATE AS day, count(*) AS articles, median(word_count)::INTEGER AS median_words
FROM latest_articles
WHERE published_at IS NOT NULL
GROUP BY source, published_at::DATE
QUALIFY row_number() OVER (PARTITION BY source ORDER BY published_at::DATE DESC) <= 30
ORDER BY source, day;
