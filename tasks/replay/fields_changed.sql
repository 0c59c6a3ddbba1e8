-- Which fields would read otherwise, how often, and what are three examples of each?
SELECT
    f.field,
    count(*) AS articles,
    list({'url': url, 'old': f.old, 'new': f.new} ORDER BY url)[1:3] AS samples
FROM (SELECT url, unnest(changes) AS f FROM compared)
GROUP BY f.field
ORDER BY articles DESC, f.field;
