-- Where and how exactly times were said, and which authors are organisations.
ALTER TABLE article_versions ADD COLUMN published_zone VARCHAR;
ALTER TABLE article_versions ADD COLUMN modified_precision VARCHAR;
ALTER TABLE article_versions ADD COLUMN modified_from VARCHAR;

ALTER TABLE authors ADD COLUMN kind VARCHAR;
