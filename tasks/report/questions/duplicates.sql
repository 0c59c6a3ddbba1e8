-- Which texts were offered more than once?
SELECT * FROM duplicates
WHERE alias_addresses + same_text_here + same_text_elsewhere > 0
ORDER BY alias_addresses + same_text_here + same_text_elsewhere DESC, source;
