-- Which articles did their publishers change after publication, how long after, and by how much? Replays and mere re-readings are none.
SELECT
    source,
    title,
    version,
    changed_at,
    after_publication,
    words_added,
    paragraphs_added,
    paragraphs_removed,
    url
FROM corrections
ORDER BY changed_at DESC;
