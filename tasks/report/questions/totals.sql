-- How much is there, and how did the ingest runs of the last 24 hours go? Parameter: yesterday.
SELECT
    (SELECT count(*) FROM latest_articles) AS articles,
    (SELECT coalesce(sum(revisions), 0)::BIGINT FROM daily_volume) AS revisions,
    (SELECT count(*) FROM asking) AS sources,
    (SELECT count(*) FROM held_articles) AS held_now,
    count(*) AS runs,
    count(*) FILTER (WHERE status NOT LIKE 'completed%' AND status <> 'running') AS failed_runs,
    coalesce(sum(discovered), 0)::BIGINT AS discovered,
    coalesce(sum(fetched), 0)::BIGINT AS fetched,
    coalesce(sum(cleaned), 0)::BIGINT AS cleaned,
    coalesce(sum(loaded), 0)::BIGINT AS loaded,
    coalesce(sum(unchanged), 0)::BIGINT AS unchanged,
    coalesce(sum(alias), 0)::BIGINT AS alias,
    coalesce(sum(quarantined), 0)::BIGINT AS quarantined,
    coalesce(sum(refused + failed), 0)::BIGINT AS lost
FROM run_history
WHERE flow = 'ingest' AND started_at >= $yesterday AND started_at <= $soon;
