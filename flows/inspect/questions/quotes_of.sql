-- What is somebody of this name quoted with? The whole name, or its last words.
SELECT reported_at, speaker, words, kind, verb, source, title, url, story_id, article_id, position, rule, precision
FROM who_said_what
WHERE (lower(speaker) = lower($name) OR ends_with(lower(speaker), ' ' || lower($name)))
    AND ($source IS NULL OR source = $source)
ORDER BY reported_at DESC, article_id, position
LIMIT $limit;
