-- Where and how exactly times were said, and which authors are organisations.
ALTER TABLE article_versions ADD COLUMN published_zone VARCHAR;
ALTER TABLE article_versions ADD COLUMN modified_precision VARCHAR;
ALTER TABLE article_versions ADD COLUMN modified_from VARCHAR;
COMMENT ON COLUMN article_versions.published_zone IS 'Offset from UTC that the publisher said with published_at, as +05:30: shift by it to have the day and hour of the place; null where none was said.';
COMMENT ON COLUMN article_versions.modified_precision IS 'How exactly modified_at is known: day, minute or second.';
COMMENT ON COLUMN article_versions.modified_from IS 'Whose word modified_at is: json_ld, open_graph, meta, front_matter or feed.';

ALTER TABLE authors ADD COLUMN kind VARCHAR;
COMMENT ON COLUMN authors.kind IS 'person, or organisation for agencies, desks and outlets, by what the page said of the name or the name itself; null where the author was met before this was told apart.';
