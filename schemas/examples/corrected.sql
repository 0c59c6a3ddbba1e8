-- Which articles were changed after publication, how long after, and by how many words?
SELECT changed_at, source, title, version, after_publication, is_title_changed, words_added
FROM corrections
ORDER BY changed_at DESC
LIMIT 20;
