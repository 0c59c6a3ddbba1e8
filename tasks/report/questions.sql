-- runs: Which runs were there, newest first? Parameter: how many.
SELECT * FROM run_history ORDER BY started_at DESC, run_id DESC LIMIT $many;

-- pace: When did the recent ingest runs begin? Parameter: since.
SELECT started_at FROM run_history WHERE flow = 'ingest' AND started_at >= $since ORDER BY started_at;

-- funnel: How did candidates end: in the last ingest run, in the last 24 hours, since? Parameters: run_id, yesterday, since, soon.
SELECT
    status,
    reason,
    coalesce(sum(candidates) FILTER (WHERE run_id = $run_id), 0)::BIGINT AS last_run,
    coalesce(sum(candidates) FILTER (WHERE started_at >= $yesterday AND started_at <= $soon), 0)::BIGINT AS last_day,
    sum(candidates)::BIGINT AS month
FROM run_funnel
WHERE (started_at >= $since OR run_id = $run_id) AND run_id IN (SELECT run_id FROM run_history WHERE flow = 'ingest')
GROUP BY status, reason
ORDER BY month DESC, status, reason;

-- endings: How did the candidates of each of the newest runs end? Parameter: how many runs.
SELECT run_id, status, reason, candidates
FROM run_funnel
WHERE run_id IN (SELECT run_id FROM run_history ORDER BY started_at DESC, run_id DESC LIMIT $runs)
ORDER BY run_id, status, candidates DESC, reason;

-- asking: Which sources are there, and how did the last request to each end?
SELECT a.*, h.last_loaded_at, coalesce(h.candidates, 0) AS candidates, coalesce(h.good, 0) AS good,
    coalesce(c.change = 'removed', false) AS is_removed
FROM asking AS a
LEFT JOIN source_health AS h ON h.source = a.source
LEFT JOIN (
    SELECT s.name, arg_max(c.change, c.changed_at) AS change
    FROM ops.source_changes AS c JOIN sources AS s ON s.source_id = c.source_id GROUP BY s.name
) AS c ON c.name = a.source
ORDER BY a.source;

-- checks: What is the last result of each check, for each source and for the warehouse?
SELECT * FROM source_checks ORDER BY source, check_id;

-- days: What became of what each source offered? Parameter: the first day.
SELECT * FROM source_days WHERE day >= $first ORDER BY source, day;

-- volume: How many articles did each source deliver, and how many were expected? Parameters: the first day, the day behind the last.
SELECT * FROM volume_bands WHERE day >= $first AND day < $today ORDER BY source, day;

-- fetch_failures: How did fetches fail? Parameter: the first day.
SELECT * FROM fetch_failures_by_day WHERE day >= $first ORDER BY day, reason, source;

-- held: What is held, from which source, by which check?
SELECT * FROM quarantine_by_reason ORDER BY articles DESC, source, check_id;

-- held_samples: The newest held articles of each source and check. Parameters: how many of each, how many in all.
WITH held AS (
    SELECT source, quarantine_id, title, url, checks, held_at, failures FROM held_articles
), newest AS (
    SELECT quarantine_id
    FROM (SELECT source, quarantine_id, held_at, unnest(checks) AS check_id FROM held)
    QUALIFY row_number() OVER (PARTITION BY source, check_id ORDER BY held_at DESC, quarantine_id) <= $each
)
SELECT *
FROM held
WHERE quarantine_id IN (SELECT quarantine_id FROM newest)
ORDER BY held_at DESC, source, quarantine_id
LIMIT $many;

-- completeness: Which share of each source's articles of 30 days has each field, and which share fell?
SELECT * FROM completeness_30_days ORDER BY source;

-- coverage: On which days was each source requested, and with which result? Parameter: the first day.
SELECT * FROM coverage WHERE day >= $first ORDER BY source, day;

-- check_days: How much of what each check looked at failed, day by day? Parameter: the first day.
SELECT * FROM check_results_by_day WHERE day >= $first ORDER BY check_id, day;

-- pass_rates: How much did each check look at in 30 days, and how much of it failed?
SELECT * FROM check_pass_rates ORDER BY check_id;

-- flapping: Which checks of which sources pass one day and fail the next?
SELECT * FROM flapping_checks ORDER BY turns DESC, check_id, source;

-- failed_checks: Which checks did the articles of each source fail? Parameter: the first day.
SELECT * FROM failed_checks_by_day WHERE day >= $first ORDER BY source, day, articles DESC, check_id;

