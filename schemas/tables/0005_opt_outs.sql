-- What sites say about the use of their pages, beside each capture.
ALTER TABLE captures ADD COLUMN opt_outs VARCHAR[];
