-- What sites say about the use of their pages, beside each capture.
ALTER TABLE captures ADD COLUMN opt_outs VARCHAR[];
COMMENT ON COLUMN captures.opt_outs IS 'What the site said against keeping the page or training on it, such as noai, noarchive, tdm-reservation=1, ai-train=no; null where it was not looked for.';
