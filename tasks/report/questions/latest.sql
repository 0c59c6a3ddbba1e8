-- Which articles of each source came last? Parameter: how many of each.
SELECT source, arg_max(
    {'title': title, 'url': url, 'published_at': published_at, 'first_seen_at': first_seen_at, 'word_count': word_count, 'version': version},
    first_seen_at,
    $some
) AS articles
FROM latest_articles
GROUP BY source;
