-- Since when an article is not there any more, and since when its address was found empty.

ALTER TABLE articles ADD COLUMN gone_since TIMESTAMPTZ;
COMMENT ON COLUMN articles.gone_since IS 'Gone: when its address was first found empty. It comes back to live once it is found again.';
COMMENT ON COLUMN articles.status IS 'live, or gone: its address answered 404 or 410 in two runs, and it was not seen anywhere in between. Nothing of it is deleted.';

ALTER TABLE ops.addresses ADD COLUMN missing_since TIMESTAMPTZ;
COMMENT ON COLUMN ops.addresses.missing_since IS 'Web addresses only: when it first answered 404 or 410; null once there was something again.';
