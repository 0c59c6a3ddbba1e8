-- What do the articles that are most about the flood say of the dam, paragraph by paragraph?
SELECT found.title, p.position, p.text
FROM search('flood dam', best := 20) AS found
JOIN paragraph_texts AS p ON p.article_id = found.article_id
WHERE p.text ILIKE '% dam %'
ORDER BY found.rank, p.position;
