-- From whom does each article of this story have its text? The earliest of those it copies, whole copies before passages.
SELECT c.later_id AS article_id, c.kind, c.earlier_source, c.share
FROM article_copies AS c
JOIN story_reports AS later ON later.article_id = c.later_id AND later.story_id = $story
JOIN story_reports AS earlier ON earlier.article_id = c.earlier_id AND earlier.story_id = $story
QUALIFY row_number() OVER (PARTITION BY c.later_id ORDER BY c.kind = 'part', c.earlier_at, c.earlier_id) = 1;