-- addresses: What is the last outcome of the addresses that each source offered yesterday or today? Parameter: yesterday.
SELECT source, status, reason, sum(addresses)::BIGINT AS addresses
FROM address_ends
WHERE day >= $yesterday::DATE
GROUP BY source, status, reason
ORDER BY source, addresses DESC, status, reason;

-- drift: How long are the texts of each source, in which language, and with how much text that is not the article? Parameter: the first day.
SELECT * FROM text_drift WHERE day >= $first ORDER BY source, day;

-- duplicates: Which texts were offered more than once?
SELECT * FROM duplicates
WHERE alias_addresses + same_text_here + same_text_elsewhere > 0
ORDER BY alias_addresses + same_text_here + same_text_elsewhere DESC, source;

-- latency: How long after publication was each source's news loaded? Parameter: the first day.
SELECT * FROM latency_by_day WHERE day >= $first ORDER BY source, day;

-- totals: How much is there, and how did the ingest runs of the last 24 hours go? Parameter: yesterday.
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

-- latest: Which articles of each source came last? Parameter: how many of each.
SELECT source, arg_max(
    {'title': title, 'url': url, 'published_at': published_at, 'first_seen_at': first_seen_at, 'word_count': word_count, 'version': version},
    first_seen_at,
    $some
) AS articles
FROM latest_articles
GROUP BY source;

-- losses: What did each source lose last? Parameters: the first day, how many of each.
SELECT source, arg_max({'recorded_at': recorded_at, 'url': url, 'reason': reason, 'detail': detail}, recorded_at, $some) AS losses
FROM losses
WHERE recorded_at >= $since
GROUP BY source;

-- losses_of_day: What was lost in the last 24 hours? Parameters: yesterday, how many.
SELECT source, recorded_at, url, status, reason, meaning, detail
FROM losses
WHERE run_id IN (SELECT run_id FROM run_history WHERE flow = 'ingest' AND started_at >= $yesterday AND started_at <= $soon)
ORDER BY status, reason, source, recorded_at DESC, url
LIMIT $of_day;

-- losses_of_runs: What did each of the newest runs lose? Parameters: how many runs, how much of each.
SELECT run_id, arg_min({'source': source, 'url': url, 'reason': reason, 'detail': detail}, reason || source || url, $each_run) AS losses
FROM losses
WHERE run_id IN (SELECT run_id FROM run_history ORDER BY started_at DESC, run_id DESC LIMIT $runs)
GROUP BY run_id;

-- loaded_of_day: What did the ingest runs of the last 24 hours load, new or revised? Parameters: yesterday, soon, how many.
SELECT s.name AS source, v.title, a.url, v.loaded_at, v.version, v.word_count
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.run_id IN (SELECT run_id FROM run_history WHERE flow = 'ingest' AND started_at >= $yesterday AND started_at <= $soon)
ORDER BY source, v.loaded_at DESC, a.url
LIMIT $of_day;

-- stories: What are the newest stories, who reports each, and which words do several articles quote? Parameter: how many.
SELECT c.*, r.reports, coalesce(q.quotes, []) AS quotes, coalesce(q.shared, 0) AS shared
FROM (SELECT * FROM story_coverage ORDER BY last_at DESC, story_id LIMIT $some) AS c
JOIN (
    SELECT one.story_id, list({
        'source': one.source, 'title': one.title, 'url': one.url, 'reported_at': one.reported_at, 'agency': one.agency,
        'copied': copy.kind, 'copied_from': copy.earlier_source, 'copied_share': copy.share
    } ORDER BY one.place) AS reports
    FROM story_reports AS one
    LEFT JOIN (
        SELECT later.story_id, c.later_id, c.kind, c.earlier_source, c.share
        FROM article_copies AS c
        JOIN story_reports AS later ON later.article_id = c.later_id
        JOIN story_reports AS earlier ON earlier.article_id = c.earlier_id AND earlier.story_id = later.story_id
        QUALIFY row_number() OVER (
            PARTITION BY later.story_id, c.later_id ORDER BY c.kind = 'part', c.earlier_at, c.earlier_id
        ) = 1
    ) AS copy ON copy.story_id = one.story_id AND copy.later_id = one.article_id
    GROUP BY one.story_id
) AS r ON r.story_id = c.story_id
LEFT JOIN (
    SELECT story_id, count(*) AS shared, list({
        'speaker': speaker, 'words': words, 'sources': sources, 'articles': articles
    } ORDER BY articles DESC, word_count DESC) AS quotes
    FROM shared_quotes
    GROUP BY story_id
) AS q ON q.story_id = c.story_id
ORDER BY c.last_at DESC, c.story_id;

-- acknowledged: Which problems does somebody know of?
SELECT * FROM acknowledged ORDER BY source, check_id NULLS FIRST;
