-- How many articles did each source bring, day by day?
SELECT day, source, new_articles, revisions FROM daily_volume ORDER BY day, source
