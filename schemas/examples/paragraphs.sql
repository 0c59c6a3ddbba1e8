-- What do the articles that are most about the flood say of the dam, paragraph by paragraph?
SELECT title, position, text
FROM paragraphs_of((SELECT list(article_id) FROM search('flood dam', best := 20)))
WHERE text ILIKE '% dam %'
ORDER BY title, position;
