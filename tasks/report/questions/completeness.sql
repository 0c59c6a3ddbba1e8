-- Which share of each source's articles of 30 days has each field, and which share fell?
SELECT * FROM completeness_30_days ORDER BY source;
