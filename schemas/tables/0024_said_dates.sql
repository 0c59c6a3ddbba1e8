-- Dates as feeds and sitemaps said them, with their precision and zone.
ALTER TABLE claims ADD COLUMN published_said VARCHAR;
ALTER TABLE claims ADD COLUMN modified_said VARCHAR;
