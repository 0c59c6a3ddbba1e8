-- Which fields were filled in the last 30 days, source by source, and which lost in the last seven of them?
CREATE OR REPLACE VIEW completeness_30_days AS
SELECT
    source,
    sum(articles)::BIGINT AS articles,
    sum(title) / sum(articles) AS title,
    sum(authors) / sum(articles) AS authors,
    sum(published_at) / sum(articles) AS published_at,
    sum(language) / sum(articles) AS language,
    sum(description) / sum(articles) AS description,
    sum(section) / sum(articles) AS section,
    sum(articles) FILTER (WHERE day >= first_recent_day)::BIGINT AS recent_articles,
    sum(title) FILTER (WHERE day < first_recent_day) / sum(articles) FILTER (WHERE day < first_recent_day)
        - sum(title) FILTER (WHERE day >= first_recent_day) / sum(articles) FILTER (WHERE day >= first_recent_day) AS title_fell,
    sum(authors) FILTER (WHERE day < first_recent_day) / sum(articles) FILTER (WHERE day < first_recent_day)
        - sum(authors) FILTER (WHERE day >= first_recent_day) / sum(articles) FILTER (WHERE day >= first_recent_day) AS authors_fell,
    sum(published_at) FILTER (WHERE day < first_recent_day) / sum(articles) FILTER (WHERE day < first_recent_day)
        - sum(published_at) FILTER (WHERE day >= first_recent_day) / sum(articles) FILTER (WHERE day >= first_recent_day) AS published_at_fell,
    sum(language) FILTER (WHERE day < first_recent_day) / sum(articles) FILTER (WHERE day < first_recent_day)
        - sum(language) FILTER (WHERE day >= first_recent_day) / sum(articles) FILTER (WHERE day >= first_recent_day) AS language_fell,
    sum(description) FILTER (WHERE day < first_recent_day) / sum(articles) FILTER (WHERE day < first_recent_day)
        - sum(description) FILTER (WHERE day >= first_recent_day) / sum(articles) FILTER (WHERE day >= first_recent_day) AS description_fell,
    sum(section) FILTER (WHERE day < first_recent_day) / sum(articles) FILTER (WHERE day < first_recent_day)
        - sum(section) FILTER (WHERE day >= first_recent_day) / sum(articles) FILTER (WHERE day >= first_recent_day) AS section_fell
FROM completeness_by_day
JOIN last_days ON day >= first_day
GROUP BY source;
COMMENT ON VIEW completeness_30_days IS 'One row per source: articles whose newest version was loaded in the last 30 days (last_days), the share of them that has each field, and by how much that share fell in the last seven days.';
COMMENT ON COLUMN completeness_30_days.source IS 'Name of the source.';
COMMENT ON COLUMN completeness_30_days.articles IS 'Articles whose newest version was loaded in the last 30 days.';
COMMENT ON COLUMN completeness_30_days.recent_articles IS 'Of these, in the last seven whole days and today.';
COMMENT ON COLUMN completeness_30_days.title IS 'Share with a title, 0 to 1.';
COMMENT ON COLUMN completeness_30_days.authors IS 'Share with an author, 0 to 1.';
COMMENT ON COLUMN completeness_30_days.published_at IS 'Share with a date of publication, 0 to 1.';
COMMENT ON COLUMN completeness_30_days.language IS 'Share with a known language, 0 to 1.';
COMMENT ON COLUMN completeness_30_days.description IS 'Share with a description, 0 to 1.';
COMMENT ON COLUMN completeness_30_days.section IS 'Share with a section, 0 to 1.';
COMMENT ON COLUMN completeness_30_days.title_fell IS 'Share of the days before less that of the last seven days; null where one of the two has no articles.';
COMMENT ON COLUMN completeness_30_days.authors_fell IS 'Share of the days before less that of the last seven days; null where one of the two has no articles.';
COMMENT ON COLUMN completeness_30_days.published_at_fell IS 'Share of the days before less that of the last seven days; null where one of the two has no articles.';
COMMENT ON COLUMN completeness_30_days.language_fell IS 'Share of the days before less that of the last seven days; null where one of the two has no articles.';
COMMENT ON COLUMN completeness_30_days.description_fell IS 'Share of the days before less that of the last seven days; null where one of the two has no articles.';
COMMENT ON COLUMN completeness_30_days.section_fell IS 'Share of the days before less that of the last seven days; null where one of the two has no articles.';
