-- How many articles were there at a moment, and how many words in what they said then?
SELECT count(*) AS articles, sum(v.word_count) AS words
FROM article_versions AS v
JOIN (
    SELECT article_id, max(version) AS version FROM article_versions WHERE loaded_at <= $moment GROUP BY article_id
) AS t ON t.article_id = v.article_id AND t.version = v.version;
