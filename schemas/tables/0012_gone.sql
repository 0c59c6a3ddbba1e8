-- Since when an article is not there any more, and since when its address was found empty.

ALTER TABLE articles ADD COLUMN gone_since TIMESTAMPTZ;

ALTER TABLE ops.addresses ADD COLUMN missing_since TIMESTAMPTZ;
