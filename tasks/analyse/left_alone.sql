-- Which articles were in a story with an article of the batch, and are now near no other? A revised text took their link away.
SELECT s.article_id::VARCHAR
FROM analysis.story_articles AS s
WHERE s.story_id IN (SELECT story_id FROM analysis.story_articles WHERE article_id IN (SELECT article_id FROM batch))
    AND NOT EXISTS (
        FROM analysis.story_links AS l WHERE l.one_id = s.article_id OR l.other_id = s.article_id
    );
