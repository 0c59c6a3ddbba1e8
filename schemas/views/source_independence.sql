-- How much of what a source publishes is its own?
CREATE OR REPLACE VIEW source_independence AS
WITH copied AS (
    SELECT later_id AS article_id, max(share) AS share FROM analysis.copies WHERE kind IN ('same', 'copy') GROUP BY later_id
), taken AS (
    SELECT earlier_id AS article_id, count(DISTINCT later_id) AS copies
    FROM analysis.copies WHERE kind IN ('same', 'copy') GROUP BY earlier_id
)
SELECT
    s.name AS source,
    count(*) AS articles,
    count(*) FILTER (WHERE c.article_id IS NULL) AS own_reports,
    round(count(*) FILTER (WHERE c.article_id IS NULL) / count(*), 3) AS own_share,
    count(*) FILTER (WHERE d.agency IS NOT NULL) AS credits_agency,
    coalesce(sum(t.copies), 0)::INTEGER AS copied_by_others,
    count(r.story_id) AS in_stories,
    round(sum(d.quoted_words) / greatest(sum(d.words), 1), 3) AS quoted_share
FROM analysis.analysed AS d
JOIN articles AS a ON a.article_id = d.article_id
JOIN sources AS s ON s.source_id = a.source_id
LEFT JOIN copied AS c ON c.article_id = d.article_id
LEFT JOIN taken AS t ON t.article_id = d.article_id
LEFT JOIN analysis.story_articles AS r ON r.article_id = d.article_id
GROUP BY s.name;
COMMENT ON VIEW source_independence IS 'One row per source: how many of its articles are its own, how many are copies, how many others copy.';
COMMENT ON COLUMN source_independence.source IS 'Name of the source.';
COMMENT ON COLUMN source_independence.articles IS 'Articles that were analysed.';
COMMENT ON COLUMN source_independence.own_reports IS 'Of these, no copies of an earlier article.';
COMMENT ON COLUMN source_independence.own_share IS 'The same as a share.';
COMMENT ON COLUMN source_independence.credits_agency IS 'Articles that credit a news agency.';
COMMENT ON COLUMN source_independence.copied_by_others IS 'Later articles that are copies of its articles.';
COMMENT ON COLUMN source_independence.in_stories IS 'Articles of stories that another article reports too.';
COMMENT ON COLUMN source_independence.quoted_share IS 'Share of its words that stand in quotation marks.';
