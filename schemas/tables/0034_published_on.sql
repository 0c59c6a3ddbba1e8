-- The day of publication where the outlet is, and the time zone that sources are declared with.
ALTER TABLE sources ADD COLUMN timezone VARCHAR;
ALTER TABLE article_versions ADD COLUMN published_on DATE;
ALTER TABLE search.documents ADD COLUMN published_on DATE;

-- Of what is loaded: the day in the zone that was written.
UPDATE article_versions
SET published_on = (
    published_at AT TIME ZONE 'UTC' + to_minutes(
        coalesce(TRY_CAST(published_zone[2:3] AS INTEGER) * 60 + TRY_CAST(published_zone[5:6] AS INTEGER), 0)
        * CASE WHEN published_zone[1] = '-' THEN -1 ELSE 1 END
    )
)::DATE
WHERE published_at IS NOT NULL;

UPDATE search.documents AS d
SET published_on = v.published_on
FROM article_versions AS v
WHERE v.article_id = d.article_id AND v.version = d.version AND v.published_on IS NOT NULL;
